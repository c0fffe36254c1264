// What was drawn: strokes as points, with undo.
//
// A point is [x, y] in units of the pad's height, so that a drawing outlives a change of size.

/** @typedef {[number, number][]} Stroke points in the order they were drawn */

const NEAR = 0.003; // points closer than this (of the pad's height) add nothing

export class Drawing {
  constructor() {
    /** @type {Stroke[]} */
    this.strokes = [];
    this.history = []; // the lists of strokes before each change
  }

  get isEmpty() {
    return this.strokes.length === 0;
  }

  get canUndo() {
    return this.history.length > 0;
  }

  begin(point) {
    this.history.push(this.strokes);
    this.strokes = [...this.strokes, [point]];
  }

  /** Adds a point to the newest stroke; false when it is too near to matter. */
  extend(point) {
    const stroke = this.strokes.at(-1);
    const [x, y] = stroke.at(-1);
    if (Math.hypot(point[0] - x, point[1] - y) < NEAR) return false;
    // A new list, so that whoever holds the old one knows it by identity.
    this.strokes = [...this.strokes.slice(0, -1), [...stroke, point]];
    return true;
  }

  undo() {
    this.strokes = this.history.pop() ?? this.strokes;
  }

  clear() {
    if (this.isEmpty) return;
    this.history.push(this.strokes);
    this.strokes = [];
  }

  /** Puts strokes in place of what is there, as one step that undo takes back. */
  replace(strokes) {
    this.history.push(this.strokes);
    this.strokes = strokes;
  }
}

/** The rectangle around strokes: {left, top, right, bottom}. */
export function bounds(strokes) {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const [x, y] of strokes.flat()) {
    box.left = Math.min(box.left, x);
    box.top = Math.min(box.top, y);
    box.right = Math.max(box.right, x);
    box.bottom = Math.max(box.bottom, y);
  }
  return box;
}
