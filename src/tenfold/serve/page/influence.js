// Which strokes speak for a class, and which against it: each piece of a stroke is left out in
// turn (in the same frame), and the change of the class's log-odds is what that piece says.

import { render } from "./raster.js";

const PIECE = 3.5; // pixels of stroke in one piece, of 20 that a digit is high
const MOST = 28; // pieces; longer ones from there on, so that the pen stays live

/**
 * @typedef {object} Piece
 * @property {[number, number][]} points in pixels of the 28 × 28
 * @property {Float64Array} speaks for each class: above 0 for it, below 0 against it
 */

/**
 * @param {import("./network.js").Network} network
 * @param {import("./drawing.js").Stroke[]} strokes
 * @param {import("./raster.js").Frame} frame
 * @param {Float32Array | Float64Array} probabilities of the whole drawing
 * @yields {Piece} one at a time, since each costs a run of the network
 */
export function* influence(network, strokes, frame, probabilities) {
  const pieces = cut(strokes, frame);
  const whole = logOdds(probabilities);
  for (const points of pieces) {
    const others = pieces.filter((piece) => piece !== points);
    const without = logOdds(network.run(render(others, { scale: 1, x: 0, y: 0 })).at(-1).values);
    yield { points, speaks: whole.map((value, label) => value - without[label]) };
  }
}

function logOdds(probabilities) {
  const least = 1e-6; // beyond that a difference means nothing
  return Float64Array.from(probabilities, (p) =>
    Math.log(Math.max(p, least)) - Math.log(Math.max(1 - p, least)),
  );
}

/** Cuts strokes into pieces of about equal length. @returns {[number, number][][]} in pixels */
export function cut(strokes, frame) {
  const paths = strokes.map((stroke) =>
    stroke.map(([x, y]) => [frame.scale * x + frame.x, frame.scale * y + frame.y]),
  );
  const total = paths.reduce((sum, path) => sum + pathLength(path), 0);
  const target = Math.max(PIECE, total / MOST);
  return paths.flatMap((path) => cutPath(path, target));
}

function cutPath(path, target) {
  const count = Math.max(1, Math.round(pathLength(path) / target));
  const step = pathLength(path) / count;
  const pieces = [[path[0]]];
  let walked = 0;
  for (let i = 1; i < path.length; i++) {
    let [x, y] = path[i - 1];
    let left = Math.hypot(path[i][0] - x, path[i][1] - y);
    while (pieces.length < count && walked + left > step) {
      const share = (step - walked) / left;
      x += share * (path[i][0] - x);
      y += share * (path[i][1] - y);
      left -= step - walked;
      walked = 0;
      pieces.at(-1).push([x, y]);
      pieces.push([[x, y]]);
    }
    walked += left;
    pieces.at(-1).push(path[i]);
  }
  return pieces;
}

function pathLength(path) {
  let length = 0;
  for (let i = 1; i < path.length; i++) {
    length += Math.hypot(path[i][0] - path[i - 1][0], path[i][1] - path[i - 1][1]);
  }
  return length;
}

