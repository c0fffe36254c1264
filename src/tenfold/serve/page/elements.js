// Small helpers for the document.

const SVG = "http://www.w3.org/2000/svg";

/** make("p", {class: "note"}, "text", child) → an HTML element. */
export function make(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for a piece of an SVG drawing. */
export function makeSvg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== false && value !== undefined) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

/** 0.1234 → "12 %", and never a 100 that is not meant. */
export function percent(share) {
  if (share > 0.999) return ">99.9 %";
  return share > 0.985 ? `${(100 * share).toFixed(1)} %` : `${Math.round(100 * share)} %`;
}

/** The same for a list, where a row without a number is a row that does not matter. */
export function notable(share) {
  return share < 0.005 ? "" : percent(share);
}

/** count(1, "digit") → "1 digit", count(2, "digit") → "2 digits". */
export function count(number, noun) {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}

/** A number for a small cell: 0.12, −1.3, 14; a true minus sign. */
export function short(value) {
  const digits = Math.abs(value) < 9.995 ? 2 : 1;
  const text = value.toFixed(digits);
  return Number(text) === 0 ? "0" : text.replace("-", "−");
}
