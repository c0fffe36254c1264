#include "plan.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace tenfold {
namespace {

// Fewer input channels than a block and the transforms cost more than the products they save.
constexpr int kWinogradMinChannels = 16;

int border_for(const std::vector<Layer>& layers, size_t next) {
  while (next < layers.size() && layers[next].kind == Layer::kDropout) ++next;
  if (next >= layers.size() || layers[next].kind != Layer::kConv || !layers[next].same) return 0;
  return (std::max(layers[next].kernel_height, layers[next].kernel_width) - 1) / 2;
}

bool by_winograd(const Layer& layer, const Map& in) {
  return layer.kernel_height == 3 && layer.kernel_width == 3 && in.channels >= kWinogradMinChannels;
}

// How far the last tile reaches beyond what the last window reads.
int beyond(int out, int computed, int tile) {
  return std::max(0, (computed + tile - 1) / tile * tile - out);
}

class Planner {
 public:
  Planner(int height, int width, int channels, const std::vector<Layer>& layers, bool fuse)
      : layers_(layers), fuse_(fuse) {
    map_ = {height, width, channels, channels, border_for(layers, 0), 0};
    plan_.input = map_;
    plan_.image_floats = floats_for(map_);
  }

  Plan finish() {
    for (size_t i = 0; i < layers_.size(); ++i) i += add(i);
    if (!flat_) flatten();
    return std::move(plan_);
  }

 private:
  // Adds layer i and returns how many layers behind it went into the same step.
  size_t add(size_t i) {
    const Layer& layer = layers_[i];
    switch (layer.kind) {
      case Layer::kConv:
        return add_conv(i);
      case Layer::kPool:
        add_pool(i);
        return 0;
      case Layer::kFlatten:
        if (!flat_) flatten();
        return 0;
      case Layer::kDense:
        if (!flat_) flatten();
        add_dense(layer);
        return 0;
      case Layer::kDropout:
        add_dropout(layer);
        return 0;
    }
    return 0;
  }

  size_t add_conv(size_t i) {
    const Layer& layer = layers_[i];
    require_map("Conv2D");
    ConvLayer conv = {};
    const int lost_rows = layer.same ? 0 : layer.kernel_height - 1;
    const int lost_columns = layer.same ? 0 : layer.kernel_width - 1;
    conv.out_height = map_.height - lost_rows;
    conv.out_width = map_.width - lost_columns;
    if (conv.out_height < 1 || conv.out_width < 1) {
      throw std::invalid_argument("a Conv2D kernel is larger than its input");
    }
    conv.pooled = fuse_ && i + 1 < layers_.size() && layers_[i + 1].kind == Layer::kPool &&
                  conv.out_height > 1 && conv.out_width > 1;
    conv.first = is_first();
    const int computed_height = conv.pooled ? conv.out_height / 2 * 2 : conv.out_height;
    const int computed_width = conv.pooled ? conv.out_width / 2 * 2 : conv.out_width;
    conv.winograd_tile = by_winograd(layer, map_) ? tile_for(computed_height, computed_width) : 0;
    conv.relu = layer.activation == Layer::kRelu;
    conv.kernel_height = layer.kernel_height;
    conv.kernel_width = layer.kernel_width;
    conv.thin =
        conv.pooled && map_.stride == 1 && layer.kernel_height == 3 && layer.kernel_width == 3;
    if (conv.winograd_tile > 0) {
      reserve_extra(std::max(beyond(conv.out_height, computed_height, conv.winograd_tile),
                             beyond(conv.out_width, computed_width, conv.winograd_tile)));
    }
    conv.in = map_;
    const size_t next = i + (conv.pooled ? 2 : 1);
    const int shrink = conv.pooled ? 2 : 1;
    conv.out = {conv.out_height / shrink, conv.out_width / shrink,   layer.units,
                padded(layer.units),      border_for(layers_, next), 0};
    conv.parameters = add_parameters(layer.kernel_height * layer.kernel_width * map_.channels,
                                     layer.units, conv.out_height * conv.out_width);
    conv.parameters.row_channels = conv.parameters.row_stride = conv.parameters.rows;
    add_backward(conv, layer);
    push_map({MapLayer::kConv, plan_.convs.size(), 0, 0, 0}, conv.out);
    plan_.convs.push_back(conv);
    return conv.pooled ? 1 : 0;
  }

