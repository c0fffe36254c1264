// The drawing part: pad, reading, evidence, layers and arithmetic around one network.

import { Drawing } from "./drawing.js";
import { make, notable, percent } from "./elements.js";
import { EvidenceView } from "./evidence.js";
import { Inspector } from "./inspector.js";
import { LayersView } from "./layers.js";
import { Pad } from "./pad.js";
import { SIZE } from "./raster.js";
import { readDrawing } from "./reading.js";

const SURE = 0.5; // below this probability a reading is shown as a doubt

const calm = matchMedia("(prefers-reduced-motion: reduce)");

const byId = (id) => document.getElementById(id);

export class DrawView {
  /** @param {import("./network.js").Network} network for 28 × 28 grey pictures */
  constructor(network) {
    this.drawing = new Drawing();
    this.pad = new Pad(byId("pad"), this.drawing, () => this.changed());
    this.evidence = new EvidenceView(byId("evidence"), byId("evidence-class"));
    this.digits = [];
    this.selected = 0; // which digit the layers show
    this.label = null; // the class the evidence is about; null is the best one
    this.due = false;
    this.listeners = [];
    this.listen();
    this.setNetwork(network);
  }

  /** Puts another network in place; the drawing is read again. */
  setNetwork(network) {
    const [height, width, channels] = network.inputShape;
    if (height !== SIZE || width !== SIZE || channels !== 1) {
      throw new Error(`The pad draws 28 × 28 grey digits; the model reads ${network.inputShape.join(" × ")}.`);
    }
    this.network = network;
    this.digits = [];
    this.inspector?.close();
    this.inspector = new Inspector(byId("inspector"), network);
    this.layers = new LayersView(byId("layers"), network, (layer, map) => this.inspect(layer, map));
    this.rows = network.classNames.map((name, label) => this.makeRow(name, label));
    byId("classes").replaceChildren(...this.rows);
    this.update();
  }

  /** Calls the listener with this view after every reading. */
  onRead(listener) {
    this.listeners.push(listener);
  }

  /** The digit that the layers show, or undefined while there is none. */
  get digit() {
    return this.digits[this.selected];
  }

  listen() {
    byId("undo").addEventListener("click", () => this.undo());
    byId("clear").addEventListener("click", () => this.clear());
    document.addEventListener("keydown", (event) => {
      if (event.target.matches("input, textarea, select")) return;
      if (event.key === "z" && (event.ctrlKey || event.metaKey)) this.undo();
      else if (event.key === "Escape" && document.activeElement === byId("pad")) this.clear();
      else return;
      event.preventDefault();
    });
  }

  undo() {
    this.drawing.undo();
    this.pad.update();
  }

  clear() {
    this.drawing.clear();
    this.label = null;
    this.pad.update();
  }

  // At most one reading a frame, however fast the pen reports.
  changed() {
    if (this.due) return;
    this.due = true;
    requestAnimationFrame(() => {
      this.due = false;
      this.update();
    });
  }

  update() {
    const before = this.digits;
    this.digits = readDrawing(this.network, this.drawing.strokes, before);
    const touched = this.digits.findIndex((digit) => !before.includes(digit));
    if (touched >= 0) this.select(touched);
    else this.select(Math.min(this.selected, Math.max(0, this.digits.length - 1)));
  }

  select(index) {
    if (index !== this.selected) this.label = null;
    this.selected = index;
    this.show();
    for (const listener of this.listeners) listener(this);
  }

  inspect(layer, map) {
    this.inspector.choose(layer, map);
    this.layers.mark(layer, map);
    this.inspector.show(this.digit?.activations ?? null);
    // On a phone it lies screens below.
    byId("inspector").scrollIntoView({ block: "nearest", behavior: calm.matches ? "auto" : "smooth" });
  }

  show() {
    const activations = this.digit?.activations ?? null;
    byId("hint").hidden = !this.drawing.isEmpty;
    byId("undo").disabled = !this.drawing.canUndo;
    byId("clear").disabled = this.drawing.isEmpty;
    this.showNumber();
    this.showTags();
    this.showClasses();
    this.evidence.show(this.network, this.digit, this.label ?? this.digit?.best);
    this.layers.show(activations);
    this.inspector.show(activations);
  }

  showNumber() {
    const names = this.digits.map((digit) => make("span",
      { class: digit.probabilities[digit.best] < SURE ? "doubt" : "" }, this.network.classNames[digit.best]));
    byId("number").replaceChildren(...(names.length ? names : ["–"]));
    const isNumber = names.every((name) => name.textContent.length === 1);
    byId("number").className = !names.length ? "empty" : isNumber ? "figures" : "words";
  }

  showTags() {
    const { ratio } = this.pad;
    byId("tags").replaceChildren(...this.digits.map((digit, index) => {
      const middle = (SIZE / 2 - digit.frame.x) / digit.frame.scale / ratio;
      const tag = make("button", { type: "button", "aria-pressed": String(index === this.selected),
        onclick: () => this.select(index) },
      make("b", {}, this.network.classNames[digit.best]), ` ${percent(digit.probabilities[digit.best])}`);
      tag.style.left = `${100 * Math.min(0.94, Math.max(0.06, middle))}%`;
      return tag;
    }));
  }

  makeRow(name, label) {
    return make("button", { type: "button", title: `What speaks for ${name}?`,
      onclick: () => {
        this.label = label;
        this.show();
      } }, make("b", {}, name), make("i"), make("span"));
  }

  showClasses() {
    const label = this.label ?? this.digit?.best;
    this.rows.forEach((row, i) => {
      const share = this.digit?.probabilities[i] ?? 0;
      row.style.setProperty("--share", share);
      row.classList.toggle("best", i === this.digit?.best);
      row.setAttribute("aria-pressed", String(i === label));
      row.lastChild.textContent = notable(share);
    });
  }
}
