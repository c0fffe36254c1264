#include "network.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "random.h"
#include "thread_pool.h"

namespace tenfold {
namespace {

// Its random numbers differ from those of every dropout layer, which count from 0.
constexpr uint64_t kWarpStream = uint64_t{1} << 32;

// A map's cells without their padding; from points at the first cell.
void copy_cells(const Map& map, const float* from, float* out) {
  for (int y = 0; y < map.height; ++y) {
    for (int x = 0; x < map.width; ++x, out += map.channels) {
      std::memcpy(out, from + y * map.row() + static_cast<ptrdiff_t>(x) * map.stride,
                  static_cast<size_t>(map.channels) * sizeof(float));
    }
  }
}

float lower_bound(bool relu) { return relu ? 0.0f : -std::numeric_limits<float>::infinity(); }

}  // namespace

uint64_t dropout_key(const Draw& draw, int64_t image, const DropoutLayer& dropout) {
  return random_key(draw.seed, draw.epoch, static_cast<uint64_t>(image), dropout.number);
}

Network::Network(Plan plan)
    : plan_(std::move(plan)),
      kernels_(kernels()),
      parameters_(plan_.parameter_floats + kBlock),
      packed_(plan_.packed_floats + kBlock) {}

void Network::reserve(Workspace& workspace, bool backward) const {
  workspace.activations.resize(kGroup * plan_.image_floats);
  workspace.argmax.resize(kGroup * plan_.image_bytes + kBlock);
  workspace.winograd.resize(plan_.winograd_floats + kBlock);
  if (!backward) return;
  workspace.gradients.resize(2 * plan_.image_floats);
  const Map& in = plan_.input;
  workspace.warp.resize(kernels_.warp_scratch(in.height, in.width, in.channels));
  workspace.list_ends.resize(plan_.list_count);
  workspace.entries.resize(plan_.list_entries);
}

void Network::reserve(Features& features, size_t rows, bool backward) const {
  const auto fit = [&](std::vector<Floats>& matrices) {
    matrices.resize(plan_.feature_widths.size());
    for (size_t i = 0; i < matrices.size(); ++i) {
      const size_t size = rows * static_cast<size_t>(plan_.feature_widths[i]) + kBlock;
      if (matrices[i].size() < size) matrices[i].resize(size);
    }
  };
  fit(features.values);
  if (backward) fit(features.gradients);
}

void Network::load(const Images& images, int64_t index, float* cells, ptrdiff_t row) const {
  const Map& in = plan_.input;
  const size_t length = static_cast<size_t>(in.width) * static_cast<size_t>(in.channels);
  size_t at = static_cast<size_t>(index) * static_cast<size_t>(in.height) * length;
  for (int y = 0; y < in.height; ++y, at += length, cells += row) {
    if (images.bytes != nullptr) {
      kernels_.from_uint8(images.bytes + at, cells, length);
    } else {
      std::memcpy(cells, images.floats + at, length * sizeof(float));
    }
  }
}

void Network::load_warped(const Images& images, int64_t index, const Draw& draw, Floats& scratch,
                          float* map) const {
  const Map& in = plan_.input;
  const ptrdiff_t row = static_cast<ptrdiff_t>(in.width + 2) * in.channels;
  load(images, index, scratch.data() + row + in.channels, row);
  const uint64_t key = random_key(draw.seed, draw.epoch, static_cast<uint64_t>(index), kWarpStream);
  kernels_.warp(*draw.warp, key, in.height, in.width, in.channels, scratch.data(),
                map + in.origin(), in.row());
}

void Network::forward_conv(const ConvLayer& conv, const MapLayer& layer, int count,
                           Workspace& workspace) const {
  Conv p = {};
  p.x = workspace.activations.data() + layer.in + conv.segments[0];
  p.x_row = conv.in.row();
  p.x_cell = conv.in.stride;
  p.in_channels = conv.in.channels;
  p.kernel_height = conv.kernel_height;
  p.kernel_width = conv.kernel_width;
  p.weights = conv.winograd_tile > 0 ? packed_.data() + conv.winograd_weights
                                     : parameters_.data() + conv.parameters.kernel;
  p.bias = parameters_.data() + conv.parameters.bias;
  p.lower = lower_bound(conv.relu);
  p.out_channels = conv.parameters.columns;
  p.out_height = conv.out_height;
  p.out_width = conv.out_width;
  p.y = workspace.activations.data() + layer.out + conv.out.origin();
  p.y_row = conv.out.row();
  p.argmax = workspace.argmax.data() + layer.argmax;
  const auto image = static_cast<ptrdiff_t>(plan_.image_floats);
  const auto image_argmax = static_cast<ptrdiff_t>(plan_.image_bytes);
  if (conv.winograd_tile > 0) {
    const Winograd winograd = {
        p, count, image, image, image_argmax, conv.winograd_tile, workspace.winograd.data()};
    (conv.pooled ? kernels_.conv_winograd_pooled : kernels_.conv_winograd)(winograd);
    return;
  }
  const auto convolve = conv.thin     ? kernels_.conv_thin_pooled
                        : conv.pooled ? kernels_.conv_direct_pooled
                                      : kernels_.conv_direct;
  for (int i = 0; i < count; ++i, p.x += image, p.y += image, p.argmax += image_argmax) convolve(p);
}

void Network::forward_maps(const int64_t* index, int count, Workspace& workspace,
                           const Draw* draw) const {
  for (size_t i = 0; i < plan_.maps.size(); ++i) {
    const MapLayer& layer = plan_.maps[i];
    if (layer.kind == MapLayer::kConv) {
      forward_conv(plan_.convs[layer.index], layer, count, workspace);
      continue;
    }
    for (int at = 0; at < count; ++at) {
      float* image = workspace.activations.data() + at * plan_.image_floats;
      if (layer.kind == MapLayer::kPool) {
        const PoolLayer& pool = plan_.pools[layer.index];
        kernels_.max_pool(image + layer.in + pool.in.origin(), pool.in.row(), pool.out.height,
                          pool.out.width, pool.in.stride, image + layer.out + pool.out.origin(),
                          pool.out.row(),
                          workspace.argmax.data() + at * plan_.image_bytes + layer.argmax);
      } else if (draw != nullptr) {
        const DropoutLayer& dropout = plan_.dropouts[layer.index];
        kernels_.dropout(image + layer.in, plan_.shapes[i].size(), dropout.rate,
                         dropout_key(*draw, index[at], dropout));
      }
    }
  }
}

void Network::forward_dense(const DenseLayer& dense, const float* x, int count, float* y) const {
  const int columns = dense.parameters.columns;
  const float* bias = parameters_.data() + dense.parameters.bias;
  for (int i = 0; i < count; ++i) std::memcpy(y + i * columns, bias, columns * sizeof(float));
  kernels_.gemm({count, columns, dense.in_features, x, dense.in_features, 1,
                 parameters_.data() + dense.parameters.kernel, columns, y, columns, true});
  if (!dense.relu) return;
  for (int i = 0; i < count * columns; ++i) y[i] = std::max(y[i], 0.0f);
}

void Network::forward(const Images& images, const int64_t* index, int count, int first,
                      Features& features, Workspace& workspace, const Draw* draw) const {
  const size_t width = static_cast<size_t>(plan_.feature_widths[0]);
  for (int i = 0; i < count; ++i) {
    float* image = workspace.activations.data() + i * plan_.image_floats;
    if (draw != nullptr && draw->warp != nullptr) {
      load_warped(images, index[i], *draw, workspace.warp, image);
    } else {
      load(images, index[i], image + plan_.input.origin(), plan_.input.row());
    }
  }
  forward_maps(index, count, workspace, draw);
  for (int i = 0; i < count; ++i) {
    const float* image = workspace.activations.data() + i * plan_.image_floats;
    std::memcpy(features.row(features.values, 0, first + i, width), image + plan_.last_offset,
                width * sizeof(float));
  }
  for (const FeatureLayer& layer : plan_.features) {
    const size_t in_width = static_cast<size_t>(plan_.feature_widths[layer.in]);
    float* x = features.row(features.values, layer.in, first, in_width);
    if (layer.kind == FeatureLayer::kDense) {
      const DenseLayer& dense = plan_.denses[layer.index];
      const size_t out_width = static_cast<size_t>(plan_.feature_widths[layer.out]);
      forward_dense(dense, x, count, features.row(features.values, layer.out, first, out_width));
    } else if (draw != nullptr) {
      const DropoutLayer& dropout = plan_.dropouts[layer.index];
      for (int i = 0; i < count; ++i) {
        kernels_.dropout(x + i * in_width, in_width, dropout.rate,
                         dropout_key(*draw, index[i], dropout));
      }
    }
  }
}

void Network::softmax(float* logits, int units) {
  const float top = *std::max_element(logits, logits + units);
  float sum = 0;
  for (int i = 0; i < units; ++i) sum += logits[i] = std::exp(logits[i] - top);
  for (int i = 0; i < units; ++i) logits[i] /= sum;
}

// Without a dense layer the output is the last map, whose cells may carry padding.
void Network::copy_output(const float* row, float* out) const {
  if (!plan_.denses.empty()) {
    std::memcpy(out, row, static_cast<size_t>(plan_.units) * sizeof(float));
    return;
  }
  copy_cells(plan_.last, row, out);
}

int Network::pack_items() const {
  return static_cast<int>(2 * plan_.convs.size() + plan_.denses.size());
}

void Network::pack_item(int item, bool backward) {
  const int convs = static_cast<int>(plan_.convs.size());
  if (item < convs) {
    pack_winograd(plan_.convs[item]);
  } else if (item < 2 * convs) {
    const ConvLayer& conv = plan_.convs[item - convs];
    if (backward && !conv.first) pack_conv(conv);
  } else {
    const DenseLayer& dense = plan_.denses[item - 2 * convs];
    if (backward && !dense.first) pack_dense(dense);
  }
}

void Network::pack_winograd(const ConvLayer& conv) {
  if (conv.winograd_tile == 0) return;
  kernels_.winograd_weights(parameters_.data() + conv.parameters.kernel, conv.in.channels,
                            conv.parameters.columns, conv.winograd_tile,
                            packed_.data() + conv.winograd_weights);
}

// (kernel_height, kernel_width, in, out) -> (out, segments, kBlock) for the backward pass.
void Network::pack_conv(const ConvLayer& conv) {
  const int columns = conv.parameters.columns;
  const ptrdiff_t line = static_cast<ptrdiff_t>(conv.kernel_width) * conv.in.stride;
  const float* weights = parameters_.data() + conv.parameters.kernel;
  float* packed = packed_.data() + conv.backward_weights;
  for (int row = 0; row < conv.kernel_height; ++row) {
    for (int column = 0; column < conv.kernel_width; ++column) {
      kernels_.transpose(weights, columns, conv.in.channels, columns,
                         packed + row * line + static_cast<ptrdiff_t>(column) * conv.in.stride,
                         conv.kernel_height * line);
      weights += conv.in.channels * columns;
    }
  }
}

// (in, out) -> (out, in)
void Network::pack_dense(const DenseLayer& dense) {
  const int columns = dense.parameters.columns;
  kernels_.transpose(parameters_.data() + dense.parameters.kernel, columns, dense.in_features,
                     columns, packed_.data() + dense.backward_weights, padded(dense.in_features));
}

void Network::activations(const Images& images, size_t index, const std::vector<float*>& out) {
  if (workspaces_.empty()) {
    workspaces_.resize(1);
    features_.resize(1);
  }
  reserve(workspaces_[0], false);
  reserve(features_[0], kGroup, false);
  int64_t at[kGroup] = {static_cast<int64_t>(index)};
  forward(images, at, 1, 0, features_[0], workspaces_[0], nullptr);
  for (size_t i = 0; i < plan_.maps.size(); ++i) {
    const Map& map = plan_.shapes[i];
    const float* from = workspaces_[0].activations.data() + plan_.maps[i].out + map.origin();
    const size_t size = static_cast<size_t>(map.height) * map.width * map.channels;
    copy_cells(map, from, out[i] + index * size);
  }
  for (size_t i = 0; i < plan_.denses.size(); ++i) {
    const size_t units = static_cast<size_t>(plan_.denses[i].parameters.units);
    float* to = out[plan_.maps.size() + i] + index * units;
    const bool last = i + 1 == plan_.denses.size();
    size_t matrix = 0;
    for (const FeatureLayer& layer : plan_.features) {
      if (layer.kind == FeatureLayer::kDense && layer.index == i) matrix = layer.out;
    }
    std::memcpy(to, features_[0].values[matrix].data(), units * sizeof(float));
    if (last && plan_.softmax) softmax(to, static_cast<int>(units));
  }
}

bool Network::predict(const Images& images, int threads, float* out,
                      const std::function<bool()>& poll) {
  const int groups = static_cast<int>((images.count + kGroup - 1) / kGroup);
  threads = std::max(1, std::min(threads, groups));
  if (static_cast<int>(workspaces_.size()) < threads) {
    workspaces_.resize(threads);
    features_.resize(threads);
  }
  for (int i = 0; i < threads; ++i) {
    reserve(workspaces_[i], false);
    reserve(features_[i], kGroup, false);
  }
  const size_t units = static_cast<size_t>(plan_.units);
  return parallel_for(
      groups, threads,
      [&](int group, int worker) {
        const size_t first = static_cast<size_t>(group) * kGroup;
        const int count = static_cast<int>(std::min<size_t>(kGroup, images.count - first));
        int64_t index[kGroup] = {};
        for (int i = 0; i < count; ++i) index[i] = static_cast<int64_t>(first) + i;
        forward(images, index, count, 0, features_[worker], workspaces_[worker], nullptr);
        for (int i = 0; i < count; ++i) {
          const size_t width = static_cast<size_t>(plan_.feature_widths.back());
          const size_t last = plan_.feature_widths.size() - 1;
          float* to = out + (first + static_cast<size_t>(i)) * units;
          copy_output(features_[worker].row(features_[worker].values, last, i, width), to);
          if (plan_.softmax) softmax(to, plan_.units);
        }
      },
      poll);
}

}  // namespace tenfold
