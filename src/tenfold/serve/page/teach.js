// Teaching: the corrections, what the network learns from them, and its versions.

import { ask, askJson } from "./api.js";
import { allStored } from "./correct.js";
import { make, percent } from "./elements.js";
import { paintMap } from "./maps.js";
import { tell, telling } from "./notice.js";

const byId = (id) => document.getElementById(id);
const SHOWN = 60; // corrections on the page; all of them are learned from

export class TeachView {
  /** @param {() => Promise<void>} changed called when another version went to work */
  constructor(changed) {
    this.changed = changed;
    byId("learn").addEventListener("click", telling(() => this.learn()));
    byId("corrections-export").addEventListener("click", telling(() => this.save()));
    byId("corrections-clear").addEventListener("click", telling(() => this.clear()));
  }

  async show() {
    await Promise.all([this.showCorrections(), this.showVersions()]);
  }

  async showCorrections() {
    await allStored();
    const { corrections, total } = await askJson("GET", `/api/corrections?limit=${SHOWN}`);
    byId("corrections-count").textContent = total ? String(total) : "";
    byId("corrections-empty").hidden = total > 0;
    byId("corrections-tools").hidden = total === 0;
    byId("learn").disabled = total === 0;
    byId("corrections").replaceChildren(...corrections.map((one) => this.makeCorrection(one)));
  }

  makeCorrection({ id, image, read, label }) {
    const canvas = make("canvas", { class: "ink", width: 28, height: 28, "aria-hidden": "true" });
    paintMap(canvas, { shape: [28, 28, 1], values: image.flat() }, 0, 255);
    const remove = make("button", { type: "button", class: "plain", "aria-label": `Delete this ${label}`,
      onclick: telling(async () => {
        await ask("DELETE", `/api/corrections/${id}`);
        await this.showCorrections();
      }) }, "×");
    return make("li", {}, canvas, make("p", {}, make("s", {}, read), " ", make("b", {}, label)), remove);
  }

  async save() {
    const file = await (await ask("GET", "/api/corrections/export")).blob();
    const link = make("a", { href: URL.createObjectURL(file), download: "corrections.npz" });
    link.click();
    URL.revokeObjectURL(link.href);
  }

  async clear() {
    if (!confirm("Delete all corrections?")) return;
    await ask("DELETE", "/api/corrections");
    await this.showCorrections();
  }

  async learn() {
    const button = byId("learn");
    button.disabled = true;
    button.textContent = "Learning …";
    try {
      this.showLesson(await askJson("POST", "/api/learning"));
      await this.showVersions();
    } finally {
      button.disabled = false;
      button.textContent = "Learn from my corrections";
    }
  }

  showLesson({ version, corrections, sample, sample_of: name, before, after, seconds }) {
    const row = (title, from, to) =>
      make("tr", {}, make("th", { scope: "row" }, title), make("td", {}, from), make("td", {}, to));
    const exact = (share) => `${(100 * share).toFixed(2)} %`;
    const table = make("table", {},
      make("thead", {}, make("tr", {}, make("td"), make("th", { scope: "col" }, "before"), make("th", { scope: "col" }, "after"))),
      make("tbody", {},
        row("Your corrections read right", `${before.corrections} of ${corrections}`, `${after.corrections} of ${corrections}`),
        row(`${sample.toLocaleString("en")} ${name === "mnist" ? "test digits of MNIST" : "drawn digits"}`, exact(before.sample), exact(after.sample))));
    const use = make("button", { type: "button", class: "main", onclick: telling(() => this.activate(version)) }, "Use it");
    const leave = make("button", { type: "button", onclick: () => byId("lesson").replaceChildren() }, "Leave it");
    byId("lesson").replaceChildren(table,
      make("p", { class: "note" }, `Learned in ${seconds.toFixed(1)} seconds. It works only when you say so.`),
      make("p", { class: "row" }, use, leave));
  }

  async activate(version) {
    await askJson("POST", `/api/versions/${version}/activate`);
    byId("lesson").replaceChildren();
    await this.changed();
    await this.showVersions();
    tell(`Version ${version} is at work.`);
  }

  async showVersions() {
    const { versions } = await askJson("GET", "/api/versions");
    byId("versions").replaceChildren(...versions.reverse().map((one) => this.makeVersion(one)));
  }

  makeVersion({ id, created, origin, note, scores, active }) {
    const date = new Date(created).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
    const accuracy = scores.sample_accuracy ?? scores.test_accuracy;
    const facts = [note, accuracy && percent(accuracy), date].filter(Boolean).join(", ");
    const state = active
      ? make("span", { class: "active" }, "at work")
      : make("button", { type: "button", "aria-label": `Use version ${id}`, onclick: telling(() => this.activate(id)) }, "Use");
    return make("li", {}, make("b", {}, String(id)), make("p", {}, origin, make("span", { class: "note" }, facts)), state);
  }
}
