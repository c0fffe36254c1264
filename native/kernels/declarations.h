// What each kernel file of one target offers to the others and to its table.
#pragma once

#include "kernels.h"

namespace tenfold {
namespace TENFOLD_TARGET {

void gemm(const Gemm&);
void conv_direct(const Conv&);
void conv_direct_pooled(const Conv&);
void conv_thin_pooled(const Conv&);
void winograd_weights(const float* weights, int in_channels, int out_channels, int tile,
                      float* packed);
void conv_winograd(const Winograd&);
void conv_winograd_pooled(const Winograd&);
void mask_gradient(float* g, ptrdiff_t g_row, const float* y, ptrdiff_t y_row, int rows,
                   int columns, int channels, float lower, float* bias_gradient);
void nonzeros_by_channel(const Gradient&, const Nonzeros&);
void nonzeros_by_channel_pooled(const Gradient&, const Nonzeros&);
void nonzeros_by_position(const Gradient&, int32_t weights_row, const Nonzeros&);
void nonzeros_by_position_pooled(const Gradient&, int32_t weights_row, const Nonzeros&);
void conv_backward_weights(const float* x, const Nonzeros&, int channels, const Segments&,
                           float* dw);
void conv_backward_weights_thin(const float* x, const Gradient&, float* dw);
void conv_backward_weights_thin_pooled(const float* x, const Gradient&, float* dw);
size_t warp_scratch(int height, int width, int channels);
void warp(const Warp&, uint64_t key, int height, int width, int channels, float* scratch,
          float* out, ptrdiff_t out_row);
void transpose(const float* from, ptrdiff_t from_row, int rows, int columns, float* to,
               ptrdiff_t to_row);
void conv_backward_input(const float* weights, const Nonzeros&, const int32_t* positions,
                         int position_count, const Segments&, float* dx);
void max_pool(const float* x, ptrdiff_t x_row, int rows, int columns, int channels, float* y,
              ptrdiff_t y_row, uint8_t* argmax);
void max_pool_backward(const float* g, ptrdiff_t g_row, const uint8_t* argmax, int rows,
                       int columns, int channels, float* dx, ptrdiff_t dx_row);
void adam(const Adam&, const float* gradient, float* m, float* v, float* weights, size_t count);
void sgd(const Sgd&, const float* gradient, float* velocity, float* weights, size_t count);
void add(float* sum, const float* term, size_t count);
void from_uint8(const uint8_t* x, float* y, size_t count);
void dropout(float* y, size_t count, float rate, uint64_t key);

}  // namespace TENFOLD_TARGET
}  // namespace tenfold
