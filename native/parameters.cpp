#include "parameters.h"

namespace tenfold {
namespace {

// Calls visit(offset in the flat vector, how many floats) for every run of real parameters.
template <typename Visit>
void runs(const Plan& plan, Visit visit) {
  for (const Parameters& p : layers_of(plan)) {
    const size_t units = static_cast<size_t>(p.units);
    for (int row = 0; row < p.rows; ++row) {
      if (row % p.row_stride >= p.row_channels) continue;
      visit(p.kernel + static_cast<size_t>(row) * static_cast<size_t>(p.columns), units);
    }
    visit(p.bias, units);
  }
}

}  // namespace

std::vector<Parameters> layers_of(const Plan& plan) {
  std::vector<Parameters> layers;
  for (const ConvLayer& conv : plan.convs) layers.push_back(conv.parameters);
  for (const DenseLayer& dense : plan.denses) layers.push_back(dense.parameters);
  return layers;
}

size_t parameter_count(const Plan& plan) {
  size_t total = 0;
  runs(plan, [&](size_t, size_t units) { total += units; });
  return total;
}

void unpack(const Plan& plan, const Floats& flat, float* out) {
  runs(plan, [&](size_t at, size_t units) {
    for (size_t i = 0; i < units; ++i) *out++ = flat[at + i];
  });
}

void pack(const Plan& plan, const float* in, Floats& flat) {
  runs(plan, [&](size_t at, size_t units) {
    for (size_t i = 0; i < units; ++i) flat[at + i] = *in++;
  });
}

}  // namespace tenfold
