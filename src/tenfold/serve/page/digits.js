// Which strokes make one digit: those that stand above each other.

import { bounds } from "./drawing.js";

const SHARED = 0.4; // of the narrower one's width: a 4's upright stands inside, a slanted neighbour grazes
const THIN = 0.12; // of the height: an upright is taken to be this wide

/**
 * Groups strokes by horizontal overlap.
 *
 * @param {import("./drawing.js").Stroke[]} strokes
 * @returns {import("./drawing.js").Stroke[][]} the digits from left to right
 */
export function groupDigits(strokes) {
  const groups = strokes.map((stroke) => ({ strokes: [stroke], span: spanOf([stroke]) }));
  while (mergeOnePair(groups));
  return groups.sort((a, b) => a.span.left - b.span.left).map((group) => group.strokes);
}

function mergeOnePair(groups) {
  for (let i = 0; i < groups.length; i++) {
    for (let j = i + 1; j < groups.length; j++) {
      if (!overlap(groups[i].span, groups[j].span)) continue;
      const strokes = [...groups[i].strokes, ...groups[j].strokes];
      groups[i] = { strokes, span: spanOf(strokes) };
      groups.splice(j, 1);
      return true;
    }
  }
  return false;
}

function overlap(a, b) {
  const shared = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  return shared > SHARED * Math.min(a.right - a.left, b.right - b.left);
}

function spanOf(strokes) {
  const { left, right, top, bottom } = bounds(strokes);
  const missing = Math.max(0, THIN * (bottom - top) - (right - left));
  return { left: left - missing / 2, right: right + missing / 2 };
}
