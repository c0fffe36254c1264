// The backward half of a network: see network.h.
#include <algorithm>
#include <cstring>
#include <limits>

#include "network.h"

namespace tenfold {
namespace {

// Rows of a dense kernel that one thread takes at a time.
constexpr int kDenseRows = 256;

}  // namespace

void Network::backward_features(const int64_t* index, int count, int first, Features& features,
                                const Draw& draw) const {
  for (size_t i = plan_.features.size(); i-- > 0;) {
    const FeatureLayer& layer = plan_.features[i];
    const size_t in_width = static_cast<size_t>(plan_.feature_widths[layer.in]);
    float* dx = features.row(features.gradients, layer.in, first, in_width);
    if (layer.kind == FeatureLayer::kDropout) {
      const DropoutLayer& dropout = plan_.dropouts[layer.index];
      for (int image = 0; image < count; ++image) {
        kernels_.dropout(dx + static_cast<size_t>(image) * in_width, in_width, dropout.rate,
                         dropout_key(draw, index[image], dropout));
      }
      continue;
    }
    const DenseLayer& dense = plan_.denses[layer.index];
    const int columns = dense.parameters.columns;
    float* dy = features.row(features.gradients, layer.out, first, static_cast<size_t>(columns));
    if (dense.relu) {
      const float* y =
          features.row(features.values, layer.out, first, static_cast<size_t>(columns));
      for (int at = 0; at < count * columns; ++at) dy[at] = y[at] > 0 ? dy[at] : 0.0f;
    }
    if (dense.first) return;
    kernels_.gemm({count, padded(dense.in_features), dense.parameters.units, dy, columns, 1,
                   packed_.data() + dense.backward_weights, padded(dense.in_features), dx,
                   dense.in_features, false});
  }
}

void Network::backward_conv(const ConvLayer& conv, const MapLayer& layer, const float* image,
                            const uint8_t* argmax, float* g, float* dx, Workspace& workspace,
                            float* conv_gradients) const {
  const int columns = conv.parameters.columns;
  const float lower = conv.relu ? 0.0f : -std::numeric_limits<float>::infinity();
  float* dw = conv_gradients + conv.gradient;
  kernels_.mask_gradient(g + conv.out.origin(), conv.out.row(),
                         image + layer.out + conv.out.origin(), conv.out.row(), conv.out.height,
                         conv.out.width, columns, lower, dw + conv.gradient_size);
  const Gradient gradient = {g + conv.out.origin(), conv.out.row(), conv.out.height,
                             conv.out.width,        columns,        argmax + layer.argmax,
                             conv.in.row(),         conv.in.stride};
  const float* x = image + layer.in;
  if (conv.thin) {
    (conv.pooled ? kernels_.conv_backward_weights_thin_pooled
                 : kernels_.conv_backward_weights_thin)(x + conv.segments[0], gradient, dw);
    return;
  }
  const Segments segments = {conv.segments.data(), static_cast<int>(conv.segments.size())};
  Nonzeros lists = {workspace.list_ends.data(), workspace.entries.data(),
                    list_room(conv.out.height * conv.out.width)};
  (conv.pooled ? kernels_.nonzeros_by_channel_pooled : kernels_.nonzeros_by_channel)(gradient,
                                                                                     lists);
  kernels_.conv_backward_weights(x, lists, columns, segments, dw);
  if (conv.first) return;
  lists.room = list_room(columns);
  (conv.pooled ? kernels_.nonzeros_by_position_pooled : kernels_.nonzeros_by_position)(
      gradient, segments.count * kBlock, lists);
  std::memset(dx, 0, conv.in.size() * sizeof(float));
  kernels_.conv_backward_input(packed_.data() + conv.backward_weights, lists, conv.positions.data(),
                               static_cast<int>(conv.positions.size()), segments, dx);
}

void Network::backward_maps(int64_t index, const float* gradient, const float* image,
                            const uint8_t* argmax, Workspace& workspace, const Draw& draw,
                            float* conv_gradients) const {
  float* g = workspace.gradients.data();
  float* dx = g + plan_.image_floats;
  std::memcpy(g, gradient, plan_.last.size() * sizeof(float));
  for (size_t i = plan_.maps.size(); i-- > 0;) {
    const MapLayer& layer = plan_.maps[i];
    if (layer.kind == MapLayer::kDropout) {
      const DropoutLayer& dropout = plan_.dropouts[layer.index];
      kernels_.dropout(g, plan_.shapes[i].size(), dropout.rate, dropout_key(draw, index, dropout));
      continue;
    }
    if (layer.kind == MapLayer::kConv) {
      const ConvLayer& conv = plan_.convs[layer.index];
      backward_conv(conv, layer, image, argmax, g, dx, workspace, conv_gradients);
      if (conv.first) return;
    } else {
      const PoolLayer& pool = plan_.pools[layer.index];
      std::memset(dx, 0, pool.in.size() * sizeof(float));
      kernels_.max_pool_backward(g + pool.out.origin(), pool.out.row(), argmax + layer.argmax,
                                 pool.out.height, pool.out.width, pool.in.stride,
                                 dx + pool.in.origin(), pool.in.row());
    }
    std::swap(g, dx);
  }
}

void Network::backward(const int64_t* index, int count, int first, Features& features,
                       Workspace& workspace, const Draw& draw, float* conv_gradients) const {
  backward_features(index, count, first, features, draw);
  if (plan_.convs.empty()) return;
  const size_t width = static_cast<size_t>(plan_.feature_widths[0]);
  for (int i = 0; i < count; ++i) {
    backward_maps(index[i], features.row(features.gradients, 0, first + i, width),
                  workspace.activations.data() + i * plan_.image_floats,
                  workspace.argmax.data() + i * plan_.image_bytes, workspace, draw, conv_gradients);
  }
}

// Rows [part * kDenseRows, …) of a kernel's gradient, Xᵀ · dY; with the first part the bias.
void Network::dense_gradient(const FeatureLayer& layer, Features& features, int count, int part,
                             float* gradient) const {
  const Parameters& p = plan_.denses[layer.index].parameters;
  const int from = part * kDenseRows, rows = std::min(kDenseRows, p.rows - from);
  const float* dy = features.gradients[layer.out].data();
  kernels_.gemm({rows, p.columns, count, features.values[layer.in].data() + from, 1, p.rows, dy,
                 p.columns, gradient + p.kernel + static_cast<ptrdiff_t>(from) * p.columns,
                 p.columns, false});
  if (part != 0) return;
  float* bias = gradient + p.bias;
  std::memset(bias, 0, p.columns * sizeof(float));
  for (int i = 0; i < count; ++i) kernels_.add(bias, dy + i * p.columns, p.columns);
}

// One block of output channels: the slices' (block, window) summed in their order, and turned
// into (window, block).
void Network::conv_gradient(const ConvLayer& conv, std::vector<Floats>& slices, int slice_count,
                            int block, float* gradient) const {
  const Parameters& p = conv.parameters;
  const int first = block * kBlock;
  const auto sum = [&](size_t at, size_t size) {
    float* total = slices[0].data() + conv.gradient + at;
    for (int s = 1; s < slice_count; ++s) {
      kernels_.add(total, slices[s].data() + conv.gradient + at, size);
    }
    return total;
  };
  std::memcpy(gradient + p.bias + first, sum(conv.gradient_size + first, kBlock),
              kBlock * sizeof(float));
  if (conv.thin) {
    for (int row = 0; row < p.rows; ++row) {
      std::memcpy(gradient + p.kernel + row * p.columns + first,
                  sum(static_cast<size_t>(row) * p.columns + first, kBlock),
                  kBlock * sizeof(float));
    }
    return;
  }
  const ptrdiff_t window = static_cast<ptrdiff_t>(conv.segments.size()) * kBlock;
  const ptrdiff_t line = window / conv.kernel_height;
  const float* total = sum(static_cast<size_t>(first * window), kBlock * window);
  float* to = gradient + p.kernel + first;
  for (int row = 0; row < conv.kernel_height; ++row) {
    for (int column = 0; column < conv.kernel_width; ++column) {
      const float* cell = total + row * line + static_cast<ptrdiff_t>(column) * conv.in.stride;
      kernels_.transpose(cell, window, kBlock, conv.in.channels, to, p.columns);
      to += conv.in.channels * p.columns;
    }
  }
}

int Network::gradient_items() const {
  int items = 0;
  for (const ConvLayer& conv : plan_.convs) items += conv.parameters.columns / kBlock;
  for (const DenseLayer& dense : plan_.denses) {
    items += (dense.parameters.rows + kDenseRows - 1) / kDenseRows;
  }
  return items;
}

void Network::gradient_item(int item, Features& features, int count, std::vector<Floats>& slices,
                            int slice_count, float* gradient) const {
  for (const ConvLayer& conv : plan_.convs) {
    const int blocks = conv.parameters.columns / kBlock;
    if (item < blocks) return conv_gradient(conv, slices, slice_count, item, gradient);
    item -= blocks;
  }
  for (const FeatureLayer& layer : plan_.features) {
    if (layer.kind != FeatureLayer::kDense) continue;
    const int rows = plan_.denses[layer.index].parameters.rows;
    const int parts = (rows + kDenseRows - 1) / kDenseRows;
    if (item < parts) return dense_gradient(layer, features, count, item, gradient);
    item -= parts;
  }
}

}  // namespace tenfold
