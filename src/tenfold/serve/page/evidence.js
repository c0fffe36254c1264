// The picture of what speaks for a class and what against it: solid strokes and hollow ones.

import { makeSvg } from "./elements.js";
import { influence } from "./influence.js";
import { SIZE } from "./raster.js";

const STRONG = 3; // log-odds of a piece drawn at full width: the odds change twentyfold
const MARGIN = 2; // pixels of the 28 × 28 left away on each side
const FAINT = 0.15; // log-odds below which a piece says nothing

export class EvidenceView {
  /** @param {SVGElement} svg @param {HTMLElement} title names the class */
  constructor(svg, title) {
    this.svg = svg;
    this.title = title;
    this.thinking = false;
    svg.setAttribute("viewBox", `${MARGIN} ${MARGIN} ${SIZE - 2 * MARGIN} ${SIZE - 2 * MARGIN}`);
  }

  /**
   * @param {import("./network.js").Network} network
   * @param {import("./reading.js").Digit | undefined} digit
   * @param {number | undefined} label the class to speak about
   */
  show(network, digit, label) {
    Object.assign(this, { network, digit, label });
    this.title.textContent = digit ? network.classNames[label] : "";
    if (!digit) this.draw([]);
    else if (digit.pieces) this.draw(digit.pieces);
    else this.think();
  }

  // Piece by piece between frames, so that the pen never waits. A digit that grew meanwhile is
  // taken up as soon as this one is done.
  async think() {
    if (this.thinking) return;
    this.thinking = true;
    while (this.digit && !this.digit.pieces) {
      const { digit, network } = this;
      const pieces = [];
      for (const piece of influence(network, digit.strokes, digit.frame, digit.probabilities)) {
        pieces.push(piece);
        await new Promise((resume) => setTimeout(resume));
      }
      digit.pieces = pieces;
      if (this.digit && network === this.network) this.draw(pieces);
    }
    this.thinking = false;
  }

  draw(pieces) {
    const { label } = this;
    const weakFirst = [...pieces].sort((a, b) => Math.abs(a.speaks[label]) - Math.abs(b.speaks[label]));
    this.svg.replaceChildren(...weakFirst.flatMap((piece) => drawPiece(piece, label)));
    this.svg.setAttribute("aria-label", pieces.length
      ? describePieces(pieces, label, this.network.classNames[label]) : "Nothing is drawn yet.");
  }
}

function drawPiece({ points, speaks }, label) {
  const weight = speaks[label];
  const strength = Math.min(1, Math.abs(weight) / STRONG);
  const width = 0.5 + 2 * strength;
  const path = `M${points.map(([x, y]) => `${x.toFixed(2)} ${y.toFixed(2)}`).join("L")}`;
  const line = (name, thickness) => makeSvg("path", { d: path, class: name, "stroke-width": thickness });
  if (Math.abs(weight) < FAINT) return [line("silent", 0.5)];
  if (weight > 0) return [line("for", width)];
  return [line("against", width + 0.5), line("hollow", Math.max(0.15, width - 0.35))];
}

function describePieces(pieces, label, name) {
  const count = (sign) => pieces.filter(({ speaks }) => sign * speaks[label] >= FAINT).length;
  return `${count(1)} of ${pieces.length} pieces speak for ${name}, ${count(-1)} against.`;
}
