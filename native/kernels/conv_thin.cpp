// Forward 3×3 convolution of one input channel under a 2×2 pool, the first layer of most digit
// networks: nine weights per lane stay in registers for the whole image, and each pixel of a
// window's 4×4 patch is broadcast once for all the products it is in. Blank patches cost nothing.
#include "kernels/declarations.h"
#include "simd.h"

namespace tenfold {
namespace TENFOLD_TARGET {
namespace {

// Two vectors of channels: 18 weights and 8 sums in 32 registers; one: 9 and 4 in 16.
constexpr int kColumns = kRegisters == 32 ? 2 : 1;

template <int V>
inline void window(const Conv& p, const float* patch, const Vec (&weights)[9][V],
                   const Vec (&bias)[V], float* y, uint8_t* argmax) {
  Vec sum[4][V] = {};
  for (int i = 0; i < 4; ++i) {
    for (int j = 0; j < 4; ++j) {
      const Vec pixel = broadcast(patch[i * p.x_row + j]);
      for (int cell = 0; cell < 4; ++cell) {
        const int ky = i - cell / 2, kx = j - cell % 2;
        if (ky < 0 || ky > 2 || kx < 0 || kx > 2) continue;
        for (int v = 0; v < V; ++v) sum[cell][v] += pixel * weights[3 * ky + kx][v];
      }
    }
  }
  for (int v = 0; v < V; ++v) {
    IntVec which;
    const Vec best = window_max({sum[0][v], sum[1][v], sum[2][v], sum[3][v]}, which);
    store(y + v * kLanes, max(best + bias[v], broadcast(p.lower)));
    store_bytes(argmax + v * kLanes, which);
  }
}

template <int V>
void columns(const Conv& p, int channel) {
  Vec weights[9][V];
  Vec bias[V];
  for (int v = 0; v < V; ++v) {
    for (int tap = 0; tap < 9; ++tap) {
      weights[tap][v] = load(p.weights + tap * p.out_channels + channel + v * kLanes);
    }
    bias[v] = load(p.bias + channel + v * kLanes);
  }
  const int height = p.out_height / 2, width = p.out_width / 2;
  for (int row = 0; row < height; ++row) {
    const float* patch = p.x + 2 * row * p.x_row;
    float* y = p.y + row * p.y_row + channel;
    uint8_t* argmax = p.argmax + static_cast<ptrdiff_t>(row * width) * p.out_channels + channel;
    for (int column = 0; column < width; ++column) {
      if (is_blank(patch, p.x_row)) {
        for (int v = 0; v < V; ++v) {
          store(y + v * kLanes, max(bias[v], broadcast(p.lower)));
          store_bytes(argmax + v * kLanes, IntVec{});
        }
      } else {
        window(p, patch, weights, bias, y, argmax);
      }
      patch += 2;
      y += p.out_channels;
      argmax += p.out_channels;
    }
  }
}

}  // namespace

void conv_thin_pooled(const Conv& p) {
  int channel = 0;
  for (; channel + kColumns * kLanes <= p.out_channels; channel += kColumns * kLanes) {
    columns<kColumns>(p, channel);
  }
  for (; channel < p.out_channels; channel += kLanes) columns<1>(p, channel);
}

}  // namespace TENFOLD_TARGET
}  // namespace tenfold
