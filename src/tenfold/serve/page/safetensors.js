// A tenfold model file: safetensors, with the network described in its metadata.

const FORMAT = 1; // the newest layout of the "tenfold" metadata known here
const HEADER_LIMIT = 1 << 20; // bytes; a real header has a few thousand

/**
 * Reads a `.safetensors` model of tenfold's family.
 *
 * @param {ArrayBuffer} buffer the bytes of the file
 * @returns {{layers: object[], tensors: Map<string, Float32Array>, classNames: string[],
 *   preprocessing: object, scores: object, version: string}}
 * @throws {Error} in one line, when the bytes are no such model
 */
export function parseModel(buffer) {
  const header = parseHeader(buffer);
  const description = parseDescription(header.__metadata__);
  const start = 8 + headerLength(buffer);
  const tensors = new Map();
  for (const [name, tensor] of Object.entries(header)) {
    if (name !== "__metadata__") tensors.set(name, readTensor(buffer, start, name, tensor));
  }
  return {
    layers: description.layers,
    tensors,
    classNames: description.class_names,
    preprocessing: description.preprocessing ?? {},
    scores: description.scores ?? {},
    version: description.version,
  };
}

function headerLength(buffer) {
  if (buffer.byteLength < 8) throw new Error("Not a model: fewer than 8 bytes.");
  const length = Number(new DataView(buffer).getBigUint64(0, true));
  if (length > HEADER_LIMIT || 8 + length > buffer.byteLength) {
    throw new Error("Not a model: its header is longer than the file or the limit.");
  }
  return length;
}

function parseHeader(buffer) {
  const bytes = new Uint8Array(buffer, 8, headerLength(buffer));
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new Error("Not a model: its header is not JSON.");
  }
}

function parseDescription(metadata) {
  if (!metadata?.tenfold) throw new Error("Not a tenfold model: the metadata names no network.");
  const description = JSON.parse(metadata.tenfold);
  if (description.format > FORMAT) {
    throw new Error(`The model has format ${description.format}; this page knows ${FORMAT}.`);
  }
  return description;
}

function readTensor(buffer, start, name, { dtype, shape, data_offsets: [from, to] }) {
  const bytes = { F32: 4, F16: 2 }[dtype];
  if (!bytes) throw new Error(`Tensor ${name} is ${dtype}; only F32 and F16 are read.`);
  const size = shape.reduce((product, n) => product * n, 1);
  if (to - from !== bytes * size || start + to > buffer.byteLength) {
    throw new Error(`Tensor ${name} does not fit its shape or the file.`);
  }
  // A copy, because the offset need not be a multiple of four.
  const data = buffer.slice(start + from, start + to);
  return bytes === 4 ? new Float32Array(data) : Float32Array.from(new Uint16Array(data), fromHalf);
}

/** The number that 16 bits are: sign, 5 bits of exponent, 10 of the fraction (IEEE 754). */
function fromHalf(bits) {
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  const size = exponent ? 2 ** (exponent - 15) * (1 + fraction) : 2 ** -14 * fraction;
  return bits & 0x8000 ? -size : size;
}
