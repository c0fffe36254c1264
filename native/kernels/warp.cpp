// Augmentation: one picture moved by a random affine map and a random elastic field, its strokes
// made a little thicker or thinner. Every number comes from (key, index), so a picture of an epoch
// is the same whichever thread draws it.
#include "kernels/declarations.h"
#include "random.h"

namespace tenfold {
namespace TENFOLD_TARGET {
namespace {

// Where in a key's sequence each number lies.
enum Index { kRotation, kScaleX, kScaleY, kShear, kShiftX, kShiftY, kStroke, kFlip, kField = 16 };

// In [-1, 1).
float uniform(uint64_t key, uint32_t index) {
  return static_cast<float>(random_bits(key, index)) * 0x1p-31f - 1.0f;
}

// About normal, sd 1: the sum of four uniform bytes. Its tails end at 3.4, which suits a field
// that must not tear a picture.
float normal(uint64_t key, uint32_t index) {
  const uint32_t bits = random_bits(key, index);
  const uint32_t sum = (bits & 255) + (bits >> 8 & 255) + (bits >> 16 & 255) + (bits >> 24);
  return (static_cast<float>(sum) - 510.0f) *
         (1.0f / 147.8f);  // sd of a byte: 73.9; of four: 147.8
}

// The cubic B-spline's weights on the kWarpGrid control points of an axis of `size` cells; point k
// of cell i lies at weights[i * cell + k * point]. A random B-spline field is smooth as Simard's
// smoothed noise is (2003), and needs no smoothing.
void spline_weights(int size, ptrdiff_t cell, ptrdiff_t point, float* weights) {
  const float cells = kWarpGrid - 3;
  for (int i = 0; i < size; ++i) {
    float* row = weights + i * cell;
    for (int k = 0; k < kWarpGrid; ++k) row[k * point] = 0;
    const float at = (static_cast<float>(i) + 0.5f) * cells / static_cast<float>(size);
    int first = static_cast<int>(at);
    if (first > kWarpGrid - 4) first = kWarpGrid - 4;
    const float t = at - static_cast<float>(first), s = 1 - t;
    row[first * point] = s * s * s / 6;
    row[(first + 1) * point] = (3 * t * t * t - 6 * t * t + 4) / 6;
    row[(first + 2) * point] = (3 * s * s * s - 6 * s * s + 4) / 6;
    row[(first + 3) * point] = t * t * t / 6;
  }
}

// Strokes thicker (amount > 0) or thinner: towards the maximum or the minimum of each cell and its
// four neighbours. from and to are (height + 2, width + 2, channels), edges repeated.
void change_strokes(const float* __restrict from, int height, int width, int channels, float amount,
                    float* __restrict to) {
  const ptrdiff_t row = static_cast<ptrdiff_t>(width + 2) * channels;
  const float sign = amount < 0 ? -1.0f : 1.0f, share = amount * sign;
  const float *above = from - row, *below = from + row;
  const float *left = from - channels, *right = from + channels;
  for (ptrdiff_t i = row; i < (height + 1) * row; ++i) {
    float most = sign * from[i];
    most = sign * above[i] > most ? sign * above[i] : most;
    most = sign * below[i] > most ? sign * below[i] : most;
    most = sign * left[i] > most ? sign * left[i] : most;
    most = sign * right[i] > most ? sign * right[i] : most;
    to[i] = from[i] + share * (sign * most - from[i]);
  }
}

// Repeats the edge cells into the border of a (height + 2, width + 2, channels) picture.
void repeat_edges(float* picture, int height, int width, int channels) {
  const ptrdiff_t row = static_cast<ptrdiff_t>(width + 2) * channels;
  for (int y = 1; y <= height; ++y) {
    float* line = picture + y * row;
    for (int c = 0; c < channels; ++c) {
      line[c] = line[channels + c];
      line[(width + 1) * channels + c] = line[width * channels + c];
    }
  }
  for (ptrdiff_t i = 0; i < row; ++i) {
    picture[i] = picture[row + i];
    picture[(height + 1) * row + i] = picture[height * row + i];
  }
}

// The affine map from a target cell to its source, both from the picture's middle: rows of a 2×2
// matrix and a shift, in cells.
struct Affine {
  float xx, xy, yx, yy, x, y;
};

Affine draw_affine(const Warp& p, uint64_t key, int height, int width) {
  const float angle = p.rotation * uniform(key, kRotation);
  // Sine and cosine by their series: at most a quarter turn, errors below 1e-3.
  const float a2 = angle * angle;
  const float sine = angle * (1 - a2 / 6 * (1 - a2 / 20)), cosine = 1 - a2 / 2 * (1 - a2 / 12);
  const float scale_x = 1 + p.scale * uniform(key, kScaleX);
  const float scale_y = 1 + p.scale * uniform(key, kScaleY);
  const float shear = p.shear * uniform(key, kShear);
  const float flip = p.flip && (random_bits(key, kFlip) & 1) ? -1.0f : 1.0f;
  return {flip * scale_x * cosine,
          flip * scale_x * (shear * cosine - sine),
          scale_y * sine,
          scale_y * (shear * sine + cosine),
          p.shift * static_cast<float>(width) * uniform(key, kShiftX),
          p.shift * static_cast<float>(height) * uniform(key, kShiftY)};
}

// The elastic field at its control points, in cells: along x, then along y.
struct Field {
  float x[kWarpGrid][kWarpGrid], y[kWarpGrid][kWarpGrid];
};

void draw_field(const Warp& p, uint64_t key, int height, int width, Field& field) {
  for (int m = 0; m < kWarpGrid; ++m) {
    for (int k = 0; k < kWarpGrid; ++k) {
      const uint32_t at = kField + 2 * static_cast<uint32_t>(m * kWarpGrid + k);
      field.x[m][k] = p.elastic * static_cast<float>(width) * normal(key, at);
      field.y[m][k] = p.elastic * static_cast<float>(height) * normal(key, at + 1);
    }
  }
}

// Where each cell of one target row comes from, in the bordered source: x and y (width,).
void source_row(const Affine& affine, const Field& field, const float* weights_x,
                const float* weights_y, int row, int height, int width, float* __restrict x,
                float* __restrict y) {
  float field_x[kWarpGrid] = {}, field_y[kWarpGrid] = {};  // this row's, at the columns' points
  for (int m = 0; m < kWarpGrid; ++m) {
    for (int k = 0; k < kWarpGrid; ++k) {
      field_x[k] += weights_y[row * kWarpGrid + m] * field.x[m][k];
      field_y[k] += weights_y[row * kWarpGrid + m] * field.y[m][k];
    }
  }
  const float middle_x = 0.5f * static_cast<float>(width - 1);
  const float middle_y = 0.5f * static_cast<float>(height - 1);
  const float down = static_cast<float>(row) - middle_y;
  const float last_x = static_cast<float>(width), last_y = static_cast<float>(height);
  const int columns = padded(width);  // whole vectors: the cells past the end are harmless
  for (int column = 0; column < columns; ++column) {
    const float right = static_cast<float>(column) - middle_x;
    float at_x = affine.xx * right + affine.xy * down + affine.x + middle_x + 1;
    float at_y = affine.yx * right + affine.yy * down + affine.y + middle_y + 1;
    for (int k = 0; k < kWarpGrid; ++k) {
      at_x += weights_x[k * columns + column] * field_x[k];
      at_y += weights_x[k * columns + column] * field_y[k];
    }
    // One cell of border lies on every side; the last cell's right neighbour must exist.
    at_x = at_x < 0 ? 0 : at_x;
    at_y = at_y < 0 ? 0 : at_y;
    x[column] = at_x > last_x ? last_x : at_x;
    y[column] = at_y > last_y ? last_y : at_y;
  }
}

// to (width, channels): bilinear between the four cells around each place. Channels is the count
// where it is known in advance, else 0.
template <int Channels>
void sample_row(const float* source, ptrdiff_t row, int channels, const float* x, const float* y,
                int width, float* __restrict to) {
  const int count = Channels > 0 ? Channels : channels;
  for (int column = 0; column < width; ++column) {
    const int left = static_cast<int>(x[column]), top = static_cast<int>(y[column]);
    const float right = x[column] - static_cast<float>(left);
    const float below = y[column] - static_cast<float>(top);
    const float* cell = source + top * row + static_cast<ptrdiff_t>(left) * count;
    for (int c = 0; c < count; ++c, ++cell) {
      const float upper = cell[0] + right * (cell[count] - cell[0]);
      const float lower = cell[row] + right * (cell[row + count] - cell[row]);
      *to++ = upper + below * (lower - upper);
    }
  }
}

}  // namespace

size_t warp_scratch(int height, int width, int channels) {
  const size_t bordered = static_cast<size_t>(height + 2) * static_cast<size_t>(width + 2) *
                          static_cast<size_t>(channels);
  return 2 * bordered +
         static_cast<size_t>(kWarpGrid) * static_cast<size_t>(height + padded(width)) +
         2 * static_cast<size_t>(padded(width));
}

void warp(const Warp& p, uint64_t key, int height, int width, int channels, float* scratch,
          float* out, ptrdiff_t out_row) {
  const ptrdiff_t row = static_cast<ptrdiff_t>(width + 2) * channels;
  float* source = scratch;
  float* other = source + (height + 2) * row;
  float* weights_x = other + (height + 2) * row;
  float* weights_y = weights_x + static_cast<ptrdiff_t>(padded(width)) * kWarpGrid;
  float* x = weights_y + static_cast<ptrdiff_t>(height) * kWarpGrid;
  float* y = x + padded(width);
  repeat_edges(source, height, width, channels);
  if (p.stroke > 0) {
    change_strokes(source, height, width, channels, p.stroke * uniform(key, kStroke), other);
    repeat_edges(other, height, width, channels);
    source = other;
  }
  spline_weights(width, 1, padded(width), weights_x);
  spline_weights(height, kWarpGrid, 1, weights_y);
  Field field;
  draw_field(p, key, height, width, field);
  const Affine affine = draw_affine(p, key, height, width);
  for (int line = 0; line < height; ++line) {
    source_row(affine, field, weights_x, weights_y, line, height, width, x, y);
    float* to = out + line * out_row;
    if (channels == 1) {
      sample_row<1>(source, row, 1, x, y, width, to);
    } else {
      sample_row<0>(source, row, channels, x, y, width, to);
    }
  }
}

}  // namespace TENFOLD_TARGET
}  // namespace tenfold
