// A picture, read by the service, with a box around each digit.

import { askJson } from "./api.js";
import { chooser, storeCorrection } from "./correct.js";
import { count, make, percent } from "./elements.js";
import { tell } from "./notice.js";

const LIMIT = 25 * 1024 * 1024; // bytes; the service takes no more

const byId = (id) => document.getElementById(id);

/** @param {() => string[]} classNames of the model at work */
export function startPictures(classNames) {
  const drop = byId("drop");
  byId("file").addEventListener("change", (event) => {
    if (event.target.files[0]) readPicture(event.target.files[0], classNames);
    event.target.value = ""; // so that the same file can be chosen again
  });
  drop.addEventListener("dragover", (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    if (event.dataTransfer.files[0]) readPicture(event.dataTransfer.files[0], classNames);
  });
}

async function readPicture(file, classNames) {
  if (file.size > LIMIT) return tell("The picture is larger than 25 MB; choose a smaller one.");
  const form = new FormData();
  form.append("file", file);
  byId("drop").classList.add("busy");
  try {
    const started = performance.now();
    const reading = await askJson("POST", "/api/read?images=true", form);
    await showPicture(file, reading, performance.now() - started, classNames());
  } catch (error) {
    tell(error.message);
  } finally {
    byId("drop").classList.remove("busy");
  }
}

async function showPicture(file, reading, milliseconds, classNames) {
  const shot = byId("shot");
  URL.revokeObjectURL(shot.src);
  shot.src = URL.createObjectURL(file);
  byId("picture").hidden = false;
  await shot.decode().catch(() => {}); // a format that the service reads and the browser does not
  byId("picture-text").textContent = reading.text || "no digit";
  const refused = reading.rejected ? `, ${count(reading.rejected, "piece")} of ink left unread` : "";
  byId("picture-note").textContent =
    `${count(reading.digits.length, "digit")}${refused}, in ${(milliseconds / 1000).toFixed(1)} s`;
  byId("picture-correct").replaceChildren();
  byId("boxes").replaceChildren(...reading.digits.map((digit) => makeBox(digit, shot, classNames)));
}

function makeBox(digit, shot, classNames) {
  const { label, confidence, box: [x, y, width, height] } = digit;
  const box = make("button", { type: "button", "aria-label": `${label}, ${percent(confidence)}` },
    make("b", {}, label));
  Object.assign(box.style, {
    left: `${(100 * x) / shot.naturalWidth}%`, top: `${(100 * y) / shot.naturalHeight}%`,
    width: `${(100 * width) / shot.naturalWidth}%`, height: `${(100 * height) / shot.naturalHeight}%`,
  });
  box.addEventListener("click", () => ask(digit, classNames));
  return box;
}

function ask(digit, classNames) {
  const place = byId("picture-correct");
  const line = make("p", { class: "note" }, `${digit.label} with ${percent(digit.confidence)}. If it is another, it is`);
  if (!digit.image) return place.replaceChildren(line);
  place.replaceChildren(line, chooser(classNames, async (label) => {
    await storeCorrection({ image: digit.image, read: digit.label, label });
    place.replaceChildren();
  }));
}
