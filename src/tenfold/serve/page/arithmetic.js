// The arithmetic behind one number that a layer put out.

/**
 * One output of a convolution.
 *
 * @param {object} layer a prepared layer of a Network
 * @param {Float32Array} input (h, w, c) what the layer was given
 * @param {number} row @param {number} column @param {number} filter
 * @returns {{top: number, left: number, height: number, width: number, bias: number, sum: number,
 *   channels: {window: number[], kernel: number[], sum: number}[]}} one entry per input channel;
 *   windows outside the input are zero
 */
export function convolutionAt(layer, input, row, column, filter) {
  const [inHeight, inWidth, inChannels] = layer.inputShape;
  const [height, width] = layer.kernel_size;
  const filters = layer.shape[2];
  const same = layer.padding === "same";
  const top = row - (same ? (height - 1) >> 1 : 0);
  const left = column - (same ? (width - 1) >> 1 : 0);
  const channels = [];
  for (let c = 0; c < inChannels; c++) {
    const window = [];
    const kernel = [];
    for (let i = 0; i < height; i++) {
      for (let j = 0; j < width; j++) {
        const y = top + i;
        const x = left + j;
        const inside = y >= 0 && y < inHeight && x >= 0 && x < inWidth;
        window.push(inside ? input[(y * inWidth + x) * inChannels + c] : 0);
        kernel.push(layer.kernel[((i * width + j) * inChannels + c) * filters + filter]);
      }
    }
    channels.push({ window, kernel, sum: dot(window, kernel) });
  }
  const bias = layer.bias[filter];
  const sum = channels.reduce((total, channel) => total + channel.sum, bias);
  return { top, left, height, width, bias, sum, channels };
}

/** One output of a 2 × 2 maximum: its window in reading order, and which of the four won. */
export function poolingAt(layer, input, row, column, channel) {
  const [, inWidth, channels] = layer.inputShape;
  const window = [];
  for (let i = 0; i < 2; i++) {
    for (let j = 0; j < 2; j++) {
      window.push(input[((2 * row + i) * inWidth + 2 * column + j) * channels + channel]);
    }
  }
  const value = Math.max(...window);
  return { top: 2 * row, left: 2 * column, height: 2, width: 2, window, value,
    winner: window.indexOf(value) };
}

/**
 * One output of a dense layer, its input taken apart by feature map.
 *
 * @param {number[]} mapShape (h, w, c) of what was flattened, or (n)
 * @returns {{bias: number, sum: number, maps: number[]}} maps: what each map adds, c of them
 */
export function connectionAt(layer, input, unit, mapShape) {
  const channels = mapShape.length === 3 ? mapShape[2] : input.length;
  const maps = new Array(channels).fill(0);
  for (let i = 0; i < input.length; i++) {
    maps[i % channels] += input[i] * layer.kernel[i * layer.units + unit];
  }
  const bias = layer.bias[unit];
  return { bias, maps, sum: maps.reduce((total, map) => total + map, bias) };
}

function dot(a, b) {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}
