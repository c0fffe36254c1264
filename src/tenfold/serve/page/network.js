// Runs a network of tenfold's family and keeps every activation.
//
// Tensors are flat Float32Arrays in the order (height, width, channel), as in the engine;
// convolution kernels are (kernel height, kernel width, in, out), dense ones (in, out).

/**
 * @typedef {object} Activation what one layer put out
 * @property {string} name the layer's name
 * @property {string} type "Input", "Conv2D", "MaxPooling2D", "Flatten", "Dense" or "Dropout"
 * @property {number[]} shape (h, w, c) or (n)
 * @property {Float32Array} values
 * @property {Float32Array} [logits] of a softmax: its values before the softmax
 */

export class Network {
  /** @param {ReturnType<import("./safetensors.js").parseModel>} model */
  constructor(model) {
    const [input, ...layers] = model.layers;
    if (input?.type !== "Input") throw new Error("The network does not start with an Input.");
    this.inputShape = input.shape; // (h, w, c)
    this.classNames = model.classNames;
    this.layers = [];
    let shape = input.shape;
    for (const layer of layers) {
      const prepared = prepare(layer, shape, model.tensors);
      this.layers.push(prepared);
      shape = prepared.shape;
    }
  }

  /**
   * @param {Float32Array} pixels (h × w × c), 0 to 1, ink high
   * @returns {Activation[]} the input and then one entry per layer
   */
  run(pixels) {
    const activations = [
      { name: "input", type: "Input", shape: this.inputShape, values: pixels },
    ];
    let values = pixels;
    for (const layer of this.layers) {
      const output = RUN[layer.type](values, layer);
      values = output.values;
      activations.push({ name: layer.name, type: layer.type, shape: layer.shape, ...output });
    }
    return activations;
  }
}

const RUN = {
  Conv2D: convolve,
  MaxPooling2D: pool,
  Flatten: (values) => ({ values }),
  Dropout: (values) => ({ values }),
  Dense: connect,
};

function prepare(layer, inputShape, tensors) {
  if (!(layer.type in RUN)) throw new Error(`Layer ${layer.name}: ${layer.type} is unknown here.`);
  const kernel = tensors.get(`${layer.name}/kernel`);
  const bias = tensors.get(`${layer.name}/bias`);
  const prepared = { ...layer, inputShape, kernel, bias, shape: outputShape(layer, inputShape) };
  const expected = kernelSize(layer, inputShape);
  if (expected && (kernel?.length !== expected || !bias)) {
    throw new Error(`Layer ${layer.name}: its weights are missing or do not fit.`);
  }
  return prepared;
}

function outputShape(layer, [height, width, channels]) {
  switch (layer.type) {
    case "Conv2D": {
      const [kernelHeight, kernelWidth] = layer.kernel_size;
      const same = layer.padding === "same";
      return [
        same ? height : height - kernelHeight + 1,
        same ? width : width - kernelWidth + 1,
        layer.filters,
      ];
    }
    case "MaxPooling2D":
      return [height >> 1, width >> 1, channels];
    case "Flatten":
      return [height * (width ?? 1) * (channels ?? 1)];
    case "Dense":
      return [layer.units];
    default:
      return channels === undefined ? [height] : [height, width, channels];
  }
}

function kernelSize(layer, inputShape) {
  if (layer.type === "Conv2D") {
    return layer.kernel_size[0] * layer.kernel_size[1] * inputShape[2] * layer.filters;
  }
  return layer.type === "Dense" ? inputShape[0] * layer.units : 0;
}

function convolve(input, layer) {
  const [inHeight, inWidth, inChannels] = layer.inputShape;
  const [height, width, filters] = layer.shape;
  const [kernelHeight, kernelWidth] = layer.kernel_size;
  const { kernel, bias } = layer;
  const same = layer.padding === "same";
  const top = same ? (kernelHeight - 1) >> 1 : 0;
  const left = same ? (kernelWidth - 1) >> 1 : 0;
  const relu = layer.activation === "relu";
  const values = new Float32Array(height * width * filters);
  const sums = new Float64Array(filters); // doubles: rounded once, at the end
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      sums.set(bias);
      for (let i = 0; i < kernelHeight; i++) {
        const row = y + i - top;
        if (row < 0 || row >= inHeight) continue;
        for (let j = 0; j < kernelWidth; j++) {
          const column = x + j - left;
          if (column < 0 || column >= inWidth) continue;
          const from = (row * inWidth + column) * inChannels;
          const taps = (i * kernelWidth + j) * inChannels * filters;
          for (let c = 0; c < inChannels; c++) {
            const value = input[from + c];
            if (value !== 0) addScaled(sums, kernel, taps + c * filters, value);
          }
        }
      }
      write(values, (y * width + x) * filters, sums, relu);
    }
  }
  return { values };
}

// Most activations are zero after a ReLU, so the callers skip those.
function addScaled(sums, kernel, from, value) {
  for (let k = 0; k < sums.length; k++) sums[k] += value * kernel[from + k];
}

function write(values, to, sums, relu) {
  for (let k = 0; k < sums.length; k++) values[to + k] = relu && sums[k] < 0 ? 0 : sums[k];
}

function pool(input, layer) {
  const [, inWidth] = layer.inputShape;
  const [height, width, channels] = layer.shape;
  const values = new Float32Array(height * width * channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const upper = (2 * y * inWidth + 2 * x) * channels;
      const lower = upper + inWidth * channels;
      const to = (y * width + x) * channels;
      for (let c = 0; c < channels; c++) {
        values[to + c] = Math.max(
          input[upper + c], input[upper + channels + c],
          input[lower + c], input[lower + channels + c],
        );
      }
    }
  }
  return { values };
}

function connect(input, layer) {
  const sums = Float64Array.from(layer.bias);
  for (let i = 0; i < input.length; i++) {
    if (input[i] !== 0) addScaled(sums, layer.kernel, i * layer.units, input[i]);
  }
  if (layer.activation === "softmax") {
    return { values: Float32Array.from(softmax(sums)), logits: Float32Array.from(sums) };
  }
  const values = new Float32Array(layer.units);
  write(values, 0, sums, layer.activation === "relu");
  return { values };
}

/** @param {Float64Array | Float32Array | number[]} logits @returns {Float64Array} adds up to 1 */
export function softmax(logits) {
  const highest = Math.max(...logits); // taken off so that no exponential overflows
  const powers = Float64Array.from(logits, (logit) => Math.exp(logit - highest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}
