// Counter-based random numbers: a value depends only on its key and its index, so the order in
// which threads draw them does not matter.
#pragma once

#include <cstdint>

namespace tenfold {

// splitmix64's finaliser (Steele, Lea & Flood 2014).
static inline uint64_t mix(uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

// One key for everything drawn for one image of one epoch by one layer.
static inline uint64_t random_key(uint64_t seed, uint64_t epoch, uint64_t image, uint64_t layer) {
  uint64_t key = mix(seed + 0x9e3779b97f4a7c15u);
  key = mix(key ^ (epoch + 0x9e3779b97f4a7c15u));
  key = mix(key ^ (image + 0x9e3779b97f4a7c15u));
  return mix(key ^ (layer + 0x9e3779b97f4a7c15u));
}

// 32 random bits; 32-bit arithmetic only, so that loops over it vectorise (Wellons' lowbias32).
static inline uint32_t random_bits(uint64_t key, uint32_t index) {
  uint32_t x = index * 0x9e3779b9u + static_cast<uint32_t>(key);
  x = (x ^ (x >> 16)) * 0x7feb352du;
  x = (x ^ static_cast<uint32_t>(key >> 32) ^ (x >> 15)) * 0x846ca68bu;
  return x ^ (x >> 16);
}

}  // namespace tenfold
