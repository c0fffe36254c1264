// Winograd's transforms for 3×3 kernels and output tiles of T×T: F(T×T, 3×3), after Lavin & Gray
// 2015 (arXiv:1509.09308). Their matrices come from the points of a Cook-Toom interpolation, worked
// out by the compiler.
#pragma once

#include <utility>

#include "simd.h"

namespace tenfold {
namespace TENFOLD_TARGET {
namespace {

// In the order in which tiles take them: T = 2 the first three, 4 the first five, 5 all; the last
// point is infinity. Of the sets tried, these round least: in float32 an output is wrong by
// 3e-7 (T = 2), 2e-6 (4) and 7e-6 (5) of the largest one.
constexpr double kPoints[] = {0, 1, -1, 0.5, -2, 2};

template <int Rows, int Columns>
struct Matrix {
  static constexpr int rows = Rows, columns = Columns;
  float at[Rows][Columns];
};

// Bᵀ: row j holds the coefficients of the product of (x - point) over all points but the jth.
template <int N>
constexpr Matrix<N, N> input_matrix() {
  Matrix<N, N> matrix = {};
  for (int row = 0; row < N; ++row) {
    double polynomial[N + 1] = {1};
    for (int point = 0, degree = 0; point < N - 1; ++point) {
      if (point == row) continue;
      ++degree;
      for (int i = degree; i >= 0; --i) {
        polynomial[i] = (i > 0 ? polynomial[i - 1] : 0.0) - kPoints[point] * polynomial[i];
      }
    }
    for (int i = 0; i < N; ++i) matrix.at[row][i] = static_cast<float>(polynomial[i]);
  }
  return matrix;
}

// Powers of the points, each divided by `divisors` (1 or Bᵀ's value at its own point).
template <int Rows, int Columns>
constexpr Matrix<Rows, Columns> powers(const double (&divisors)[Rows]) {
  Matrix<Rows, Columns> matrix = {};
  for (int row = 0; row < Rows - 1; ++row) {
    double power = 1;
    for (int column = 0; column < Columns; ++column, power *= kPoints[row]) {
      matrix.at[row][column] = static_cast<float>(power / divisors[row]);
    }
  }
  matrix.at[Rows - 1][Columns - 1] = 1;
  return matrix;
}

// G
template <int N>
constexpr Matrix<N, 3> weights_matrix() {
  double divisors[N] = {};
  for (int row = 0; row < N - 1; ++row) {
    divisors[row] = 1;
    for (int point = 0; point < N - 1; ++point) {
      if (point != row) divisors[row] *= kPoints[row] - kPoints[point];
    }
  }
  return powers<N, 3>(divisors);
}

// Aᵀ
template <int T>
constexpr Matrix<T, T + 2> output_matrix() {
  double ones[T + 2] = {};
  for (double& one : ones) one = 1;
  const Matrix<T + 2, T> a = powers<T + 2, T>(ones);
  Matrix<T, T + 2> matrix = {};
  for (int row = 0; row < T; ++row) {
    for (int column = 0; column < T + 2; ++column) matrix.at[row][column] = a.at[column][row];
  }
  return matrix;
}

template <int T>
struct Transforms {
  static constexpr auto input = input_matrix<T + 2>();
  static constexpr auto weights = weights_matrix<T + 2>();
  static constexpr auto output = output_matrix<T>();
};

template <const auto& M, int Row>
constexpr int first_nonzero() {
  int column = 0;
  while (M.at[Row][column] == 0) ++column;
  return column;
}

// Row `Row` of the matrix times x, up to `Column`: zeros cost nothing, ones no product.
template <const auto& M, int Row, int Column>
inline Vec dot(const Vec* x) {
  constexpr float factor = M.at[Row][Column];
  if constexpr (Column == first_nonzero<M, Row>()) {
    return x[Column] * factor;
  } else if constexpr (factor == 0) {
    return dot<M, Row, Column - 1>(x);
  } else {
    return dot<M, Row, Column - 1>(x) + x[Column] * factor;
  }
}

template <const auto& M, size_t... Row>
inline void multiply(const Vec* x, Vec* y, std::index_sequence<Row...>) {
  ((y[Row] = dot<M, Row, M.columns - 1>(x)), ...);
}

// y (rows) = M · x (columns)
template <const auto& M>
inline void multiply(const Vec* x, Vec* y) {
  multiply<M>(x, y, std::make_index_sequence<M.rows>());
}

}  // namespace
}  // namespace TENFOLD_TARGET
}  // namespace tenfold
