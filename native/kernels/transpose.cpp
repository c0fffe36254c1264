// Transposition in blocks that fit in a few cache lines on both sides.
#include "kernels/declarations.h"

namespace tenfold {
namespace TENFOLD_TARGET {
namespace {

void block(const float* __restrict from, ptrdiff_t from_row, float* __restrict to,
           ptrdiff_t to_row) {
  for (int column = 0; column < kBlock; ++column) {
    for (int row = 0; row < kBlock; ++row) {
      to[column * to_row + row] = from[row * from_row + column];
    }
  }
}

}  // namespace

void transpose(const float* from, ptrdiff_t from_row, int rows, int columns, float* to,
               ptrdiff_t to_row) {
  for (int row = 0; row < rows; row += kBlock) {
    for (int column = 0; column < columns; column += kBlock) {
      const float* source = from + row * from_row + column;
      float* target = to + column * to_row + row;
      if (row + kBlock <= rows && column + kBlock <= columns) {
        block(source, from_row, target, to_row);
        continue;
      }
      for (int i = 0; row + i < rows && i < kBlock; ++i) {
        for (int j = 0; column + j < columns && j < kBlock; ++j) {
          target[j * to_row + i] = source[i * from_row + j];
        }
      }
    }
  }
}

}  // namespace TENFOLD_TARGET
}  // namespace tenfold
