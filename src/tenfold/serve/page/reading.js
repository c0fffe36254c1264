// What the network makes of a drawing: its digits from left to right.

import { groupDigits } from "./digits.js";
import { rasterise } from "./raster.js";

/**
 * @typedef {object} Digit
 * @property {import("./drawing.js").Stroke[]} strokes
 * @property {Float32Array} pixels (28 × 28)
 * @property {import("./raster.js").Frame} frame
 * @property {import("./network.js").Activation[]} activations
 * @property {Float32Array} probabilities one per class
 * @property {number} best the most probable class
 */

/**
 * Reads a drawing; digits whose strokes did not change are taken over from the last reading.
 *
 * @param {import("./network.js").Network} network
 * @param {import("./drawing.js").Stroke[]} strokes
 * @param {Digit[]} last what the same network read before
 * @returns {Digit[]}
 */
export function readDrawing(network, strokes, last) {
  return groupDigits(strokes).map(
    (group) => last.find((digit) => isSame(digit.strokes, group)) ?? readDigit(network, group),
  );
}

function readDigit(network, strokes) {
  const { pixels, frame } = rasterise(strokes);
  const activations = network.run(pixels);
  const probabilities = activations.at(-1).values;
  const best = probabilities.indexOf(Math.max(...probabilities));
  return { strokes, pixels, frame, activations, probabilities, best };
}

function isSame(a, b) {
  return a.length === b.length && a.every((stroke, i) => stroke === b[i]);
}
