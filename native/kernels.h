// The kernels' interface: plain structs of pointers and sizes, and a table of functions that every
// instruction set fills. Kernel files may use nothing from the standard library that is an inline
// function: the linker could keep the AVX-512 copy of it for every target.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tenfold {

// Channels are padded to a multiple of this many floats on every target, so that no kernel has a
// tail and packed weights look the same everywhere: one AVX-512 register, two AVX2, four NEON.
constexpr int kBlock = 16;

constexpr int padded(int channels) { return (channels + kBlock - 1) / kBlock * kBlock; }

// C (m, n) = or += A (m, k) · B (k, n); n is a multiple of kBlock. A may be read transposed
// through its two strides. Strides are in floats.
struct Gemm {
  int m, n, k;
  const float* a;
  ptrdiff_t a_row, a_k;
  const float* b;
  ptrdiff_t b_row;
  float* c;
  ptrdiff_t c_row;
  bool accumulate;
};

// One image through one convolution (with its pooling, if fused). x points at the first cell that
// the first window reads; y at the first output cell. Row and cell strides are in floats.
struct Conv {
  const float* x;
  ptrdiff_t x_row, x_cell;
  int in_channels;
  int kernel_height, kernel_width;
  const float* weights;       // (kernel_height, kernel_width, in_channels, out_channels)
                              // or Winograd's (terms, in_channels, out_channels)
  const float* bias;          // (out_channels,)
  float lower;                // outputs below it become it: 0 is ReLU, -inf is linear
  int out_channels;           // padded
  int out_height, out_width;  // of the convolution; a pool reads only the even part
  float* y;
  ptrdiff_t y_row;
  uint8_t* argmax;  // pooled only: (out_height/2, out_width/2, out_channels), row * 2 + column
};

// Several images through one 3×3 convolution by Winograd's F(tile×tile, 3×3).
struct Winograd {
  Conv image;  // the first
  int images;
  ptrdiff_t x_image, y_image, argmax_image;  // from one image to the next
  int tile;                                  // 2, 4 or 5: see winograd_tile()
  float* scratch;                            // winograd_scratch() floats
};

// The gradient of one convolution's output for one image, and where its windows lie in x.
struct Gradient {
  const float* g;  // (rows, columns, channels) with g_row between rows; zero where masked
  ptrdiff_t g_row;
  int rows, columns, channels;  // of the (pooled) output; channels padded
  const uint8_t* argmax;        // (rows, columns, channels); unused where not pooled
  ptrdiff_t x_row, x_cell;      // strides of x, in floats
};

// A nonzero gradient. Listed by channel, its offset leads to the window in x; listed by position,
// to the channel's row in the transposed weights. Offsets are in floats.
struct Entry {
  int32_t offset;
  float value;
};

// Lists of nonzero gradients, each with room for the longest: list i is
// entries[i * room … ends[i]).
struct Nonzeros {
  int32_t* ends;
  Entry* entries;
  int32_t room;
};

// Room for `longest` entries. Lists a power of two apart would share few sets of the first-level
// cache, so each starts a cache line further on.
constexpr int32_t list_room(int longest) { return longest + 8; }

// A kernel window in x as pieces of kBlock contiguous floats: segments[i] is where piece i starts.
struct Segments {
  const int32_t* offsets;
  int count;
};

struct Adam {
  float step_size;  // learning rate with both bias corrections
  float beta_1, beta_2, epsilon;
  float decay;  // learning rate times weight decay; 0 for plain Adam
};

struct Sgd {
  float learning_rate, momentum;
  float decay;
  bool nesterov;
};

// Random changes of a picture, each drawn evenly up to its limit either way; 0 leaves it out.
struct Warp {
  float rotation;  // radians
  float scale;     // share, width and height apart
  float shear;     // columns a row
  float shift;     // share of the picture's size
  float elastic;   // sd of the field at its control points, share of the picture's size
  float stroke;    // share of the way to the neighbours' maximum or minimum
  bool flip;       // left and right, every other picture
};

// Control points of the elastic field along each axis: four cubic pieces, so that on 28 cells a
// bend spans about seven, a stroke's curve and not its edge.
constexpr int kWarpGrid = 7;

struct Kernels {
  const char* name;

  void (*gemm)(const Gemm&);

  void (*conv_direct)(const Conv&);
  void (*conv_direct_pooled)(const Conv&);
  void (*conv_thin_pooled)(const Conv&);  // one input channel, 3×3
  void (*winograd_weights)(const float* weights, int in_channels, int out_channels, int tile,
                           float* packed);
  void (*conv_winograd)(const Winograd&);
  void (*conv_winograd_pooled)(const Winograd&);

