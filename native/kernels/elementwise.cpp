// What is done to one value at a time.
#include "kernels/declarations.h"
#include "random.h"

namespace tenfold {
namespace TENFOLD_TARGET {

// A true division: the same floats as NumPy's x.astype("float32") / 255.
void from_uint8(const uint8_t* __restrict x, float* __restrict y, size_t count) {
  for (size_t i = 0; i < count; ++i) y[i] = static_cast<float>(x[i]) / 255.0f;
}

void dropout(float* y, size_t count, float rate, uint64_t key) {
  const uint32_t threshold = static_cast<uint32_t>(rate * 4294967296.0);  // rate < 1
  const float scale = 1.0f / (1.0f - rate);
  for (size_t i = 0; i < count; ++i) {
    y[i] = random_bits(key, static_cast<uint32_t>(i)) < threshold ? 0.0f : y[i] * scale;
  }
}

}  // namespace TENFOLD_TARGET
}  // namespace tenfold
