// Backward through a convolution from lists of nonzero gradients. Both kernels hold several pieces
// of a window in registers and add one rank-1 term per list entry.
#include <type_traits>

#include "kernels/declarations.h"
#include "simd.h"

namespace tenfold {
namespace TENFOLD_TARGET {
namespace {

// Pieces held at once. Six are a whole row of a 3×3 window on 32 channels; they take 6 AVX-512,
// 12 AVX2 or 24 NEON registers. SSE has room for three.
constexpr int kPieces = kVectorsPerBlock * 6 <= kRegisters - 4 ? 6 : 3;

template <int N>
using Pieces = Vec[N][kVectorsPerBlock];

template <int N>
inline void load_pieces(const float* base, const int32_t* at, Pieces<N>& sum) {
  for (int i = 0; i < N; ++i) {
    for (int v = 0; v < kVectorsPerBlock; ++v) sum[i][v] = load(base + at[i] + v * kLanes);
  }
}

template <int N>
inline void store_pieces(float* base, const int32_t* at, const Pieces<N>& sum) {
  for (int i = 0; i < N; ++i) {
    for (int v = 0; v < kVectorsPerBlock; ++v) store(base + at[i] + v * kLanes, sum[i][v]);
  }
}

// sum[i] += Σ value * base[offset + at[i]] over the entries
template <int N>
inline void accumulate(const float* base, const int32_t* at, const Entry* entry, const Entry* end,
                       Pieces<N>& sum) {
  for (; entry != end; ++entry) {
    const float* term = base + entry->offset;
    const float value = entry->value;
    for (int i = 0; i < N; ++i) {
      for (int v = 0; v < kVectorsPerBlock; ++v) {
        sum[i][v] += load(term + at[i] + v * kLanes) * value;
      }
    }
  }
}

template <int N>
void weights_pieces(const float* x, const Nonzeros& lists, int channels, const int32_t* at,
                    float* dw, ptrdiff_t dw_row) {
  int32_t packed[N];
  for (int i = 0; i < N; ++i) packed[i] = i * kBlock;
  for (int channel = 0; channel < channels; ++channel) {
    const int32_t begin = channel * lists.room, end = lists.ends[channel];
    if (begin == end) continue;
    Pieces<N> sum;
    load_pieces<N>(dw + channel * dw_row, packed, sum);
    accumulate<N>(x, at, lists.entries + begin, lists.entries + end, sum);
    store_pieces<N>(dw + channel * dw_row, packed, sum);
  }
}

template <int N>
void input_pieces(const float* weights, const Nonzeros& lists, const int32_t* positions,
                  int position_count, const int32_t* at, float* dx) {
  int32_t packed[N];
  for (int i = 0; i < N; ++i) packed[i] = i * kBlock;
  for (int position = 0; position < position_count; ++position) {
    const int32_t begin = position * lists.room, end = lists.ends[position];
    if (begin == end) continue;
    Pieces<N> sum;
    load_pieces<N>(dx + positions[position], at, sum);
    accumulate<N>(weights, packed, lists.entries + begin, lists.entries + end, sum);
    store_pieces<N>(dx + positions[position], at, sum);
  }
}

// Calls run with the number of pieces as a constant: f<6>, then the rest.
template <typename Run>
void in_pieces(int count, Run run) {
  int first = 0;
  for (; first + kPieces <= count; first += kPieces) {
    run(std::integral_constant<int, kPieces>(), first);
  }
  switch (count - first) {
    case 5:
      return run(std::integral_constant<int, 5>(), first);
    case 4:
      return run(std::integral_constant<int, 4>(), first);
    case 3:
      return run(std::integral_constant<int, 3>(), first);
    case 2:
      return run(std::integral_constant<int, 2>(), first);
    case 1:
      return run(std::integral_constant<int, 1>(), first);
  }
}

}  // namespace

void conv_backward_weights(const float* x, const Nonzeros& lists, int channels,
                           const Segments& segments, float* dw) {
  in_pieces(segments.count, [&](auto n, int first) {
    weights_pieces<n>(x, lists, channels, segments.offsets + first, dw + first * kBlock,
                      static_cast<ptrdiff_t>(segments.count) * kBlock);
  });
}

void conv_backward_input(const float* weights, const Nonzeros& lists, const int32_t* positions,
                         int position_count, const Segments& segments, float* dx) {
  in_pieces(segments.count, [&](auto n, int first) {
    input_pieces<n>(weights + first * kBlock, lists, positions, position_count,
                    segments.offsets + first, dx);
  });
}

}  // namespace TENFOLD_TARGET
}  // namespace tenfold
