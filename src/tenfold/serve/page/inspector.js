// The arithmetic of one output, taken apart: source map, window, filter, sum, result.

import { connectionAt, convolutionAt, poolingAt } from "./arithmetic.js";
import { make, percent, short } from "./elements.js";
import { highest, paintMap, peak } from "./maps.js";

export class Inspector {
  /** @param {HTMLElement} root where the arithmetic is shown @param {import("./network.js").Network} network */
  constructor(root, network) {
    this.root = root;
    this.network = network;
    this.target = null; // {layer, map, row, column, channel}: what is looked at
  }

  /** Looks at a map, at its highest output; channel null is the one that adds most. */
  choose(layer, map) {
    this.target = { layer, map, row: null, column: null, channel: null };
  }

  close() {
    this.target = null;
    this.root.hidden = true;
  }

  /** @param {import("./network.js").Activation[] | null} activations */
  show(activations) {
    this.activations = activations;
    this.root.hidden = !(this.target && activations);
    if (this.root.hidden) return;
    const { layer } = this.target;
    const { type } = activations[layer];
    const parts = { Input: () => this.pixel(), Conv2D: () => this.convolution(),
      MaxPooling2D: () => this.pooling(), Dense: () => this.connection() }[type]();
    const focused = this.root.contains(document.activeElement) && document.activeElement.dataset.keep;
    this.root.replaceChildren(...parts);
    if (focused) this.root.querySelector(`[data-keep="${focused}"]`)?.focus();
  }

  move(change) {
    Object.assign(this.target, change);
    this.show(this.activations);
  }

  /** The chosen cell, or the highest while none is chosen. */
  cell() {
    const { layer, map, row, column } = this.target;
    return row === null ? peak(this.activations[layer], map) : { row, column };
  }

  pixel() {
    const { row, column } = this.cell();
    const input = this.activations[0];
    const value = input.values[(row * input.shape[1] + column) * input.shape[2]];
    return [
      heading("One pixel of the input"),
      make("div", { class: "steps" }, this.picture(0, 0, "Input", { row, column }),
        step("Ink", make("p", { class: "result" }, short(value)), "0 is paper, 1 is ink")),
    ];
  }

  convolution() {
    const { layer, map } = this.target;
    const { row, column } = this.cell();
    const source = this.activations[layer - 1];
    const spec = this.network.layers[layer - 1];
    const at = convolutionAt(spec, source.values, row, column, map);
    const channel = this.target.channel ?? strongest(at.channels.map(({ sum }) => sum));
    const one = at.channels[channel];
    const products = one.window.map((value, i) => value * one.kernel[i]);
    const many = at.channels.length > 1;
    return [
      heading(`Map ${map + 1} of ${spec.shape[2]}, row ${row + 1}, column ${column + 1}`),
      make("div", { class: "steps" },
        this.picture(layer - 1, channel, many ? `From map ${channel + 1}` : "From the input",
          { row: at.top, column: at.left, height: at.height, width: at.width }),
        step("Window", table(one.window, at.width, 1)), sign("×"),
        step("Filter", table(one.kernel, at.width)), sign("="),
        step("Products", table(products, at.width), `sum ${short(one.sum)}`),
        many && this.channels(at.channels.map(({ sum }) => sum), channel),
        this.total(at, spec.activation),
        this.picture(layer, map, "To this map", { row, column }, true)),
    ];
  }

  total({ channels, bias, sum }, activation) {
    const lines = [
      [channels.length > 1 ? `Sum over ${channels.length} maps` : "Sum", sum - bias], ["Bias", bias],
      ["Together", sum],
    ];
    if (activation === "relu") lines.push([sum > 0 ? "ReLU keeps it" : "ReLU makes it", Math.max(0, sum)]);
    return ledger(lines);
  }

  pooling() {
    const { layer, map } = this.target;
    const { row, column } = this.cell();
    const spec = this.network.layers[layer - 1];
    const at = poolingAt(spec, this.activations[layer - 1].values, row, column, map);
    return [
      heading(`Map ${map + 1} of ${spec.shape[2]}, row ${row + 1}, column ${column + 1}`),
      make("div", { class: "steps" },
        this.picture(layer - 1, map, `From map ${map + 1}`,
          { row: at.top, column: at.left, height: 2, width: 2 }),
        step("Window", table(at.window, 2, Math.max(at.value, 1e-9), at.winner)),
        sign("→"), ledger([["Maximum", at.value]]),
        this.picture(layer, map, "To this map", { row, column }, true)),
    ];
  }

  connection() {
    const { layer, map: unit } = this.target;
    const spec = this.network.layers[layer - 1];
    const flattened = this.network.layers[layer - 2];
    const shape = flattened?.type === "Flatten" ? flattened.inputShape : spec.inputShape;
    const at = connectionAt(spec, this.activations[layer - 1].values, unit, shape);
    const output = this.activations[layer];
    const name = output.logits ? this.network.classNames[unit] : `unit ${unit + 1}`;
    const inputs = shape.length === 3 ? "maps" : "inputs";
    const lines = [[`Sum over ${at.maps.length} ${inputs}`, at.sum - at.bias], ["Bias", at.bias], ["Together", at.sum]];
    if (output.logits) lines.push(...softmaxLines(at.sum, output, unit));
    else if (spec.activation === "relu") lines.push(["After ReLU", output.values[unit]]);
    return [
      heading(`Output “${name}”`),
      make("div", { class: "steps" }, this.channels(at.maps, null, inputs), sign("="), ledger(lines)),
    ];
  }