  // The tile with the fewest products; of equals the smaller, which rounds less. What is looked at
  // is worth the most exact tile.
  int tile_for(int height, int width) const {
    int best = 2;
    if (!fuse_) return best;
    for (const int tile : {4, 5}) {
      const auto products = [&](int t) {
        return winograd_tiles(height, width, t) * winograd_terms(t);
      };
      if (products(tile) < products(best)) best = tile;
    }
    return best;
  }

  void add_backward(ConvLayer& conv, const Layer& layer) {
    const int length = layer.kernel_width * map_.stride;
    for (int row = 0; row < layer.kernel_height; ++row) {
      for (int at = 0; at < length; at += kBlock) {
        conv.segments.push_back(static_cast<int32_t>(window_start(layer) + row * map_.row() + at));
      }
    }
    const int columns = conv.parameters.columns;
    const size_t window = conv.segments.size() * kBlock;
    conv.gradient = plan_.conv_gradient_floats;
    conv.gradient_size = conv.thin ? 9 * static_cast<size_t>(columns) : columns * window;
    plan_.conv_gradient_floats += conv.gradient_size + static_cast<size_t>(columns);
    if (conv.winograd_tile > 0) {
      conv.winograd_weights = plan_.packed_floats;
      plan_.packed_floats += static_cast<size_t>(winograd_terms(conv.winograd_tile)) *
                             static_cast<size_t>(map_.channels) * static_cast<size_t>(columns);
      plan_.winograd_floats =
          std::max(plan_.winograd_floats, winograd_scratch(map_.channels, columns, conv.out_height,
                                                           conv.out_width, conv.winograd_tile));
    }
    if (!conv.first) {
      conv.backward_weights = plan_.packed_floats;
      plan_.packed_floats += columns * window;
    }
    add_positions(conv);
    const size_t positions = conv.positions.size(), channels = static_cast<size_t>(columns);
    const int cells = conv.out.height * conv.out.width;
    plan_.list_entries =
        std::max({plan_.list_entries, positions * list_room(columns), channels * list_room(cells)});
    plan_.list_count = std::max({plan_.list_count, positions, channels});
  }

  void add_positions(ConvLayer& conv) const {
    const int step = conv.pooled ? 2 : 1;
    for (int row = 0; row < conv.out.height; ++row) {
      for (int column = 0; column < conv.out.width; ++column) {
        for (int cell = 0; cell < step * step; ++cell) {
          const ptrdiff_t at = (step * row + cell / 2) * map_.row() +
                               static_cast<ptrdiff_t>(step * column + cell % 2) * map_.stride;
          conv.positions.push_back(static_cast<int32_t>(at));
        }
      }
    }
  }

  // A map's border may be wider than this kernel needs in one direction.
  ptrdiff_t window_start(const Layer& layer) const {
    const int rows = map_.border - (layer.same ? (layer.kernel_height - 1) / 2 : 0);
    const int columns = map_.border - (layer.same ? (layer.kernel_width - 1) / 2 : 0);
    return rows * map_.row() + static_cast<ptrdiff_t>(columns) * map_.stride;
  }

  void add_pool(size_t i) {
    require_map("MaxPooling2D");
    if (map_.height < 2 || map_.width < 2) {
      throw std::invalid_argument("MaxPooling2D on a map smaller than 2×2");
    }
    const Map in = map_;
    const Map out = {
        in.height / 2, in.width / 2, in.channels, in.stride, border_for(layers_, i + 1), 0};
    push_map({MapLayer::kPool, plan_.pools.size(), 0, 0, 0}, out);
    plan_.pools.push_back({in, out});
  }

  void add_dropout(const Layer& layer) {
    const size_t index = plan_.dropouts.size();
    plan_.dropouts.push_back({layer.rate, index});
    if (flat_) {
      const size_t matrix = plan_.feature_widths.size() - 1;
      plan_.features.push_back({FeatureLayer::kDropout, index, matrix, matrix});
    } else {
      plan_.maps.push_back({MapLayer::kDropout, index, offset_, offset_, 0});
      plan_.shapes.push_back(map_);
    }
  }

