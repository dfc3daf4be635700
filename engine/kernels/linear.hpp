#pragma once

#include <algorithm>

#include "engine/core/simd.hpp"
#include "engine/kernels/tile_4x2.hpp"

/// Fully connected layer: dot-product tiles forward (both operands are contiguous along the input
/// features), outer-product tiles for the gradients. Specified by linear_reference.hpp.
namespace convscope::kernels {

constexpr std::int64_t linear_workspace(std::int64_t max_count, std::int64_t out) {
  return std::max(packed_size(max_count, out), packed_size(out, max_count));
}

/// Four rows of w against `Columns` rows of x, all `in` long.
template <int Columns, class T>
void dot_tile(std::int64_t in, const std::array<const T*, kTileRows>& w,
              const std::array<const T*, Columns>& x,
              std::array<std::array<T, Columns>, kTileRows>& result) {
  Tile<T, Columns> sum;
  for (auto& row : sum) row.fill(Vec<T>(T(0)));
  const auto accumulate = [&](auto read, std::int64_t i) {
    std::array<Vec<T>, Columns> features;
    for (int c = 0; c < Columns; ++c) features[c] = read(x[c] + i);
    for (std::int64_t r = 0; r < kTileRows; ++r) {
      const Vec<T> weight = read(w[r] + i);
      for (int c = 0; c < Columns; ++c) sum[r][c] += weight * features[c];
    }
  };
  std::int64_t i = 0;
  for (; i + kLanes<T> <= in; i += kLanes<T>) accumulate([](const T* p) { return load(p); }, i);
  if (i < in) accumulate([&](const T* p) { return load_partial(p, in - i); }, i);
  for (std::int64_t r = 0; r < kTileRows; ++r) {
    for (int c = 0; c < Columns; ++c) result[r][c] = sum_lanes(sum[r][c]);
  }
}

/// Rows [n, n + Columns) of y.
template <int Columns, class T>
void linear_rows(std::int64_t n, std::int64_t in, std::int64_t out, const T* x, const T* w,
                 const T* b, T* y) {
  std::array<const T*, Columns> from;
  for (int c = 0; c < Columns; ++c) from[c] = x + (n + c) * in;
  for (std::int64_t o = 0; o < out; o += kTileRows) {
    std::array<const T*, kTileRows> weights;
    for (std::int64_t r = 0; r < kTileRows; ++r) weights[r] = w + std::min(o + r, out - 1) * in;
    std::array<std::array<T, Columns>, kTileRows> sums;
    dot_tile<Columns>(in, weights, from, sums);
    for (std::int64_t r = 0; r < std::min(kTileRows, out - o); ++r) {
      const T bias = b != nullptr ? b[o + r] : T(0);
      for (int c = 0; c < Columns; ++c) y[(n + c) * out + o + r] = sums[r][c] + bias;
    }
  }
}

/// y[n,o] = b[o] + sum over i of w[o,i] x[n,i]. x: (count, in), w: (out, in), b: (out) or null.
template <class T>
void linear_forward(std::int64_t count, std::int64_t in, std::int64_t out, const T* x, const T* w,
                    const T* b, T* y) {
  std::int64_t n = 0;
  for (; n + 2 <= count; n += 2) linear_rows<2>(n, in, out, x, w, b, y);
  if (n < count) linear_rows<1>(n, in, out, x, w, b, y);
}

/// c (rows x columns) = a (rows x depth, packed by pack_rows) times b (depth x columns).
template <class T>
void multiply_packed(std::int64_t rows, std::int64_t columns, std::int64_t depth, const T* packed,
                     const T* b, T* c) {
  const auto offset = [columns](std::int64_t k) { return k * columns; };
  const auto emit = [&](const auto& sums, std::int64_t row, std::int64_t column, auto write) {
    for (std::int64_t r = 0; r < std::min(kTileRows, rows - row); ++r) {
      write(c + (row + r) * columns + column, sums[r]);
    }
  };
  for (std::int64_t row = 0; row < rows; row += kTileRows) {
    const T* a = packed + row * depth;
    std::int64_t j = 0;
    for (; j + 2 * kLanes<T> <= columns; j += 2 * kLanes<T>) {
      emit(outer_tile<2, T>(depth, a, {b + j, b + j + kLanes<T>}, offset), row, j,
           [](T* to, const auto& sum) {
             store(to, sum[0]);
             store(to + kLanes<T>, sum[1]);
           });
    }
    for (; j + kLanes<T> <= columns; j += kLanes<T>) {
      emit(outer_tile<1, T>(depth, a, {b + j}, offset), row, j,
           [](T* to, const auto& sum) { store(to, sum[0]); });
    }
    for (; j < columns; ++j) {
      for (std::int64_t r = 0; r < std::min(kTileRows, rows - row); ++r) {
        T sum = T(0);
        for (std::int64_t k = 0; k < depth; ++k) sum += a[kTileRows * k + r] * b[k * columns + j];
        c[(row + r) * columns + j] = sum;
      }
    }
  }
}

/// dx: (count, in) = dy (count, out) times w (out, in).
template <class T>
void linear_backward_input(std::int64_t count, std::int64_t in, std::int64_t out, const T* dy,
                           const T* w, T* dx, T* workspace) {
  for (std::int64_t n = 0; n < count; n += kTileRows) {
    pack_rows(n, count, out, workspace + n * out,
              [&](auto row, auto k) { return dy[row * out + k]; });
  }
  multiply_packed(count, in, out, workspace, w, dx);
}

/// dw: (out, in) = dy transposed (out, count) times x (count, in); db: (out) or null.
template <class T>
void linear_backward_weight(std::int64_t count, std::int64_t in, std::int64_t out, const T* x,
                            const T* dy, T* dw, T* db, T* workspace) {
  for (std::int64_t o = 0; o < out; o += kTileRows) {
    pack_rows(o, out, count, workspace + o * count,
              [&](auto row, auto k) { return dy[k * out + row]; });
  }
  multiply_packed(out, in, count, workspace, x, dw);
  if (db == nullptr) return;
  std::copy_n(dy, out, db);
  for (std::int64_t n = 1; n < count; ++n) {
    map(out, db, [](auto sum, auto v) { return sum + v; }, db, dy + n * out);
  }
}

}  // namespace convscope::kernels