  /** What each input map adds, as bars up and down; a slider chooses one. */
  channels(sums, chosen, inputs = "maps") {
    const most = Math.max(...sums.map(Math.abs)) || 1;
    const bars = make("div", { class: "bars", "aria-hidden": "true" }, ...sums.map((sum, i) => {
      const bar = make("i", { class: sum < 0 ? "minus" : "plus", "data-chosen": i === chosen,
        title: `map ${i + 1}: ${short(sum)}` });
      bar.style.setProperty("--size", Math.abs(sum) / most);
      return bar;
    }));
    const title = `What ${sums.length} ${inputs} add`;
    if (chosen === null) return step(title, bars);
    const slider = make("input", { type: "range", min: 0, max: sums.length - 1, value: chosen,
      "aria-label": "Input map", "data-keep": "channel",
      oninput: (event) => this.move({ channel: Number(event.target.value) }) });
    slider.setAttribute("aria-valuetext", `map ${chosen + 1}, adds ${short(sums[chosen])}`);
    return step(title, make("div", { class: "sums" }, bars, slider), `map ${chosen + 1}: ${short(sums[chosen])}`);
  }

  /** A map, enlarged, with a rectangle of cells marked; steered by pointer and keys if it moves. */
  picture(layer, map, title, { row, column, height = 1, width = 1 }, moves = layer === 0) {
    const activation = this.activations[layer];
    const [rows, columns] = activation.shape;
    const canvas = make("canvas", { class: "ink", width: columns, height: rows, "aria-hidden": "true" });
    paintMap(canvas, activation, map, highest(activation, map) || 1); // its own, to show what is faint
    const mark = make("i", { class: "mark" });
    Object.assign(mark.style, { left: `${(100 * column) / columns}%`, top: `${(100 * row) / rows}%`,
      width: `${(100 * width) / columns}%`, height: `${(100 * height) / rows}%` });
    const frame = make(moves && this.target.layer === layer ? "button" : "div", { class: "picture" }, canvas, mark);
    if (frame.tagName === "BUTTON") this.steer(frame, rows, columns);
    return step(title, frame);
  }

  steer(frame, rows, columns) {
    frame.type = "button";
    frame.dataset.keep = "cell";
    frame.setAttribute("aria-label", "Cell: arrow keys move it");
    frame.addEventListener("click", (event) => {
      const { left, top, width, height } = frame.getBoundingClientRect();
      if (!event.detail) return; // a key, not a pointer
      this.move({ row: clamp(Math.floor(((event.clientY - top) / height) * rows), rows),
        column: clamp(Math.floor(((event.clientX - left) / width) * columns), columns) });
    });
    frame.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
      if (!step) return;
      event.preventDefault();
      const { row, column } = this.cell();
      this.move({ row: clamp(row + step[0], rows), column: clamp(column + step[1], columns) });
    });
  }
}

function softmaxLines(sum, { logits, values }, unit) {
  const total = logits.reduce((all, logit) => all + Math.exp(logit), 0);
  return [[`e to the ${short(sum)}`, power(Math.exp(sum))], [`All ${logits.length} of these`, power(total)],
    ["Softmax: its share", percent(values[unit])]];
}

function power(value) {
  return value < 10_000 ? short(value) : value.toExponential(1).replace("e+", " × 10^");
}

function strongest(sums) {
  return sums.reduce((best, sum, i) => (Math.abs(sum) > Math.abs(sums[best]) ? i : best), 0);
}

function clamp(value, size) {
  return Math.min(size - 1, Math.max(0, value));
}

function heading(text) {
  return make("h3", {}, text);
}

function step(title, content, note) {
  return make("figure", { class: "step" }, make("figcaption", {}, title), content,
    note ? make("p", { class: "note" }, note) : "");
}

function sign(text) {
  return make("span", { class: "sign", "aria-hidden": "true" }, text);
}

function ledger(lines) {
  const rows = lines.map(([name, value]) =>
    make("div", {}, make("dt", {}, name), make("dd", {}, typeof value === "number" ? short(value) : value)));
  return make("dl", { class: "ledger" }, ...rows);
}

// Numbers as a grid, shaded by size: above 0 in the accent, below 0 in grey.
function table(values, columns, most = Math.max(...values.map(Math.abs)) || 1, chosen = -1) {
  const cells = values.map((value, i) => {
    const cell = make("span", { class: value < 0 ? "minus" : "plus", "data-chosen": i === chosen }, short(value));
    cell.style.setProperty("--size", Math.min(1, Math.abs(value) / most));
    return cell;
  });
  const grid = make("div", { class: "numbers" }, ...cells);
  grid.style.setProperty("--columns", columns);
  return grid;
}
