// 3×3 convolution by Winograd's F(T×T, 3×3): a tile of (T+2)×(T+2) inputs gives T×T outputs with
// (T+2)² products a channel pair, where the definition takes 9 T². One GEMM for each of the (T+2)²
// terms, with a row for each tile.
#include "kernels/declarations.h"
#include "kernels/winograd.h"
#include "simd.h"

namespace tenfold {
namespace TENFOLD_TARGET {
namespace {

// v[term][tile][channel] for one tile; term_stride separates the terms.
template <int T>
void input_tile(const Conv& p, const float* x, float* v, ptrdiff_t term_stride) {
  constexpr int N = T + 2;
  for (int channel = 0; channel < p.in_channels; channel += kLanes) {
    Vec half[N][N];  // [column][term's row]
    for (int column = 0; column < N; ++column) {
      Vec cells[N];
      for (int row = 0; row < N; ++row) {
        cells[row] = load(x + row * p.x_row + column * p.x_cell + channel);
      }
      multiply<Transforms<T>::input>(cells, half[column]);
    }
    for (int row = 0; row < N; ++row) {
      Vec cells[N], terms[N];
      for (int column = 0; column < N; ++column) cells[column] = half[column][row];
      multiply<Transforms<T>::input>(cells, terms);
      for (int column = 0; column < N; ++column) {
        store(v + (row * N + column) * term_stride + channel, terms[column]);
      }
    }
  }
}

// The cells of one tile that lie in the map, with bias and activation, from m[term][tile][channel].
template <int T>
void output_tile(const Conv& p, const float* m, ptrdiff_t term_stride, int rows, int columns,
                 float* y) {
  constexpr int N = T + 2;
  for (int channel = 0; channel < p.out_channels; channel += kLanes) {
    Vec half[N][T];  // [term's column][row]
    for (int column = 0; column < N; ++column) {
      Vec terms[N];
      for (int row = 0; row < N; ++row) {
        terms[row] = load(m + (row * N + column) * term_stride + channel);
      }
      multiply<Transforms<T>::output>(terms, half[column]);
    }
    const Vec bias = load(p.bias + channel), lower = broadcast(p.lower);
    for (int row = 0; row < T && row < rows; ++row) {
      Vec terms[N], cells[T];
      for (int column = 0; column < N; ++column) terms[column] = half[column][row];
      multiply<Transforms<T>::output>(terms, cells);
      for (int column = 0; column < T && column < columns; ++column) {
        store(y + row * p.y_row + column * p.out_channels + channel,
              max(cells[column] + bias, lower));
      }
    }
  }
}

// Images that one pass over their tiles takes together.
int images_together(int tiles) {
  const int fitting = kWinogradRows / tiles;
  return fitting > 1 ? fitting : 1;
}

// `count` images whose whole output goes to image.y, y_image apart.
template <int T>
void convolve(const Winograd& w, int count) {
  constexpr int kTerms = winograd_terms(T);
  const Conv& p = w.image;
  const int tile_columns = (p.out_width + T - 1) / T;
  const int tiles = winograd_tiles(p.out_height, p.out_width, T);
  const int passes = (count * tiles + kWinogradRows - 1) / kWinogradRows;
  const ptrdiff_t in_stride = padded(p.in_channels), out_stride = p.out_channels;
  for (int pass = 0; pass < passes; ++pass) {
    const int first = count * tiles * pass / passes;
    const int rows = count * tiles * (pass + 1) / passes - first;
    float* v = w.scratch;                               // (terms, rows, in_stride)
    float* m = v + kTerms * kWinogradRows * in_stride;  // (terms, rows, out_stride)
    for (int i = 0; i < rows; ++i) {
      const int image = (first + i) / tiles, tile = (first + i) % tiles;
      const int row = tile / tile_columns * T, column = tile % tile_columns * T;
      input_tile<T>(p, p.x + image * w.x_image + row * p.x_row + column * p.x_cell,
                    v + i * in_stride, rows * in_stride);
    }
    for (int term = 0; term < kTerms; ++term) {
      gemm({rows, p.out_channels, p.in_channels, v + term * rows * in_stride, in_stride, 1,
            p.weights + static_cast<ptrdiff_t>(term) * p.in_channels * out_stride, out_stride,
            m + term * rows * out_stride, out_stride, false});
    }
    for (int i = 0; i < rows; ++i) {
      const int image = (first + i) / tiles, tile = (first + i) % tiles;
      const int row = tile / tile_columns * T, column = tile % tile_columns * T;
      output_tile<T>(p, m + i * out_stride, rows * out_stride, p.out_height - row,
                     p.out_width - column,
                     p.y + image * w.y_image + row * p.y_row + column * p.out_channels);
    }
  }
}

void convolve(const Winograd& w, int count) {
  switch (w.tile) {
    case 2:
      return convolve<2>(w, count);
    case 4:
      return convolve<4>(w, count);
    default:
      return convolve<5>(w, count);
  }
}

template <int T>
void transform_weights(const float* weights, ptrdiff_t size, float* packed) {
  constexpr int N = T + 2;
  for (ptrdiff_t at = 0; at < size; at += kLanes) {
    Vec half[3][N];  // [column][term's row]
    for (int column = 0; column < 3; ++column) {
      Vec taps[3];
      for (int row = 0; row < 3; ++row) taps[row] = load(weights + (3 * row + column) * size + at);
      multiply<Transforms<T>::weights>(taps, half[column]);
    }
    for (int row = 0; row < N; ++row) {
      const Vec taps[3] = {half[0][row], half[1][row], half[2][row]};
      Vec terms[N];
      multiply<Transforms<T>::weights>(taps, terms);
      for (int column = 0; column < N; ++column) {
        store(packed + (row * N + column) * size + at, terms[column]);
      }
    }
  }
}

}  // namespace

// packed (terms, in_channels, out_channels) = G g Gᵀ of weights (3, 3, in_channels, out_channels).
void winograd_weights(const float* weights, int in_channels, int out_channels, int tile,
                      float* packed) {
  const ptrdiff_t size = static_cast<ptrdiff_t>(in_channels) * out_channels;
  switch (tile) {
    case 2:
      return transform_weights<2>(weights, size, packed);
    case 4:
      return transform_weights<4>(weights, size, packed);
    default:
      return transform_weights<5>(weights, size, packed);
  }
}

void conv_winograd(const Winograd& w) { convolve(w, w.images); }

// Tiles of five lie across pool windows, so whole maps are made first, behind m, and then pooled.
void conv_winograd_pooled(const Winograd& w) {
  const Conv& p = w.image;
  const int rows = p.out_height / 2, columns = p.out_width / 2;
  const int tiles = winograd_tiles(2 * rows, 2 * columns, w.tile);
  const int together = images_together(tiles);
  Winograd maps = w;
  maps.image.out_height = 2 * rows;
  maps.image.out_width = 2 * columns;
  maps.image.y_row = static_cast<ptrdiff_t>(2 * columns) * p.out_channels;
  maps.y_image = 2 * rows * maps.image.y_row;
  maps.image.y = w.scratch + winograd_products(p.in_channels, p.out_channels, w.tile);
  for (int first = 0; first < w.images; first += together) {
    const int count = w.images - first < together ? w.images - first : together;
    maps.image.x = p.x + first * w.x_image;
    convolve(maps, count);
    for (int i = 0; i < count; ++i) {
      max_pool(maps.image.y + i * maps.y_image, maps.image.y_row, rows, columns, p.out_channels,
               p.y + (first + i) * w.y_image, p.y_row, p.argmax + (first + i) * w.argmax_image);
    }
  }
}

}  // namespace TENFOLD_TARGET
}  // namespace tenfold
