// Training live: curves, filters and test digits while the service trains a network.

import { ask, askJson, follow } from "./api.js";
import { showCurve } from "./curve.js";
import { make, percent } from "./elements.js";
import { paintMap } from "./maps.js";
import { tell, telling } from "./notice.js";

const LOWEST = 0.8; // accuracy at the foot of its curve: the first second goes from 0.1 to there

const byId = (id) => document.getElementById(id);

export class TrainView {
  constructor() {
    this.ready = false;
    byId("training").addEventListener("submit", (event) => {
      event.preventDefault();
      telling(() => this.start())();
    });
    byId("train-recipe").addEventListener("change", () => this.suggestEpochs());
    byId("train-stop").addEventListener("click", telling(() => ask("DELETE", "/api/training")));
    byId("train-keep").addEventListener("click", telling(() => this.keep()));
  }

  /** Fills in what can be chosen; takes up a run that goes on already. */
  async show() {
    if (this.ready) return;
    const { data, recipes, state } = await askJson("GET", "/api/training");
    this.ready = true;
    this.epochs = new Map(recipes.map(({ name, epochs }) => [name, epochs]));
    byId("train-data").replaceChildren(...data.map((name) => make("option", {}, name)));
    byId("train-recipe").replaceChildren(...recipes.map(({ name }) => make("option", {}, name)));
    this.suggestEpochs();
    if (state !== "none") await this.watch();
  }

  suggestEpochs() {
    byId("train-epochs").value = this.epochs.get(byId("train-recipe").value);
  }

  async start() {
    await askJson("POST", "/api/training", {
      data: byId("train-data").value,
      recipe: byId("train-recipe").value,
      epochs: Number(byId("train-epochs").value),
    });
    await this.watch();
  }

  async watch() {
    this.accuracies = [];
    this.losses = [];
    this.setRunning(true);
    try {
      for await (const event of follow("/api/training/events")) this[event.event](event);
    } finally {
      this.setRunning(false);
    }
  }

  setRunning(isRunning) {
    byId("train-start").disabled = isRunning;
    byId("train-stop").hidden = !isRunning;
    if (isRunning) byId("train-keep").hidden = true;
  }

  // One method for each event that the service tells.

  loading({ data }) {
    byId("train-note").textContent = `Loading ${data} …`;
    byId("watched").hidden = true;
    byId("train-progress").value = 0;
  }

  started({ epochs, class_names: names, images, labels, parameters }) {
    Object.assign(this, { total: epochs, names, labels });
    byId("train-note").textContent = `${parameters.toLocaleString("en")} parameters, all random yet`;
    byId("watched").hidden = false;
    const pixels = Uint8Array.from(atob(images), (character) => character.charCodeAt(0));
    const samples = labels.map((_, i) => makeSample(pixels.subarray(784 * i, 784 * (i + 1))));
    byId("samples").replaceChildren(...samples);
    byId("filters").replaceChildren();
  }

  look({ epoch, share, loss, accuracy, reads, filters }) {
    const done = (epoch - 1 + share) / this.total;
    byId("train-progress").value = done;
    byId("train-note").textContent = `Epoch ${epoch} of ${this.total}`;
    this.accuracies.push([done, accuracy]);
    this.losses.push([done, loss]);
    byId("accuracy-now").textContent = percent(accuracy);
    byId("loss-now").textContent = loss.toFixed(3);
    showCurve(byId("accuracy-curve"), this.accuracies, LOWEST, 1);
    showCurve(byId("loss-curve"), this.losses, 0, Math.max(1, ...this.losses.map(([, value]) => value)));
    this.showSamples(reads);
    showFilters(byId("filters"), filters);
  }

  epoch({ epoch, accuracy }) {
    byId("train-note").textContent = `Epoch ${epoch} of ${this.total}: ${(100 * accuracy).toFixed(2)} % of the test set`;
  }

  done({ seconds, test_accuracy: accuracy }) {
    byId("train-progress").value = 1;
    this.end(`Done in ${seconds.toFixed(1)} seconds: ${(100 * accuracy).toFixed(2)} % of the test set read right.`);
  }

  stopped({ seconds }) {
    this.end(`Stopped after ${seconds.toFixed(1)} seconds.`);
  }

  failed({ reason }) {
    byId("train-note").textContent = reason;
  }

  end(note) {
    byId("train-note").textContent = note;
    byId("train-keep").hidden = false;
  }

  async keep() {
    const { version } = await askJson("POST", "/api/training/keep");
    byId("train-keep").hidden = true;
    tell(`Kept as version ${version}. Under Teach it can be put to work.`);
  }

  showSamples(reads) {
    let right = 0;
    [...byId("samples").children].forEach((sample, i) => {
      const isRight = reads[i] === this.labels[i];
      right += isRight;
      sample.classList.toggle("right", isRight);
      sample.lastChild.textContent = this.names[reads[i]];
    });
    byId("samples-now").textContent = `${right} of ${reads.length} right`;
  }
}

function makeSample(values) {
  const canvas = make("canvas", { class: "ink", width: 28, height: 28, "aria-hidden": "true" });
  paintMap(canvas, { shape: [28, 28, 1], values }, 0, 255);
  return make("div", {}, canvas, make("span"));
}

// Halfway between ink and paper is nothing; more wants ink there, less wants paper.
function showFilters(root, filters) {
  const most = Math.max(...filters.flat(2).map(Math.abs)) || 1;
  filters.forEach((filter, i) => {
    const side = filter.length;
    const canvas = root.children[i] ?? root.appendChild(
      make("canvas", { class: "ink", width: side, height: side, "aria-hidden": "true" }));
    paintMap(canvas, { shape: [side, side, 1], values: filter.flat().map((value) => most + value) }, 0, 2 * most);
  });
}
