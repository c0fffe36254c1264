// Strokes to pixels the way MNIST was made: the ink fits a box of 20 pixels, its centre of mass
// is the centre of 28 × 28, and the pen is as wide as MNIST's.

import { bounds } from "./drawing.js";

export const SIZE = 28; // pixels a side
const BOX = 20; // pixels that the longer side of the ink takes
const PEN = 2.5; // pixels; the median of MNIST's strokes (2 · ink / edge length)
const EDGE = 1.2; // pixels over which the pen's edge fades
const SMALLEST = 0.08; // of the pad's height: a dot is not blown up to fill the box

/**
 * @typedef {object} Frame from pad units to pixels: pixel = scale · point + (x, y)
 * @property {number} scale
 * @property {number} x
 * @property {number} y
 */

/**
 * @param {import("./drawing.js").Stroke[]} strokes of one digit, at least one point
 * @returns {{pixels: Float32Array, frame: Frame}} pixels (28 × 28), 0 paper to 1 ink
 */
export function rasterise(strokes) {
  const frame = fit(strokes);
  const [x, y] = centreOfMass(render(strokes, frame));
  const centred = { scale: frame.scale, x: frame.x + SIZE / 2 - x, y: frame.y + SIZE / 2 - y };
  return { pixels: render(strokes, centred), frame: centred };
}

function fit(strokes) {
  const { left, top, right, bottom } = bounds(strokes);
  const longer = Math.max(right - left, bottom - top, SMALLEST);
  const scale = (BOX - PEN) / longer;
  return {
    scale,
    x: SIZE / 2 - (scale * (left + right)) / 2,
    y: SIZE / 2 - (scale * (top + bottom)) / 2,
  };
}

/** Draws strokes in a given frame. @returns {Float32Array} (28 × 28), 0 to 1 */
export function render(strokes, frame) {
  const pixels = new Float32Array(SIZE * SIZE);
  for (const stroke of strokes) {
    const points = stroke.map(([x, y]) => [frame.scale * x + frame.x, frame.scale * y + frame.y]);
    if (points.length === 1) drawSegment(pixels, points[0], points[0]);
    for (let i = 1; i < points.length; i++) drawSegment(pixels, points[i - 1], points[i]);
  }
  return pixels;
}

function drawSegment(pixels, [x0, y0], [x1, y1]) {
  const reach = (PEN + EDGE) / 2;
  const lengthSquared = (x1 - x0) ** 2 + (y1 - y0) ** 2;
  const firstRow = Math.max(0, Math.floor(Math.min(y0, y1) - reach));
  const lastRow = Math.min(SIZE - 1, Math.ceil(Math.max(y0, y1) + reach));
  const firstColumn = Math.max(0, Math.floor(Math.min(x0, x1) - reach));
  const lastColumn = Math.min(SIZE - 1, Math.ceil(Math.max(x0, x1) + reach));
  for (let row = firstRow; row <= lastRow; row++) {
    for (let column = firstColumn; column <= lastColumn; column++) {
      const px = column + 0.5 - x0; // the pixel's centre, seen from the segment's start
      const py = row + 0.5 - y0;
      const along = lengthSquared ? (px * (x1 - x0) + py * (y1 - y0)) / lengthSquared : 0;
      const t = Math.min(1, Math.max(0, along));
      const distance = Math.hypot(px - t * (x1 - x0), py - t * (y1 - y0));
      const ink = Math.min(1, Math.max(0, (reach - distance) / EDGE));
      const at = row * SIZE + column;
      if (ink > pixels[at]) pixels[at] = ink;
    }
  }
}

function centreOfMass(pixels) {
  let total = 0, x = 0, y = 0;
  for (let row = 0; row < SIZE; row++) {
    for (let column = 0; column < SIZE; column++) {
      const ink = pixels[row * SIZE + column];
      total += ink;
      x += ink * (column + 0.5);
      y += ink * (row + 0.5);
    }
  }
  return total ? [x / total, y / total] : [SIZE / 2, SIZE / 2];
}
