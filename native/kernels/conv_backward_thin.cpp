// Weight gradient of a 3×3 convolution of one input channel: the first layer of most digit
// networks. Its windows are too thin for rank-1 rows, so channels go across the lanes. Under a pool
// each lane picks its window from the 4×4 patch by where its maximum lay.
#include "kernels/declarations.h"
#include "simd.h"

namespace tenfold {
namespace TENFOLD_TARGET {
namespace {

// The three neighbours of one patch row, each lane's column chosen by right.
inline void choose_columns(const float* x, IntVec right, Vec (&row)[3]) {
  for (int tap = 0; tap < 3; ++tap) row[tap] = right ? broadcast(x[tap + 1]) : broadcast(x[tap]);
}

// sum[tap] += the gradient times what that tap saw in the window that was each lane's maximum.
inline void add_window(const Gradient& p, const float* patch, Vec gradient, IntVec which,
                       Vec (&sum)[9]) {
  const IntVec right = (which & 1) != 0, below = (which & 2) != 0;
  Vec upper[3], lower[3];
  choose_columns(patch, right, upper);
  for (int ky = 0; ky < 3; ++ky) {
    choose_columns(patch + (ky + 1) * p.x_row, right, lower);
    for (int kx = 0; kx < 3; ++kx) {
      sum[3 * ky + kx] += gradient * (below ? lower[kx] : upper[kx]);
      upper[kx] = lower[kx];
    }
  }
}

}  // namespace

void conv_backward_weights_thin(const float* x, const Gradient& p, float* dw) {
  for (int channel = 0; channel < p.channels; channel += kLanes) {
    Vec sum[9];
    for (int tap = 0; tap < 9; ++tap) sum[tap] = load(dw + tap * p.channels + channel);
    for (int row = 0; row < p.rows; ++row) {
      const float* g = p.g + row * p.g_row + channel;
      const float* window = x + row * p.x_row;
      for (int column = 0; column < p.columns; ++column, ++window, g += p.channels) {
        const Vec gradient = load(g);
        for (int tap = 0; tap < 9; ++tap) {
          sum[tap] += gradient * window[tap / 3 * p.x_row + tap % 3];
        }
      }
    }
    for (int tap = 0; tap < 9; ++tap) store(dw + tap * p.channels + channel, sum[tap]);
  }
}

void conv_backward_weights_thin_pooled(const float* x, const Gradient& p, float* dw) {
  for (int channel = 0; channel < p.channels; channel += kLanes) {
    Vec sum[9];
    for (int tap = 0; tap < 9; ++tap) sum[tap] = load(dw + tap * p.channels + channel);
    const uint8_t* argmax = p.argmax + channel;
    for (int row = 0; row < p.rows; ++row) {
      const float* g = p.g + row * p.g_row + channel;
      const float* patch = x + 2 * row * p.x_row;
      for (int column = 0; column < p.columns; ++column) {
        if (!is_blank(patch, p.x_row)) add_window(p, patch, load(g), load_bytes(argmax), sum);
        g += p.channels;
        argmax += p.channels;
        patch += 2;
      }
    }
    for (int tap = 0; tap < 9; ++tap) store(dw + tap * p.channels + channel, sum[tap]);
  }
}

}  // namespace TENFOLD_TARGET
}  // namespace tenfold