  void add_dense(const Layer& layer) {
    DenseLayer dense = {};
    const size_t matrix = plan_.feature_widths.size() - 1;
    dense.in_features = plan_.feature_widths[matrix];
    dense.relu = layer.activation == Layer::kRelu;
    dense.parameters = add_parameters(dense.in_features, layer.units, 1);
    dense.parameters.row_channels = matrix == 0 ? plan_.last.channels : units_;
    dense.parameters.row_stride = matrix == 0 ? plan_.last.stride : padded(units_);
    dense.first = matrix == 0 && plan_.convs.empty();
    dense.backward_weights = plan_.packed_floats;
    plan_.packed_floats += static_cast<size_t>(dense.parameters.columns) *
                           static_cast<size_t>(padded(dense.in_features));
    plan_.features.push_back({FeatureLayer::kDense, plan_.denses.size(), matrix, matrix + 1});
    plan_.denses.push_back(dense);
    plan_.feature_widths.push_back(padded(layer.units));
    units_ = plan_.units = layer.units;
    plan_.softmax = layer.activation == Layer::kSoftmax;
  }

  void flatten() {
    flat_ = true;
    plan_.last = map_;
    plan_.last_offset = offset_;
    plan_.feature_widths.push_back(map_.height * map_.width * map_.stride);
    units_ = plan_.units = map_.height * map_.width * map_.channels;
  }

  void push_map(MapLayer layer, const Map& out) {
    layer.in = offset_;
    layer.out = offset_ = plan_.image_floats;
    layer.argmax = plan_.image_bytes;
    plan_.image_floats += floats_for(out);
    plan_.image_bytes += static_cast<size_t>(out.height) * static_cast<size_t>(out.width) *
                         static_cast<size_t>(out.stride);
    plan_.maps.push_back(layer);
    plan_.shapes.push_back(out);
    map_ = out;
  }

  // Room for more rows and columns behind the current map, where a Winograd tile reaches out.
  void reserve_extra(int extra) {
    plan_.image_floats -= floats_for(map_);
    map_.extra = extra;
    plan_.image_floats += floats_for(map_);
    for (size_t i = plan_.maps.size(); i-- > 0;) {
      plan_.shapes[i].extra = extra;
      const MapLayer& layer = plan_.maps[i];
      if (layer.kind == MapLayer::kDropout) continue;
      if (layer.kind == MapLayer::kConv) plan_.convs[layer.index].out.extra = extra;
      if (layer.kind == MapLayer::kPool) plan_.pools[layer.index].out.extra = extra;
      return;
    }
    plan_.input.extra = extra;
  }

  // uses: how often an image multiplies by each parameter.
  Parameters add_parameters(int rows, int units, int uses) {
    Parameters p;
    p.rows = rows;
    p.units = units;
    p.columns = padded(units);
    p.kernel = plan_.parameter_floats;
    p.bias = p.kernel + static_cast<size_t>(rows) * static_cast<size_t>(p.columns);
    plan_.parameter_floats = p.bias + static_cast<size_t>(p.columns);
    plan_.multiplications += static_cast<double>(rows) * p.columns * uses;
    return p;
  }

  // Whole blocks, and one more for the last piece of a window that reaches past the end.
  static size_t floats_for(const Map& map) {
    return (map.size() + 2 * kBlock - 1) / kBlock * kBlock;
  }

  bool is_first() const {
    for (const MapLayer& layer : plan_.maps) {
      if (layer.kind == MapLayer::kConv) return false;
    }
    return true;
  }

  void require_map(const std::string& name) const {
    if (flat_) throw std::invalid_argument(name + " behind Flatten or Dense");
  }

  const std::vector<Layer>& layers_;
  const bool fuse_;
  Plan plan_;
  Map map_;
  size_t offset_ = 0;  // of the current map in an image's floats
  bool flat_ = false;
  int units_ = 0;
};

}  // namespace

Plan make_plan(int height, int width, int channels, const std::vector<Layer>& layers, bool fuse) {
  return Planner(height, width, channels, layers, fuse).finish();
}

}  // namespace tenfold
