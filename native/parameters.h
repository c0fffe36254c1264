// Between the flat, padded parameter vector and the arrays that callers see.
#pragma once

#include <vector>

#include "plan.h"

namespace tenfold {

// Kernel and bias of every layer with parameters, in the network's order.
std::vector<Parameters> layers_of(const Plan& plan);

// Real parameters, without padding.
size_t parameter_count(const Plan& plan);

// All of them one after another: each layer's kernel in row-major order, then its bias.
void unpack(const Plan& plan, const Floats& flat, float* out);
void pack(const Plan& plan, const float* in, Floats& flat);

}  // namespace tenfold
