// Minibatch training: gradients in fixed slices, then one optimiser step. The result does not
// depend on the number of threads.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "network.h"

namespace tenfold {

struct Optimizer {
  enum Kind { kAdam, kSgd } kind = kAdam;
  float beta_1 = 0.9f, beta_2 = 0.999f, epsilon = 1e-7f;  // Adam
  float momentum = 0.0f;                                  // SGD
  bool nesterov = false;
  float weight_decay = 0.0f;
};

// One class for each image, or its shares among the classes.
struct Labels {
  const int64_t* classes = nullptr;
  float smoothing = 0.0f;
  const float* shares = nullptr;  // (count, units), in place of classes; rows sum to 1
};

struct Progress {
  double loss = 0;  // summed over images
  int64_t right = 0;
  bool finished = true;  // false when poll said stop; the minibatch under way is then dropped
};

class Trainer {
 public:
  explicit Trainer(Network& network);

  // The optimiser's memory, in the order of the parameters: Adam's moments, or SGD's velocity in m.
  Floats m, v;
  int64_t step = 0;

  // One step for every learning rate, on order[0 … steps * batch_size); the last may be short.
  Progress run(const Images& images, const Labels& labels, const int64_t* order, size_t count,
               int batch_size, const std::vector<float>& learning_rates, const Optimizer& optimizer,
               const Draw& draw, int threads, const std::function<bool()>& poll);

  // Only the summed loss and the mean gradient, for tests.
  Progress gradient(const Images& images, const Labels& labels, const int64_t* order, int count,
                    const Draw& draw, int threads, const std::function<bool()>& poll, Floats& out);

 private:
  // Slices that a minibatch is cut into at the most: what the summing of gradients costs, against
  // how many threads can share a minibatch.
  static constexpr int kSlices = 16;

  void reserve(int batch_size, int threads);
  bool compute_gradient(const Images& images, const Labels& labels, const int64_t* order, int count,
                        const Draw& draw, int threads, const std::function<bool()>& poll);
  void run_slice(const Images& images, const Labels& labels, const int64_t* order, int from, int to,
                 const Draw& draw, Floats& conv_gradients, Workspace& workspace, int batch);
  void loss_and_gradient(const Labels& labels, int64_t image, int row, int batch);
  void update(size_t from, size_t to, float learning_rate, const Optimizer& optimizer);

  Network& network_;
  const Kernels& kernels_;
  std::vector<Workspace> workspaces_;
  std::vector<Floats> slices_;
  Features features_;
  Floats gradient_;
  std::vector<double> losses_;
  std::vector<uint8_t> right_;
};

}  // namespace tenfold
