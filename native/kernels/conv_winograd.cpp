// 3×3 convolution by Winograd's F(2×2, 3×3) (Lavin & Gray 2015, arXiv:1509.09308): a 4×4 tile of
// input gives a 2×2 tile of output, exactly one pool window, with 16 products instead of 36.
#include "kernels/declarations.h"
#include "simd.h"

namespace tenfold {
namespace TENFOLD_TARGET {
namespace {

constexpr int kTerms = kWinogradTerms;

// Bᵀ d of one row or column of four.
inline void transform_input(Vec& a, Vec& b, Vec& c, Vec& d) {
  const Vec first = a - c, second = b + c, third = c - b, fourth = b - d;
  a = first, b = second, c = third, d = fourth;
}

// v[term][tile][channel] for one tile; term_stride separates the terms.
void input_tile(const Conv& p, const float* x, float* v, ptrdiff_t term_stride) {
  for (int channel = 0; channel < p.in_channels; channel += kLanes) {
    Vec d[4][4];
    for (int row = 0; row < 4; ++row) {
      for (int column = 0; column < 4; ++column) {
        d[row][column] = load(x + row * p.x_row + column * p.x_cell + channel);
      }
    }
    for (int row = 0; row < 4; ++row) transform_input(d[row][0], d[row][1], d[row][2], d[row][3]);
    for (int column = 0; column < 4; ++column) {
      transform_input(d[0][column], d[1][column], d[2][column], d[3][column]);
    }
    for (int term = 0; term < kTerms; ++term) {
      store(v + term * term_stride + channel, d[term / 4][term % 4]);
    }
  }
}

// Aᵀ m A for one tile and one vector of channels: the four outputs in row-major order.
inline void output_tile(const float* m, ptrdiff_t term_stride, Vec (&out)[4]) {
  Vec half[2][4];
  for (int column = 0; column < 4; ++column) {
    const Vec a = load(m + column * term_stride), b = load(m + (4 + column) * term_stride);
    const Vec c = load(m + (8 + column) * term_stride), d = load(m + (12 + column) * term_stride);
    half[0][column] = a + b + c;
    half[1][column] = b - c - d;
  }
  for (int row = 0; row < 2; ++row) {
    out[2 * row] = half[row][0] + half[row][1] + half[row][2];
    out[2 * row + 1] = half[row][1] - half[row][2] - half[row][3];
  }
}

void store_cells(const Conv& p, int tile_row, int tile_column, int channel, const Vec (&out)[4]) {
  const Vec bias = load(p.bias + channel);
  for (int c = 0; c < 4; ++c) {
    const int row = 2 * tile_row + c / 2, column = 2 * tile_column + c % 2;
    if (row < p.out_height && column < p.out_width) {
      store(p.y + row * p.y_row + column * p.out_channels + channel,
            max(out[c] + bias, broadcast(p.lower)));
    }
  }
}

void store_window(const Conv& p, int tile_row, int tile_column, int channel, const Vec (&out)[4]) {
  Vec best = out[0];
  IntVec which = {};
  for (int c = 1; c < 4; ++c) {
    const IntVec greater = out[c] > best;
    which = greater ? c - IntVec{} : which;
    best = greater ? out[c] : best;
  }
  const int width = p.out_width / 2;
  store(p.y + tile_row * p.y_row + tile_column * p.out_channels + channel,
        max(best + load(p.bias + channel), broadcast(p.lower)));
  store_bytes(
      p.argmax + static_cast<ptrdiff_t>(tile_row * width + tile_column) * p.out_channels + channel,
      which);
}

template <typename Store>
void convolve(const Conv& p, int tile_rows, int tile_columns, Store store_tile) {
  const int tiles = tile_rows * tile_columns;
  const int passes = (tiles + kWinogradTiles - 1) / kWinogradTiles;
  const ptrdiff_t in_stride = padded(p.in_channels), out_stride = p.out_channels;
  for (int pass = 0; pass < passes; ++pass) {
    const int first = tiles * pass / passes;
    const int count = tiles * (pass + 1) / passes - first;
    float* v = p.scratch;                                // (16, count, in_stride)
    float* m = v + kTerms * kWinogradTiles * in_stride;  // (16, count, out_stride)
    for (int t = 0; t < count; ++t) {
      const int row = (first + t) / tile_columns, column = (first + t) % tile_columns;
      input_tile(p, p.x + 2 * row * p.x_row + 2 * column * p.x_cell, v + t * in_stride,
                 count * in_stride);
    }
    for (int term = 0; term < kTerms; ++term) {
      gemm({count, p.out_channels, p.in_channels, v + term * count * in_stride, in_stride, 1,
            p.weights + static_cast<ptrdiff_t>(term) * p.in_channels * out_stride, out_stride,
            m + term * count * out_stride, out_stride, false});
    }
    for (int t = 0; t < count; ++t) {
      const int row = (first + t) / tile_columns, column = (first + t) % tile_columns;
      for (int channel = 0; channel < p.out_channels; channel += kLanes) {
        Vec out[4];
        output_tile(m + t * out_stride + channel, count * out_stride, out);
        store_tile(p, row, column, channel, out);
      }
    }
  }
}

}  // namespace

// packed (16, in_channels, out_channels) = G g Gᵀ of weights (3, 3, in_channels, out_channels).
void winograd_weights(const float* weights, int in_channels, int out_channels, float* packed) {
  const ptrdiff_t size = static_cast<ptrdiff_t>(in_channels) * out_channels;
  for (ptrdiff_t at = 0; at < size; at += kLanes) {
    Vec half[4][3];
    for (int column = 0; column < 3; ++column) {
      const Vec a = load(weights + column * size + at);
      const Vec b = load(weights + (3 + column) * size + at);
      const Vec c = load(weights + (6 + column) * size + at);
      half[0][column] = a;
      half[1][column] = (a + b + c) * 0.5f;
      half[2][column] = (a - b + c) * 0.5f;
      half[3][column] = c;
    }
    for (int row = 0; row < 4; ++row) {
      const Vec a = half[row][0], b = half[row][1], c = half[row][2];
      float* out = packed + 4 * row * size + at;
      store(out, a);
      store(out + size, (a + b + c) * 0.5f);
      store(out + 2 * size, (a - b + c) * 0.5f);
      store(out + 3 * size, c);
    }
  }
}

void conv_winograd(const Conv& p) {
  convolve(p, (p.out_height + 1) / 2, (p.out_width + 1) / 2, store_cells);
}

void conv_winograd_pooled(const Conv& p) {
  convolve(p, p.out_height / 2, p.out_width / 2, store_window);
}

}  // namespace TENFOLD_TARGET
}  // namespace tenfold
