#include "trainer.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "thread_pool.h"

namespace tenfold {
namespace {

// Parameters that one thread updates at a time.
constexpr size_t kUpdateFloats = 4096;

// Multiplications of a minibatch, forward and backward, that are worth another thread: about 50 µs
// of work, against a few for handing it over. The result is the same with any number.
constexpr double kWorkPerThread = 2e6;

int useful_threads(const Plan& plan, int batch_size, int threads) {
  const double work = 3 * plan.multiplications * batch_size;
  return std::max(1, static_cast<int>(std::min<double>(threads, work / kWorkPerThread)));
}

}  // namespace

Trainer::Trainer(Network& network)
    : m(network.parameters().size()),
      v(network.parameters().size()),
      network_(network),
      kernels_(kernels()),
      slices_(kSlices),
      gradient_(network.parameters().size()) {
  for (Floats& slice : slices_) slice.resize(network.plan().conv_gradient_floats);
}

void Trainer::reserve(int batch_size, int threads) {
  if (static_cast<int>(workspaces_.size()) < threads) workspaces_.resize(threads);
  for (Workspace& workspace : workspaces_) network_.reserve(workspace, true);
  network_.reserve(features_, static_cast<size_t>(batch_size), true);
  losses_.resize(batch_size);
  right_.resize(batch_size);
}

// Softmax cross-entropy with smoothed targets: the row of logits becomes probabilities, and its
// gradient (p - target) / batch.
void Trainer::loss_and_gradient(const Labels& labels, int64_t image, int row, int batch) {
  const Plan& plan = network_.plan();
  const float* shares = labels.shares ? labels.shares + image * plan.units : nullptr;
  const int64_t label =
      shares ? std::max_element(shares, shares + plan.units) - shares : labels.classes[image];
  const size_t last = plan.feature_widths.size() - 1;
  const size_t width = static_cast<size_t>(plan.feature_widths[last]);
  float* p = features_.row(features_.values, last, row, width);
  float* g = features_.row(features_.gradients, last, row, width);
  right_[row] = std::max_element(p, p + plan.units) - p == label;
  Network::softmax(p, plan.units);
  const float other = labels.smoothing / static_cast<float>(plan.units);
  double loss = 0;
  for (int i = 0; i < plan.units; ++i) {
    const float share = shares ? shares[i] : (i == label ? 1.0f : 0.0f);
    const float target = share * (1.0f - labels.smoothing) + other;
    if (target > 0) loss -= target * std::log(std::max(p[i], 1e-30f));
    g[i] = (p[i] - target) / static_cast<float>(batch);
  }
  std::fill(g + plan.units, g + width, 0.0f);
  losses_[row] = loss;
}

void Trainer::run_slice(const Images& images, const Labels& labels, const int64_t* order, int from,
                        int to, const Draw& draw, Floats& conv_gradients, Workspace& workspace,
                        int batch) {
  std::fill(conv_gradients.begin(), conv_gradients.end(), 0.0f);
  for (int first = from; first < to; first += Network::kGroup) {
    const int count = std::min(Network::kGroup, to - first);
    network_.forward(images, order + first, count, first, features_, workspace, &draw);
    for (int i = first; i < first + count; ++i) {
      loss_and_gradient(labels, order[i], i, batch);
    }
    network_.backward(order + first, count, first, features_, workspace, draw,
                      conv_gradients.data());
  }
}

bool Trainer::compute_gradient(const Images& images, const Labels& labels, const int64_t* order,
                               int count, const Draw& draw, int threads,
                               const std::function<bool()>& poll) {
  const int per_slice = (count + kSlices - 1) / kSlices;
  const int slice_size = (per_slice + Network::kGroup - 1) / Network::kGroup * Network::kGroup;
  const int slice_count = (count + slice_size - 1) / slice_size;
  const auto slice = [&](int item, int worker) {
    run_slice(images, labels, order, item * slice_size, std::min((item + 1) * slice_size, count),
              draw, slices_[item], workspaces_[worker], count);
  };
  const auto sum = [&](int item, int) {
    network_.gradient_item(item, features_, count, slices_, slice_count, gradient_.data());
  };
  return parallel_for(slice_count, threads, slice, poll) &&
         parallel_for(network_.gradient_items(), threads, sum, poll);
}

void Trainer::update(size_t from, size_t to, float learning_rate, const Optimizer& optimizer) {
  float* weights = network_.parameters().data() + from;
  const float* gradient = gradient_.data() + from;
  const float decay = learning_rate * optimizer.weight_decay;
  if (optimizer.kind == Optimizer::kSgd) {
    const Sgd sgd = {learning_rate, optimizer.momentum, decay, optimizer.nesterov};
    kernels_.sgd(sgd, gradient, m.data() + from, weights, to - from);
    return;
  }
  const double t = static_cast<double>(step);
  const double correction = std::sqrt(1 - std::pow(static_cast<double>(optimizer.beta_2), t)) /
                            (1 - std::pow(static_cast<double>(optimizer.beta_1), t));
  const Adam adam = {static_cast<float>(learning_rate * correction), optimizer.beta_1,
                     optimizer.beta_2, optimizer.epsilon, decay};
  kernels_.adam(adam, gradient, m.data() + from, v.data() + from, weights, to - from);
}

Progress Trainer::run(const Images& images, const Labels& labels, const int64_t* order,
                      size_t count, int batch_size, const std::vector<float>& learning_rates,
                      const Optimizer& optimizer, const Draw& draw, int threads,
                      const std::function<bool()>& poll) {
  threads = useful_threads(network_.plan(), batch_size, threads);
  reserve(batch_size, threads);
  Progress progress;
  // Once a step has begun to change parameters it is carried through: a Ctrl-C waits for it.
  const auto carry_through = [] { return false; };
  const size_t floats = network_.plan().parameter_floats;
  const int updates = static_cast<int>((floats + kUpdateFloats - 1) / kUpdateFloats);
  const auto pack = [&](int item, int) { network_.pack_item(item, true); };
  parallel_for(network_.pack_items(), threads, pack, carry_through);
  size_t first = 0;
  for (const float learning_rate : learning_rates) {
    const int batch = static_cast<int>(std::min<size_t>(batch_size, count - first));
    progress.finished = compute_gradient(images, labels, order + first, batch, draw, threads, poll);
    if (!progress.finished) return progress;
    ++step;
    const auto change = [&](int item, int) {
      const size_t from = static_cast<size_t>(item) * kUpdateFloats;
      update(from, std::min(from + kUpdateFloats, floats), learning_rate, optimizer);
    };
    parallel_for(updates, threads, change, carry_through);
    parallel_for(network_.pack_items(), threads, pack, carry_through);
    for (int i = 0; i < batch; ++i) {
      progress.loss += losses_[i];
      progress.right += right_[i];
    }
    first += static_cast<size_t>(batch);
  }
  return progress;
}

Progress Trainer::gradient(const Images& images, const Labels& labels, const int64_t* order,
                           int count, const Draw& draw, int threads,
                           const std::function<bool()>& poll, Floats& out) {
  reserve(count, threads);
  for (int item = 0; item < network_.pack_items(); ++item) network_.pack_item(item, true);
  Progress progress;
  progress.finished = compute_gradient(images, labels, order, count, draw, threads, poll);
  for (int i = 0; i < count; ++i) {
    progress.loss += losses_[i];
    progress.right += right_[i];
  }
  out = gradient_;
  return progress;
}

}  // namespace tenfold
