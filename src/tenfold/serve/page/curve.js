// A line of measurements over time.

import { makeSvg } from "./elements.js";

const WIDTH = 320;
const HEIGHT = 140;

/**
 * @param {SVGElement} svg
 * @param {[number, number][]} points (share of the whole run, value)
 * @param {number} lowest @param {number} highest the values at the foot and at the top
 */
export function showCurve(svg, points, lowest, highest) {
  svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute("preserveAspectRatio", "none"); // the strokes keep their width, see the style
  const place = ([share, value]) => {
    const height = Math.min(1, Math.max(0, (value - lowest) / (highest - lowest)));
    return `${(share * WIDTH).toFixed(1)} ${((1 - height) * (HEIGHT - 4) + 2).toFixed(1)}`;
  };
  const foot = makeSvg("path", { class: "foot", d: `M0 ${HEIGHT - 1}H${WIDTH}M0 1H${WIDTH}` });
  const line = makeSvg("path", { class: "line", d: points.length ? `M${points.map(place).join("L")}` : "" });
  svg.replaceChildren(foot, line);
}
