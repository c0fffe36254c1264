// Convolution by its definition, for kernels of any size and inputs with few channels: several
// outputs by several vectors of channels in registers, bias, ReLU and pooling on the way out.
#include "kernels/declarations.h"
#include "simd.h"

namespace tenfold {
namespace TENFOLD_TARGET {
namespace {

constexpr int kCells = 4;                           // a pool window, or four neighbours in a row
constexpr int kColumns = kRegisters == 32 ? 4 : 2;  // 16 or 8 sums, plus a row of weights

// result[c][v] = the convolution at cell[c], for V vectors of output channels. The sums are local:
// through the reference the compiler would keep them in memory.
template <int C, int V>
inline void convolve(const Conv& p, const float* const (&cell)[C], const float* weights,
                     Vec (&result)[C][V]) {
  // Where no padding lies between cells, a kernel row is one contiguous run.
  const bool contiguous = p.x_cell == p.in_channels;
  const int runs = contiguous ? 1 : p.kernel_width;
  const int length = contiguous ? p.kernel_width * p.in_channels : p.in_channels;
  Vec sum[C][V] = {};
  for (int ky = 0; ky < p.kernel_height; ++ky) {
    for (int run = 0; run < runs; ++run) {
      const ptrdiff_t start = ky * p.x_row + run * p.x_cell;
      for (int i = 0; i < length; ++i, weights += p.out_channels) {
        Vec row[V];
        for (int v = 0; v < V; ++v) row[v] = load(weights + v * kLanes);
        for (int c = 0; c < C; ++c) {
          const float x = cell[c][start + i];
          for (int v = 0; v < V; ++v) sum[c][v] += row[v] * x;
        }
      }
    }
  }
  for (int c = 0; c < C; ++c) {
    for (int v = 0; v < V; ++v) result[c][v] = sum[c][v];
  }
}

template <int C, int V>
void cells(const Conv& p, const float* x, float* y, int channel) {
  const float* cell[C];
  for (int c = 0; c < C; ++c) cell[c] = x + c * p.x_cell;
  Vec sum[C][V];
  convolve<C, V>(p, cell, p.weights + channel, sum);
  for (int v = 0; v < V; ++v) {
    const Vec bias = load(p.bias + channel + v * kLanes);
    for (int c = 0; c < C; ++c) {
      const Vec out = max(sum[c][v] + bias, broadcast(p.lower));
      store(y + c * p.out_channels + channel + v * kLanes, out);
    }
  }
}

template <int V>
void columns(const Conv& p, int channel) {
  for (int row = 0; row < p.out_height; ++row) {
    const float* x = p.x + row * p.x_row;
    float* y = p.y + row * p.y_row;
    int column = 0;
    for (; column + kCells <= p.out_width; column += kCells) {
      cells<kCells, V>(p, x + column * p.x_cell, y + column * p.out_channels, channel);
    }
    for (; column < p.out_width; ++column) {
      cells<1, V>(p, x + column * p.x_cell, y + column * p.out_channels, channel);
    }
  }
}

template <int V>
void window(const Conv& p, const float* x, float* y, uint8_t* argmax, int channel) {
  const float* const cell[kCells] = {x, x + p.x_cell, x + p.x_row, x + p.x_row + p.x_cell};
  Vec sum[kCells][V];
  convolve<kCells, V>(p, cell, p.weights + channel, sum);
  for (int v = 0; v < V; ++v) {
    IntVec which;
    const Vec best = window_max({sum[0][v], sum[1][v], sum[2][v], sum[3][v]}, which);
    const int at = channel + v * kLanes;
    store(y + at, max(best + load(p.bias + at), broadcast(p.lower)));
    store_bytes(argmax + at, which);
  }
}

template <int V>
void windows(const Conv& p, int channel) {
  const int height = p.out_height / 2, width = p.out_width / 2;
  for (int row = 0; row < height; ++row) {
    for (int column = 0; column < width; ++column) {
      window<V>(p, p.x + 2 * row * p.x_row + 2 * column * p.x_cell,
                p.y + row * p.y_row + column * p.out_channels,
                p.argmax + static_cast<ptrdiff_t>(row * width + column) * p.out_channels, channel);
    }
  }
}

}  // namespace

void conv_direct(const Conv& p) {
  int channel = 0;
  for (; channel + kColumns * kLanes <= p.out_channels; channel += kColumns * kLanes) {
    columns<kColumns>(p, channel);
  }
  for (; channel + 2 * kLanes <= p.out_channels; channel += 2 * kLanes) columns<2>(p, channel);
  for (; channel < p.out_channels; channel += kLanes) columns<1>(p, channel);
}

void conv_direct_pooled(const Conv& p) {
  int channel = 0;
  for (; channel + kColumns * kLanes <= p.out_channels; channel += kColumns * kLanes) {
    windows<kColumns>(p, channel);
  }
  for (; channel + 2 * kLanes <= p.out_channels; channel += 2 * kLanes) windows<2>(p, channel);
  for (; channel < p.out_channels; channel += kLanes) windows<1>(p, channel);
}

}  // namespace TENFOLD_TARGET
}  // namespace tenfold
