// Feature maps as small pictures: black ink on nothing, which the style sheet turns for the dark.

/**
 * Paints one channel of an activation.
 *
 * @param {HTMLCanvasElement} canvas as many pixels as the map
 * @param {{shape: number[], values: Float32Array}} activation (h, w, c)
 * @param {number} channel
 * @param {number} most the value painted black
 */
export function paintMap(canvas, { shape: [height, width, channels], values }, channel, most) {
  const context = canvas.getContext("2d");
  const image = context.createImageData(width, height);
  for (let i = 0; i < height * width; i++) {
    image.data[4 * i + 3] = (255 * Math.max(0, values[i * channels + channel])) / most;
  }
  context.putImageData(image, 0, 0);
}

/** The largest value of an activation, or 1 when there is none above 0. */
export function largest({ values }) {
  let most = 0;
  for (const value of values) if (value > most) most = value;
  return most || 1;
}

/** The highest value of a channel. */
export function highest(activation, channel) {
  const { row, column } = peak(activation, channel);
  const [, width, channels] = activation.shape;
  return activation.values[(row * width + column) * channels + channel];
}

/** Where a channel is highest: {row, column}. */
export function peak({ shape: [height, width, channels], values }, channel) {
  let best = 0;
  for (let i = 1; i < height * width; i++) {
    if (values[i * channels + channel] > values[best * channels + channel]) best = i;
  }
  return { row: Math.floor(best / width), column: best % width };
}
