// 2×2 max-pooling that stands alone: not behind a convolution, which pools on its way out.
#include "kernels/declarations.h"
#include "simd.h"

namespace tenfold {
namespace TENFOLD_TARGET {

// rows and columns are the output's. channels may be any number here: the input of a network is
// not padded, so the last lanes are done one by one.
void max_pool(const float* x, ptrdiff_t x_row, int rows, int columns, int channels, float* y,
              ptrdiff_t y_row, uint8_t* argmax) {
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column, argmax += channels) {
      const float* cell = x + 2 * row * x_row + static_cast<ptrdiff_t>(2 * column) * channels;
      const float* const cells[4] = {cell, cell + channels, cell + x_row, cell + x_row + channels};
      float* out = y + row * y_row + static_cast<ptrdiff_t>(column) * channels;
      int channel = 0;
      for (; channel + kLanes <= channels; channel += kLanes) {
        const Vec window[4] = {load(cells[0] + channel), load(cells[1] + channel),
                               load(cells[2] + channel), load(cells[3] + channel)};
        IntVec which;
        store(out + channel, window_max(window, which));
        store_bytes(argmax + channel, which);
      }
      for (; channel < channels; ++channel) {
        float best = cells[0][channel];
        uint8_t which = 0;
        for (uint8_t c = 1; c < 4; ++c) {
          which = cells[c][channel] > best ? c : which;
          best = cells[c][channel] > best ? cells[c][channel] : best;
        }
        out[channel] = best;
        argmax[channel] = which;
      }
    }
  }
}

void max_pool_backward(const float* g, ptrdiff_t g_row, const uint8_t* argmax, int rows,
                       int columns, int channels, float* dx, ptrdiff_t dx_row) {
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column, argmax += channels) {
      float* cell = dx + 2 * row * dx_row + static_cast<ptrdiff_t>(2 * column) * channels;
      float* const cells[4] = {cell, cell + channels, cell + dx_row, cell + dx_row + channels};
      const float* gradient = g + row * g_row + static_cast<ptrdiff_t>(column) * channels;
      for (int c = 0; c < 4; ++c) {
        for (int channel = 0; channel < channels; ++channel) {
          cells[c][channel] = argmax[channel] == c ? gradient[channel] : 0.0f;
        }
      }
    }
  }
}

}  // namespace TENFOLD_TARGET
}  // namespace tenfold
