#pragma once

#include "engine/core/simd.hpp"

namespace convscope::kernels {

/// Rows of the register tiles below. With two vectors of columns a tile keeps eight accumulators in
/// registers; wider or taller tiles spill in V8 and run at half the speed (measured: 4x2 reaches
/// 48-52 of 54 GFLOP/s, 6x2 and 4x3 stay below 35).
inline constexpr std::int64_t kTileRows = 4;

template <class T, int Vectors>
using Tile = std::array<std::array<Vec<T>, Vectors>, kTileRows>;

/// Outer-product tile: result[r][v] = sum over k of a[4 k + r] * b[v][offset(k) ...].
/// `a` is packed so that the four rows of one k lie together; `offset` maps k to the place of its
/// row of B.
template <int Vectors, class T, class Offset>
inline Tile<T, Vectors> outer_tile(std::int64_t depth, const T* a,
                                   const std::array<const T*, Vectors>& b, Offset offset) {
  Tile<T, Vectors> sum;
  for (auto& row : sum) row.fill(Vec<T>(T(0)));
  for (std::int64_t k = 0; k < depth; ++k) {
    const std::int64_t at = offset(k);
    std::array<Vec<T>, Vectors> column;
    for (int v = 0; v < Vectors; ++v) column[v] = load(b[v] + at);
    for (std::int64_t r = 0; r < kTileRows; ++r) {
      const Vec<T> weight(a[kTileRows * k + r]);
      for (int v = 0; v < Vectors; ++v) sum[r][v] = multiply_add(weight, column[v], sum[r][v]);
    }
  }
  return sum;
}

/// Number of elements that pack_rows needs for a matrix of `rows` x `depth`.
constexpr std::int64_t packed_size(std::int64_t rows, std::int64_t depth) {
  return (rows + kTileRows - 1) / kTileRows * kTileRows * depth;
}

}  // namespace convscope::kernels
