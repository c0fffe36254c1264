// Backward through bias and ReLU: a gradient passes where the output is above its lower bound.
#include "kernels/declarations.h"
#include "simd.h"

namespace tenfold {
namespace TENFOLD_TARGET {

void mask_gradient(float* g, ptrdiff_t g_row, const float* y, ptrdiff_t y_row, int rows,
                   int columns, int channels, float lower, float* bias_gradient) {
  for (int row = 0; row < rows; ++row) {
    float* gradient = g + row * g_row;
    const float* output = y + row * y_row;
    for (int column = 0; column < columns; ++column, gradient += channels, output += channels) {
      for (int channel = 0; channel < channels; channel += kLanes) {
        const Vec open =
            load(output + channel) > broadcast(lower) ? load(gradient + channel) : Vec{};
        store(gradient + channel, open);
        store(bias_gradient + channel, load(bias_gradient + channel) + open);
      }
    }
  }
}

}  // namespace TENFOLD_TARGET
}  // namespace tenfold
