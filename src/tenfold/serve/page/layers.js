// The network layer by layer: one column per layer, one button per feature map.

import { make, notable } from "./elements.js";
import { largest, paintMap } from "./maps.js";

export class LayersView {
  /**
   * @param {HTMLElement} root an ordered list
   * @param {import("./network.js").Network} network
   * @param {(layer: number, map: number) => void} chosen index into the activations, and the map
   */
  constructor(root, network, chosen) {
    this.network = network;
    this.chosen = chosen;
    this.columns = shownLayers(network).map((shown) => this.makeColumn(shown));
    root.classList.toggle("crowded", this.columns.length > 6);
    root.replaceChildren(...this.columns.map((column) => column.element));
  }

  makeColumn({ index, title, note, shape }) {
    const isMaps = shape.length === 3;
    const buttons = Array.from({ length: isMaps ? shape[2] : shape[0] }, (_, map) =>
      isMaps ? makeMap(shape, title, map) : makeUnit(this.label(index, map)),
    );
    const kind = isMaps ? "maps" : index === this.network.layers.length ? "outputs" : "units";
    const amount = buttons.length > 32 ? "many" : buttons.length === 1 ? "one" : "";
    const grid = make("div", { class: `${kind} ${amount}`, role: "group", "aria-label": title }, ...buttons);
    grid.addEventListener("click", (event) => {
      const map = buttons.indexOf(event.target.closest("button"));
      if (map >= 0) this.chosen(index, map);
    });
    roam(grid, buttons);
    const caption = make("p", { class: "caption" }, make("strong", {}, title), make("span", {}, note));
    const element = make("li", { class: `layer side-${sideOf(shape)}` }, caption, grid);
    return { index, element, buttons, isMaps };
  }

  label(index, unit) {
    const isLast = index === this.network.layers.length;
    return isLast ? this.network.classNames[unit] : String(unit + 1);
  }

  /** @param {import("./network.js").Activation[] | null} activations null empties the view */
  show(activations) {
    for (const column of this.columns) {
      if (column.isMaps) showMaps(column, activations?.[column.index]);
      else showUnits(column, activations?.[column.index]);
    }
  }

  /** Marks the map that the arithmetic is shown of. */
  mark(layer, map) {
    for (const { index, buttons } of this.columns) {
      buttons.forEach((button, i) =>
        button.setAttribute("aria-pressed", String(index === layer && i === map)),
      );
    }
  }
}

function showMaps({ buttons }, activation) {
  const most = activation && largest(activation);
  buttons.forEach((button, map) => {
    const canvas = button.firstChild;
    if (activation) paintMap(canvas, activation, map, most);
    else canvas.getContext("2d").clearRect(0, 0, canvas.width, canvas.height);
  });
}

function showUnits({ buttons }, activation) {
  const most = activation && (activation.logits ? 1 : largest(activation));
  buttons.forEach((button, unit) => {
    const value = activation ? activation.values[unit] : 0;
    button.style.setProperty("--share", Math.max(0, value) / (most || 1));
    button.lastChild.textContent = activation?.logits ? notable(value) : "";
  });
}

// Flatten and Dropout move or keep numbers, so they have no column.
function shownLayers(network) {
  const layers = network.layers.map((layer, i) => ({ index: i + 1, layer }));
  const shown = layers.filter(({ layer }) => layer.type !== "Flatten" && layer.type !== "Dropout");
  const input = network.inputShape;
  return [
    { index: 0, title: "Input", note: `${input[0]} × ${input[1]}`, shape: input },
    ...shown.map(({ index, layer }) => ({ index, ...captionOf(layer), shape: layer.shape })),
  ];
}

function captionOf({ type, shape, kernel_size: kernel, activation }) {
  if (type === "Conv2D") {
    const note = `${kernel[0]} × ${kernel[1]} filters${activation === "relu" ? ", ReLU" : ""}`;
    return { title: `${shape[2]} maps`, note: `${shape[0]} × ${shape[1]}, ${note}` };
  }
  if (type === "MaxPooling2D") {
    return { title: "Maximum of 2 × 2", note: `${shape[0]} × ${shape[1]}` };
  }
  return { title: `${shape[0]} outputs`, note: activation === "relu" ? "ReLU" : activation };
}

function sideOf([height]) {
  if (height > 20) return "large";
  return height > 8 ? "middle" : "small";
}

function makeMap([height, width], title, map) {
  const canvas = make("canvas", { class: "ink", width, height, "aria-hidden": "true" });
  return make("button", { type: "button", "aria-label": `${title}: map ${map + 1}` }, canvas);
}

function makeUnit(label) {
  return make("button", { type: "button" }, make("b", {}, label), make("i"), make("span"));
}

// One stop for the Tab key per layer; the arrow keys move inside.
function roam(grid, buttons) {
  buttons.forEach((button, i) => (button.tabIndex = i ? -1 : 0));
  grid.addEventListener("keydown", (event) => {
    const columns = getComputedStyle(grid).gridTemplateColumns.split(" ").length;
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
    const next = buttons[buttons.indexOf(document.activeElement) + step];
    if (!next) return;
    event.preventDefault();
    buttons.forEach((button) => (button.tabIndex = -1));
    next.tabIndex = 0;
    next.focus();
  });
}