  // g *= (y > lower), and bias_gradient += the sum over cells.
  void (*mask_gradient)(float* g, ptrdiff_t g_row, const float* y, ptrdiff_t y_row, int rows,
                        int columns, int channels, float lower, float* bias_gradient);
  void (*nonzeros_by_channel)(const Gradient&, const Nonzeros&);
  void (*nonzeros_by_channel_pooled)(const Gradient&, const Nonzeros&);
  void (*nonzeros_by_position)(const Gradient&, int32_t weights_row, const Nonzeros&);
  void (*nonzeros_by_position_pooled)(const Gradient&, int32_t weights_row, const Nonzeros&);
  // dw (channels, segments, kBlock) += the rank-1 updates of the lists by channel.
  void (*conv_backward_weights)(const float* x, const Nonzeros&, int channels, const Segments&,
                                float* dw);
  // The same for one input channel and a 3×3 kernel: dw (9, channels).
  void (*conv_backward_weights_thin)(const float* x, const Gradient&, float* dw);
  void (*conv_backward_weights_thin_pooled)(const float* x, const Gradient&, float* dw);
  // dx += the transposed convolution of the lists by position; weights (channels, segments,
  // kBlock). positions[i] is where the window of list i starts in dx.
  void (*conv_backward_input)(const float* weights, const Nonzeros&, const int32_t* positions,
                              int position_count, const Segments&, float* dx);

  void (*max_pool)(const float* x, ptrdiff_t x_row, int rows, int columns, int channels, float* y,
                   ptrdiff_t y_row, uint8_t* argmax);
  void (*max_pool_backward)(const float* g, ptrdiff_t g_row, const uint8_t* argmax, int rows,
                            int columns, int channels, float* dx, ptrdiff_t dx_row);

  void (*adam)(const Adam&, const float* gradient, float* m, float* v, float* weights,
               size_t count);
  void (*sgd)(const Sgd&, const float* gradient, float* velocity, float* weights, size_t count);
  void (*add)(float* sum, const float* term, size_t count);
  void (*from_uint8)(const uint8_t* x, float* y, size_t count);  // y = x / 255
  // Inverted dropout: y *= 0 or 1/(1-rate), drawn from (key, index).
  void (*dropout)(float* y, size_t count, float rate, uint64_t key);
  // out = the picture in scratch, warped. Scratch holds warp_scratch() floats; the picture lies at
  // its start as (height + 2, width + 2, channels) with a border still to be filled.
  void (*warp)(const Warp&, uint64_t key, int height, int width, int channels, float* scratch,
               float* out, ptrdiff_t out_row);
  size_t (*warp_scratch)(int height, int width, int channels);
  // to (columns, rows) = from (rows, columns), each with its own stride between rows.
  void (*transpose)(const float* from, ptrdiff_t from_row, int rows, int columns, float* to,
                    ptrdiff_t to_row);
};

// Tiles that one pass of the Winograd kernel takes: three groups of six rows for its GEMM, which
// read a term's weights from the first-level cache; the pass stays in the second-level one.
constexpr int kWinogradRows = 18;

constexpr int winograd_terms(int tile) { return (tile + 2) * (tile + 2); }

constexpr int winograd_tiles(int height, int width, int tile) {
  return (height + tile - 1) / tile * ((width + tile - 1) / tile);
}

// Floats of one pass: the transformed tiles and their products.
constexpr size_t winograd_products(int in_channels, int out_channels, int tile) {
  return static_cast<size_t>(winograd_terms(tile)) * kWinogradRows *
         static_cast<size_t>(padded(in_channels) + out_channels);
}

// And of the maps that wait to be pooled: those of one image, or of a pass's worth of small ones.
constexpr size_t winograd_scratch(int in_channels, int out_channels, int height, int width,
                                  int tile) {
  const int tiles = winograd_tiles(height, width, tile);
  const int most = tiles > kWinogradRows ? tiles : kWinogradRows;
  return winograd_products(in_channels, out_channels, tile) + static_cast<size_t>(most) *
                                                                  static_cast<size_t>(tile * tile) *
                                                                  static_cast<size_t>(out_channels);
}

// The table for this machine, or the one named by TENFOLD_ISA. Throws std::runtime_error when the
// machine cannot run the one named.
const Kernels& kernels();

}  // namespace tenfold
