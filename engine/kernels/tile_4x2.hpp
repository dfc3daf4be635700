#pragma once

#include "engine/core/simd.hpp"

namespace convscope::kernels {

/// Rows of the register tiles below. With two vectors of columns a tile keeps eight accumulators in
/// registers; wider or taller tiles spill in V8 and run at half the speed (measured: 4x2 reaches
/// 48-52 of 54 GFLOP/s, 6x2 and 4x3 stay below 35).
inline constexpr std::int64_t kTileRows = 4;

template <class T, int Vectors, int Rows = kTileRows>
using Tile = std::array<std::array<Vec<T>, Vectors>, Rows>;

/// How rows are dealt out to tiles of four and, at the end, of three: ten rows are 4 + 3 + 3, which
/// computes nothing in vain, where 4 + 4 + 2 would pay for twelve.
struct RowTiles {
  std::int64_t rows;
  std::int64_t count = (rows + kTileRows - 1) / kTileRows;
  std::int64_t fours = std::max<std::int64_t>(0, rows - (kTileRows - 1) * count);

  std::int64_t first(std::int64_t tile) const {
    return (kTileRows - 1) * tile + std::min(tile, fours);
  }
  std::int64_t height(std::int64_t tile) const {
    return std::min(kTileRows - (tile < fours ? 0 : 1), rows - first(tile));
  }
};

/// Outer-product tile: result[r][v] = sum over k of a[4 k + r] * b[v][offset(k) ...].
/// `a` is packed so that the four rows of one k lie together; `offset` maps k to the place of its
/// row of B.
template <int Rows, int Vectors, class T, class Offset>
inline Tile<T, Vectors, Rows> outer_tile(std::int64_t depth, const T* a,
                                         const std::array<const T*, Vectors>& b, Offset offset) {
  Tile<T, Vectors, Rows> sum;
  const auto accumulate = [&](std::int64_t k, auto product) {
    const std::int64_t at = offset(k);
    std::array<Vec<T>, Vectors> column;
    for (int v = 0; v < Vectors; ++v) column[v] = load(b[v] + at);
    for (std::int64_t r = 0; r < Rows; ++r) {
      const Vec<T> weight(a[kTileRows * k + r]);
      for (int v = 0; v < Vectors; ++v) sum[r][v] = product(weight, column[v], sum[r][v]);
    }
  };
  accumulate(0, [](auto x, auto y, auto) { return x * y; });
  for (std::int64_t k = 1; k < depth; ++k) {
    accumulate(k, [](auto x, auto y, auto z) { return multiply_add(x, y, z); });
  }
  return sum;
}

/// Number of elements that pack_rows needs for a matrix of `rows` x `depth`.
constexpr std::int64_t packed_size(std::int64_t rows, std::int64_t depth) {
  return (rows + kTileRows - 1) / kTileRows * kTileRows * depth;
}

}  // namespace convscope::kernels
