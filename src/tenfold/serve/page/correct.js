// "That was a 7": under the reading of a drawing, and for a digit in a picture.

import { askJson } from "./api.js";
import { make } from "./elements.js";
import { tell, telling } from "./notice.js";

/**
 * A row of class names to choose the right one from.
 *
 * @param {string[]} classNames
 * @param {(label: string) => Promise<object>} chosen gives the correction to store
 */
export function chooser(classNames, chosen) {
  const buttons = classNames.map((label) =>
    make("button", { type: "button", onclick: telling(() => chosen(label)) }, label));
  const isFigures = classNames.every((name) => name.length === 1);
  return make("div", { class: `chooser ${isFigures ? "figures" : ""}`, role: "group", "aria-label": "What it is" }, ...buttons);
}

let sent = Promise.resolve(); // settles once every correction is stored or refused

/** Settles when no correction is on its way: what is listed before then may lack the last one. */
export function allStored() {
  return sent;
}

/** Stores a correction and says so. image: 28 rows of 28 numbers, 0 to 255. */
export async function storeCorrection({ image, read, label, strokes }) {
  const storing = askJson("POST", "/api/corrections", { image, read, label, strokes });
  sent = Promise.allSettled([sent, storing]);
  await storing;
  tell(`Kept: that was ${label}. Under Teach the network can learn it.`);
}

/** Puts the question under the reading of a DrawView. */
export function startCorrecting(view, root) {
  const open = make("button", { type: "button", class: "plain", "aria-expanded": "false" }, "Not right?");
  const place = make("div", { hidden: true });
  root.hidden = false;
  root.replaceChildren(open, place);
  open.hidden = true;
  const close = () => {
    place.hidden = true;
    open.setAttribute("aria-expanded", "false");
  };
  open.addEventListener("click", () => {
    if (!place.hidden) return close();
    const question = make("p", { class: "note" }, "It is");
    place.replaceChildren(question, chooser(view.network.classNames, async (label) => {
      await storeCorrection(correctionOf(view, label));
      close();
    }));
    place.hidden = false;
    open.setAttribute("aria-expanded", "true");
    place.querySelector("button").focus();
  });
  view.onRead(() => {
    open.hidden = !view.digit;
    close();
  });
}

function correctionOf(view, label) {
  const { pixels, strokes, best } = view.digit;
  return { image: rowsOf(pixels.map((ink) => Math.round(255 * ink))), read: view.network.classNames[best], label, strokes };
}

function rowsOf(pixels) {
  return Array.from({ length: 28 }, (_, row) => [...pixels.slice(28 * row, 28 * row + 28)]);
}
