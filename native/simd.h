// Vectors of floats as wide as the target's registers, on GCC's and Clang's vector types.
// Only kernels include this: everything lives in the target's own namespace.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels.h"

namespace tenfold {
namespace TENFOLD_TARGET {

#if defined(__AVX512F__)
constexpr int kLanes = 16;
constexpr int kRegisters = 32;
#elif defined(__AVX2__)
constexpr int kLanes = 8;
constexpr int kRegisters = 16;
#elif defined(__aarch64__)
constexpr int kLanes = 4;
constexpr int kRegisters = 32;
#else
constexpr int kLanes = 4;
constexpr int kRegisters = 16;
#endif

constexpr int kVectorsPerBlock = kBlock / kLanes;

typedef float Vec __attribute__((vector_size(4 * kLanes)));
typedef int32_t IntVec __attribute__((vector_size(4 * kLanes)));
typedef uint8_t ByteVec __attribute__((vector_size(kLanes)));

// The same types as they may lie in memory: at any float's or byte's address.
typedef float VecInMemory __attribute__((vector_size(4 * kLanes), aligned(4), may_alias));
typedef uint8_t BytesInMemory __attribute__((vector_size(kLanes), aligned(1), may_alias));

inline Vec load(const float* p) { return *reinterpret_cast<const VecInMemory*>(p); }
inline void store(float* p, Vec v) { *reinterpret_cast<VecInMemory*>(p) = v; }
inline Vec broadcast(float value) { return value - Vec{}; }
inline Vec max(Vec a, Vec b) { return a > b ? a : b; }

inline IntVec load_bytes(const uint8_t* p) {
  ByteVec bytes = *reinterpret_cast<const BytesInMemory*>(p);
  return __builtin_convertvector(bytes, IntVec);
}

inline void store_bytes(uint8_t* p, IntVec v) {
  *reinterpret_cast<BytesInMemory*>(p) = __builtin_convertvector(v, ByteVec);
}

// Whether a 4×4 patch of a map with one channel is zero, as most of the paper around a digit is.
// x_row is the map's stride in floats.
inline bool is_blank(const float* patch, ptrdiff_t x_row) {
  typedef int64_t Bits __attribute__((vector_size(16), aligned(4), may_alias));
  const auto row = [&](int i) { return *reinterpret_cast<const Bits*>(patch + i * x_row); };
  const Bits any = row(0) | row(1) | row(2) | row(3);
  return (any[0] | any[1]) == 0;
}

// The largest cell of a pool window and which it is, row by row; the first of equals.
inline Vec window_max(const Vec (&cells)[4], IntVec& which) {
  Vec best = cells[0];
  which = IntVec{};
  for (int c = 1; c < 4; ++c) {
    const IntVec greater = cells[c] > best;
    which = greater ? c - IntVec{} : which;
    best = greater ? cells[c] : best;
  }
  return best;
}

}  // namespace TENFOLD_TARGET
}  // namespace tenfold
