// A pooled, rectified gradient is mostly zero: at most one cell in four carries any, and a third to
// a half of those are shut by ReLU. These kernels list the rest, so that the backward kernels touch
// only it. Appending is branch-free: every entry is written, and the end moves only past a nonzero
// one.
#include "kernels/declarations.h"

namespace tenfold {
namespace TENFOLD_TARGET {
namespace {

template <int Window>
void by_channel(const Gradient& p, const Nonzeros& lists) {
  const int32_t within[4] = {0, static_cast<int32_t>(p.x_cell), static_cast<int32_t>(p.x_row),
                             static_cast<int32_t>(p.x_row + p.x_cell)};
  for (int channel = 0; channel < p.channels; ++channel) {
    Entry* to = lists.entries + channel * lists.room;
    const uint8_t* argmax = p.argmax + channel;
    for (int row = 0; row < p.rows; ++row) {
      const float* g = p.g + row * p.g_row + channel;
      int32_t at = static_cast<int32_t>(Window * row * p.x_row);
      for (int column = 0; column < p.columns; ++column) {
        to->offset = at;
        if constexpr (Window == 2) {
          to->offset += within[*argmax];
          argmax += p.channels;
        }
        to->value = *g;
        to += *g != 0.0f;
        g += p.channels;
        at += static_cast<int32_t>(Window * p.x_cell);
      }
    }
    lists.ends[channel] = static_cast<int32_t>(to - lists.entries);
  }
}

}  // namespace

void nonzeros_by_channel(const Gradient& p, const Nonzeros& lists) { by_channel<1>(p, lists); }

void nonzeros_by_channel_pooled(const Gradient& p, const Nonzeros& lists) {
  by_channel<2>(p, lists);
}

void nonzeros_by_position(const Gradient& p, int32_t weights_row, const Nonzeros& lists) {
  Entry* to = lists.entries;
  int32_t* ends = lists.ends;
  for (int row = 0; row < p.rows; ++row) {
    const float* g = p.g + row * p.g_row;
    for (int column = 0; column < p.columns; ++column, g += p.channels, to += lists.room) {
      Entry* end = to;
      for (int channel = 0; channel < p.channels; ++channel) {
        *end = {channel * weights_row, g[channel]};
        end += g[channel] != 0.0f;
      }
      *ends++ = static_cast<int32_t>(end - lists.entries);
    }
  }
}

// Four lists a window, one for each cell that its maximum can lie in.
void nonzeros_by_position_pooled(const Gradient& p, int32_t weights_row, const Nonzeros& lists) {
  Entry* to = lists.entries;
  int32_t* ends = lists.ends;
  const uint8_t* argmax = p.argmax;
  for (int row = 0; row < p.rows; ++row) {
    const float* g = p.g + row * p.g_row;
    for (int column = 0; column < p.columns; ++column, g += p.channels, argmax += p.channels) {
      Entry* end[4];
      for (Entry*& cell : end) cell = to, to += lists.room;
      for (int channel = 0; channel < p.channels; ++channel) {
        Entry*& at = end[argmax[channel]];
        *at = {channel * weights_row, g[channel]};
        at += g[channel] != 0.0f;
      }
      for (const Entry* cell : end) *ends++ = static_cast<int32_t>(cell - lists.entries);
    }
  }
}

}  // namespace TENFOLD_TARGET
}  // namespace tenfold
