// What the engine computes for a few networks, one number a line: to hold one build of it against
// another (an instruction set that this machine only emulates, a sanitizer).
#include <cstdio>
#include <string>
#include <vector>

#include "isa.h"
#include "parameters.h"
#include "random.h"
#include "trainer.h"

using namespace tenfold;

namespace {

constexpr int kImages = 9;
constexpr int kThreads = 3;
constexpr float kWeights = 0.06f;  // the largest; larger ones saturate the softmax

struct Case {
  const char* name;
  int height, width, channels;
  std::vector<Layer> layers;
};

Layer conv(int filters, int height, int width, bool same, bool relu) {
  return {Layer::kConv, filters, height, width, same, relu ? Layer::kRelu : Layer::kLinear, 0};
}
Layer dense(int units, Layer::Activation activation) {
  return {Layer::kDense, units, 0, 0, false, activation, 0};
}
Layer plain(Layer::Kind kind, float rate = 0) {
  return {kind, 0, 0, 0, false, Layer::kLinear, rate};
}

// Between them every kernel and every edge: the same networks as in tests/test_engine.py.
std::vector<Case> cases() {
  const Layer pool = plain(Layer::kPool), flatten = plain(Layer::kFlatten);
  const auto answer = [](int units) { return dense(units, Layer::kSoftmax); };
  return {
      {"practical",
       28,
       28,
       1,
       {conv(32, 3, 3, false, true), pool, conv(64, 3, 3, false, true), pool, flatten, answer(10)}},
      {"dense",
       5,
       7,
       3,
       {flatten, dense(33, Layer::kRelu), plain(Layer::kDropout, 0.5f), answer(4)}},
      {"wide_same",
       12,
       9,
       3,
       {conv(32, 5, 5, true, true), pool, conv(17, 3, 3, true, true), pool, flatten, answer(11)}},
      {"no_pools",
       9,
       11,
       2,
       {conv(20, 3, 3, false, true), conv(24, 3, 3, false, false), conv(18, 3, 3, true, true),
        flatten, answer(6)}},
      {"pool_alone", 14, 13, 1, {pool, conv(5, 3, 3, true, true), pool, pool, flatten, answer(3)}},
      {"long_kernels",
       10,
       12,
       4,
       {conv(8, 1, 5, false, true), conv(19, 5, 3, true, false), pool, conv(7, 1, 1, false, true),
        flatten, dense(16, Layer::kRelu), answer(5)}},
      {"small_tiles",
       6,
       6,
       16,
       {conv(16, 3, 3, true, true), pool, conv(19, 3, 3, true, true), flatten, answer(3)}},
      {"many_tiles",
       30,
       29,
       16,
       {conv(16, 3, 3, true, true), pool, conv(80, 3, 3, false, true), flatten, answer(2)}},
  };
}

// In [-1, 1), the same on every machine.
float uniform(uint64_t key, size_t index) {
  const uint32_t bits = random_bits(mix(key), static_cast<uint32_t>(index));
  return static_cast<float>(bits >> 8) / 8388608.0f - 1.0f;
}

std::vector<float> values(uint64_t key, size_t count, float scale, float shift) {
  std::vector<float> result(count);
  for (size_t i = 0; i < count; ++i) result[i] = shift + scale * uniform(key, i);
  return result;
}

void print(const std::string& name, const float* found, size_t count) {
  // A thousand numbers, spread over all of them, tell as much as a hundred thousand.
  const size_t stride = count / 1000 + 1;
  for (size_t i = 0; i < count; i += stride) {
    std::printf("%s %zu %.9g\n", name.c_str(), i, static_cast<double>(found[i]));
  }
}

void run(const Case& c) {
  Network network(make_plan(c.height, c.width, c.channels, c.layers, true));
  const size_t count = parameter_count(network.plan());
  pack(network.plan(), values(1, count, kWeights, 0).data(), network.parameters());
  for (int item = 0; item < network.pack_items(); ++item) network.pack_item(item, true);

  const size_t pixels = static_cast<size_t>(c.height) * c.width * c.channels;
  const std::vector<float> x = values(2, kImages * pixels, 0.7f, 0.3f);
  std::vector<uint8_t> bytes(x.size());
  for (size_t i = 0; i < x.size(); ++i) bytes[i] = static_cast<uint8_t>(uniform(3, i) * 127 + 128);
  const Images floats = {nullptr, x.data(), kImages}, packed = {bytes.data(), nullptr, kImages};
  std::vector<int64_t> order(kImages), labels(kImages);
  for (int i = 0; i < kImages; ++i) order[i] = i, labels[i] = i % network.plan().units;

  const auto go_on = [] { return false; };
  const std::string name = c.name;
  std::vector<float> out(static_cast<size_t>(kImages) * network.plan().units);
  network.predict(floats, kThreads, out.data(), go_on);
  print(name + ".predict", out.data(), out.size());
  network.predict(packed, kThreads, out.data(), go_on);
  print(name + ".bytes", out.data(), out.size());

  const Warp warp = {0.2f, 0.12f, 0.2f, 0.06f, 0.06f, 0.5f, true};
  const Draw changed = {3, 4, &warp};
  Workspace workspace;
  network.reserve(workspace, true);
  Floats map(network.plan().image_floats);
  network.load_warped(floats, 0, changed, workspace.warp, map.data());
  print(name + ".warp", map.data(), network.plan().input.size());

  Trainer trainer(network);
  const Draw draw = {1, 2, nullptr};
  std::vector<float> flat(count);
  Floats gradient;
  trainer.gradient(floats, {labels.data(), 0.1f}, order.data(), kImages, draw, kThreads, go_on,
                   gradient);
  unpack(network.plan(), gradient, flat.data());
  print(name + ".gradient", flat.data(), flat.size());

  for (const Optimizer::Kind kind : {Optimizer::kSgd, Optimizer::kAdam}) {
    Optimizer optimizer;
    optimizer.kind = kind;
    optimizer.momentum = 0.9f;
    optimizer.epsilon = 1e-3f;  // a smaller one divides rounding errors by rounding errors
    // One step: in a later one rounding may choose another of two equal cells in a pool window.
    trainer.run(packed, {labels.data(), 0}, order.data(), kImages, kImages, {1e-2f}, optimizer,
                draw, kThreads, go_on);
    unpack(network.plan(), network.parameters(), flat.data());
    print(name + (kind == Optimizer::kSgd ? ".sgd" : ".adam"), flat.data(), flat.size());
  }
}

}  // namespace

int main() {
  std::fprintf(stderr, "instruction set: %s\n", kernels().name);
  for (const Case& c : cases()) run(c);
  return 0;
}
