// A pooled, rectified gradient is mostly zero: at most one cell in four carries any, and half of
// those are shut by ReLU. These kernels list the rest, so that the backward kernels touch only it.
// Appending is branch-free: every entry is written, and the count moves only past a nonzero one.
#include "kernels/declarations.h"

namespace tenfold {
namespace TENFOLD_TARGET {
namespace {

template <int Window>
void by_channel(const Gradient& p, const Nonzeros& lists) {
  const int32_t within[4] = {0, static_cast<int32_t>(p.x_cell), static_cast<int32_t>(p.x_row),
                             static_cast<int32_t>(p.x_row + p.x_cell)};
  for (int channel = 0; channel < p.channels; ++channel) {
    int32_t* offsets = lists.offsets + channel * lists.capacity;
    float* values = lists.values + channel * lists.capacity;
    int count = 0;
    const uint8_t* argmax = p.argmax + channel;
    for (int row = 0; row < p.rows; ++row) {
      const float* g = p.g + row * p.g_row + channel;
      int32_t at = static_cast<int32_t>(Window * row * p.x_row);
      for (int column = 0; column < p.columns; ++column) {
        if constexpr (Window == 2) {
          offsets[count] = at + within[*argmax];
          argmax += p.channels;
        } else {
          offsets[count] = at;
        }
        values[count] = *g;
        count += *g != 0.0f;
        g += p.channels;
        at += static_cast<int32_t>(Window * p.x_cell);
      }
    }
    lists.counts[channel] = count;
  }
}

}  // namespace

void nonzeros_by_channel(const Gradient& p, const Nonzeros& lists) { by_channel<1>(p, lists); }

void nonzeros_by_channel_pooled(const Gradient& p, const Nonzeros& lists) {
  by_channel<2>(p, lists);
}

void nonzeros_by_position(const Gradient& p, int32_t weights_row, const Nonzeros& lists) {
  int32_t* offsets = lists.offsets;
  float* values = lists.values;
  int32_t* counts = lists.counts;
  for (int row = 0; row < p.rows; ++row) {
    const float* g = p.g + row * p.g_row;
    for (int column = 0; column < p.columns; ++column, g += p.channels) {
      int count = 0;
      for (int channel = 0; channel < p.channels; ++channel) {
        offsets[count] = channel * weights_row;
        values[count] = g[channel];
        count += g[channel] != 0.0f;
      }
      *counts++ = count;
      offsets += lists.capacity;
      values += lists.capacity;
    }
  }
}

// Four lists a window, one for each cell that its maximum can lie in.
void nonzeros_by_position_pooled(const Gradient& p, int32_t weights_row, const Nonzeros& lists) {
  int32_t* offsets = lists.offsets;
  float* values = lists.values;
  int32_t* counts = lists.counts;
  const uint8_t* argmax = p.argmax;
  for (int row = 0; row < p.rows; ++row) {
    const float* g = p.g + row * p.g_row;
    for (int column = 0; column < p.columns; ++column, g += p.channels, argmax += p.channels) {
      ptrdiff_t end[4] = {0, lists.capacity, 2 * lists.capacity, 3 * lists.capacity};
      for (int channel = 0; channel < p.channels; ++channel) {
        ptrdiff_t& at = end[argmax[channel]];
        offsets[at] = channel * weights_row;
        values[at] = g[channel];
        at += g[channel] != 0.0f;
      }
      for (int cell = 0; cell < 4; ++cell) {
        *counts++ = static_cast<int32_t>(end[cell] - cell * lists.capacity);
      }
      offsets += 4 * lists.capacity;
      values += 4 * lists.capacity;
    }
  }
}

}  // namespace TENFOLD_TARGET
}  // namespace tenfold
