// One step of each optimiser on a stretch of parameters. Plain loops: the compiler vectorises them.
#include "kernels/declarations.h"

namespace tenfold {
namespace TENFOLD_TARGET {

// Kingma & Ba 2015, in the "epsilon hat" form that Keras uses; decay as in AdamW (Loshchilov &
// Hutter 2019).
void adam(const Adam& p, const float* __restrict gradient, float* __restrict m, float* __restrict v,
          float* __restrict weights, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    const float g = gradient[i];
    m[i] += (g - m[i]) * (1.0f - p.beta_1);
    v[i] += (g * g - v[i]) * (1.0f - p.beta_2);
    weights[i] -= p.decay * weights[i] + p.step_size * m[i] / (__builtin_sqrtf(v[i]) + p.epsilon);
  }
}

void sgd(const Sgd& p, const float* __restrict gradient, float* __restrict velocity,
         float* __restrict weights, size_t count) {
  const float direct = p.nesterov ? p.learning_rate : 0.0f;
  const float carried = p.nesterov ? p.momentum : 1.0f;
  for (size_t i = 0; i < count; ++i) {
    velocity[i] = p.momentum * velocity[i] - p.learning_rate * gradient[i];
    weights[i] += carried * velocity[i] - direct * gradient[i] - p.decay * weights[i];
  }
}

void add(float* __restrict sum, const float* __restrict term, size_t count) {
  for (size_t i = 0; i < count; ++i) sum[i] += term[i];
}

}  // namespace TENFOLD_TARGET
}  // namespace tenfold
