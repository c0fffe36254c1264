// Matrix product with the output tile in registers; B's panel stays in the first-level cache.
#include "kernels/declarations.h"
#include "simd.h"

namespace tenfold {
namespace TENFOLD_TARGET {
namespace {

// Columns of a tile, in vectors. With 32 registers, four vectors and six rows fill 24 of them and
// leave room for B's row; with 16, a block of AVX2 (two vectors) takes 12.
constexpr int kColumns = kRegisters == 32 ? 4 : 2;
constexpr int kRows = 6;

// Short tiles have too few sums in flight to hide the latency of an FMA (4 cycles, up to two a
// cycle), so they keep several partial sums along k.
constexpr int partial_sums(int rows) { return rows == 1 ? 4 : rows <= 3 ? 2 : 1; }

template <int R, int V>
void tile(const Gemm& p, const float* a, const float* b, float* c) {
  constexpr int S = partial_sums(R);
  Vec sum[S][R][V] = {};
  int k = 0;
  for (; k + S <= p.k; k += S) {
    for (int s = 0; s < S; ++s) {
      Vec row[V];
      for (int v = 0; v < V; ++v) row[v] = load(b + v * kLanes);
      for (int r = 0; r < R; ++r) {
        const float x = a[r * p.a_row];
        for (int v = 0; v < V; ++v) sum[s][r][v] += row[v] * x;
      }
      a += p.a_k;
      b += p.b_row;
    }
  }
  for (; k < p.k; ++k, a += p.a_k, b += p.b_row) {
    for (int r = 0; r < R; ++r) {
      for (int v = 0; v < V; ++v) sum[0][r][v] += load(b + v * kLanes) * a[r * p.a_row];
    }
  }
  for (int r = 0; r < R; ++r) {
    for (int v = 0; v < V; ++v) {
      Vec total = sum[0][r][v];
      for (int s = 1; s < S; ++s) total += sum[s][r][v];
      float* out = c + r * p.c_row + v * kLanes;
      store(out, p.accumulate ? load(out) + total : total);
    }
  }
}

template <int V>
void rows(const Gemm& p, int count, const float* a, const float* b, float* c) {
  switch (count) {
    case 1:
      return tile<1, V>(p, a, b, c);
    case 2:
      return tile<2, V>(p, a, b, c);
    case 3:
      return tile<3, V>(p, a, b, c);
    case 4:
      return tile<4, V>(p, a, b, c);
    case 5:
      return tile<5, V>(p, a, b, c);
    default:
      return tile<6, V>(p, a, b, c);
  }
}

// The rows in groups as equal as can be: 25 rows are five fives, not four sixes and a one.
template <int V>
void panel(const Gemm& p, int column) {
  const int groups = (p.m + kRows - 1) / kRows;
  for (int group = 0; group < groups; ++group) {
    const int first = p.m * group / groups;
    const int count = p.m * (group + 1) / groups - first;
    rows<V>(p, count, p.a + first * p.a_row, p.b + column, p.c + first * p.c_row + column);
  }
}

}  // namespace

void gemm(const Gemm& p) {
  int column = 0;
  for (; column + kColumns * kLanes <= p.n; column += kColumns * kLanes) panel<kColumns>(p, column);
  for (; column + 2 * kLanes <= p.n; column += 2 * kLanes) panel<2>(p, column);
  for (; column < p.n; column += kLanes) panel<1>(p, column);
}

}  // namespace TENFOLD_TARGET
}  // namespace tenfold
