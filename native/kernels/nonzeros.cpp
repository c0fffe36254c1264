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
  Entry* to = lists.entries;
  for (int channel = 0; channel < p.channels; ++channel) {
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
    for (int column = 0; column < p.columns; ++column, g += p.channels) {
      for (int channel = 0; channel < p.channels; ++channel) {
        *to = {channel * weights_row, g[channel]};
        to += g[channel] != 0.0f;
      }
      *ends++ = static_cast<int32_t>(to - lists.entries);
    }
  }
}

// Four lists a window, one for each cell that its maximum can lie in. They grow side by side, each
// with room for all channels, and are then moved up against each other.
void nonzeros_by_position_pooled(const Gradient& p, int32_t weights_row, const Nonzeros& lists) {
  Entry* to = lists.entries;
  int32_t* ends = lists.ends;
  const uint8_t* argmax = p.argmax;
  for (int row = 0; row < p.rows; ++row) {
    const float* g = p.g + row * p.g_row;
    for (int column = 0; column < p.columns; ++column, g += p.channels, argmax += p.channels) {
      Entry* end[4] = {to, to + p.channels, to + 2 * p.channels, to + 3 * p.channels};
      for (int channel = 0; channel < p.channels; ++channel) {
        Entry*& at = end[argmax[channel]];
        *at = {channel * weights_row, g[channel]};
        at += g[channel] != 0.0f;
      }
      const Entry* from = to;
      to = end[0];
      *ends++ = static_cast<int32_t>(to - lists.entries);
      for (int cell = 1; cell < 4; ++cell) {
        from += p.channels;
        for (const Entry* entry = from; entry != end[cell];) *to++ = *entry++;
        *ends++ = static_cast<int32_t>(to - lists.entries);
      }
    }
  }
}

}  // namespace TENFOLD_TARGET
}  // namespace tenfold
