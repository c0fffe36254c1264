// A network as the engine runs it: which kernels in which order, with every shape, offset and
// buffer size worked out once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "aligned.h"
#include "kernels.h"

namespace tenfold {

// One image's activation: rows of cells, each cell `stride` floats, with a border of zero cells
// that a `same` convolution reads, and `extra` rows and columns where a Winograd tile reaches out.
struct Map {
  int height = 0, width = 0, channels = 0;
  int stride = 0;  // channels with padding
  int border = 0, extra = 0;

  ptrdiff_t row() const { return static_cast<ptrdiff_t>(width + 2 * border + extra) * stride; }
  size_t size() const {
    return static_cast<size_t>(height + 2 * border + extra) * static_cast<size_t>(row());
  }
  ptrdiff_t origin() const { return border * row() + static_cast<ptrdiff_t>(border) * stride; }
};

// A layer's parameters as they lie in the flat vector: rows × columns floats, of which
// kernel_rows × units are real; the rest is zero and stays zero.
struct Parameters {
  size_t kernel = 0, bias = 0;
  int rows = 0;     // of the kernel: (taps × input cells) or input features, with padding
  int columns = 0;  // output channels or units, padded
  int units = 0;
  int row_channels = 0, row_stride = 0;  // of each row_stride rows, row_channels are real
};

struct ConvLayer {
  Map in, out;
  Parameters parameters;
  int kernel_height, kernel_width;
  int out_height, out_width;  // before pooling
  int winograd_tile;          // 0: not by Winograd
  bool relu, pooled, first, thin;
  std::vector<int32_t> segments;   // where each piece of a window starts, relative to it, in `in`
  std::vector<int32_t> positions;  // where each window starts in `in`, in the order of the lists
  size_t winograd_weights;         // offsets into the packed weights
  size_t backward_weights;
  size_t gradient;  // offset into a slice's convolution gradients
  size_t gradient_size;
};

struct PoolLayer {
  Map in, out;
};

struct DropoutLayer {
  float rate;
  uint64_t number;  // tells its random numbers from other layers'
};

struct DenseLayer {
  Parameters parameters;
  int in_features;  // with padding
  bool relu;
  bool first;  // nothing below it has parameters: no gradient goes further down
  size_t backward_weights;
};

struct MapLayer {
  enum Kind { kConv, kPool, kDropout } kind;
  size_t index;    // in the plan's vector of that kind
  size_t in, out;  // offsets of the activations in an image's floats; dropout works in place
  size_t argmax;   // offset in an image's bytes
};

struct FeatureLayer {
  enum Kind { kDense, kDropout } kind;
  size_t index;
  size_t in, out;  // which feature matrix it reads and writes; dropout works in place
};

struct Plan {
  Map input;
  std::vector<ConvLayer> convs;
  std::vector<PoolLayer> pools;
  std::vector<DropoutLayer> dropouts;
  std::vector<DenseLayer> denses;
  std::vector<MapLayer> maps;
  std::vector<FeatureLayer> features;
  std::vector<int> feature_widths;  // of each feature matrix, padded; 0 is the flattened map
  std::vector<Map> shapes;          // of the activation behind each map layer, for looking
  Map last;                         // the map that is flattened
  size_t last_offset = 0;

  int units = 0;  // of the output
  bool softmax = false;
  size_t parameter_floats = 0, packed_floats = 0, conv_gradient_floats = 0;
  size_t image_floats = 0, image_bytes = 0;
  double multiplications = 0;  // of one image's forward pass, by the layers' definitions
  size_t winograd_floats = 0, list_entries = 0, list_count = 0;
};

// Layers in order, as the caller describes them.
struct Layer {
  enum Kind { kConv, kPool, kFlatten, kDense, kDropout } kind;
  int units = 0;  // filters or units
  int kernel_height = 0, kernel_width = 0;
  bool same = false;
  enum Activation { kLinear, kRelu, kSoftmax } activation = kLinear;
  float rate = 0;
};

// `fuse` lets a convolution pool on its way out; without it every layer's activation can be looked
// at. Throws std::invalid_argument for what the engine does not run.
Plan make_plan(int height, int width, int channels, const std::vector<Layer>& layers, bool fuse);

}  // namespace tenfold
