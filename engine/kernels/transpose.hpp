#pragma once

#include "engine/core/simd.hpp"

namespace convscope::kernels {

/// As many vectors as lanes, one below the other.
template <class T>
using Square = std::array<Vec<T>, static_cast<std::size_t>(kLanes<T>)>;

template <class T>
inline Square<T> transposed(const Square<T>& rows) {
  if constexpr (kLanes<T> == 4) {
    const Vec<T> a = xsimd::zip_lo(rows[0], rows[2]);
    const Vec<T> b = xsimd::zip_lo(rows[1], rows[3]);
    const Vec<T> c = xsimd::zip_hi(rows[0], rows[2]);
    const Vec<T> d = xsimd::zip_hi(rows[1], rows[3]);
    return {xsimd::zip_lo(a, b), xsimd::zip_hi(a, b), xsimd::zip_lo(c, d), xsimd::zip_hi(c, d)};
  } else {
    static_assert(kLanes<T> == 2);
    return {xsimd::zip_lo(rows[0], rows[1]), xsimd::zip_hi(rows[0], rows[1])};
  }
}

/// One square, see transpose.
template <class T>
inline void transpose_square(const T* from, std::int64_t from_pitch, T* to, std::int64_t to_pitch) {
  Square<T> square;
  for (std::int64_t i = 0; i < kLanes<T>; ++i) square[i] = load(from + i * from_pitch);
  square = transposed<T>(square);
  for (std::int64_t i = 0; i < kLanes<T>; ++i) store(to + i * to_pitch, square[i]);
}

/// to[c to_pitch + r] = from[r from_pitch + c] for r < rows and c < columns. The last square of a
/// row overlaps the one before, and that of a column too.
template <class T>
void transpose(std::int64_t rows, std::int64_t columns, const T* from, std::int64_t from_pitch,
               T* to, std::int64_t to_pitch) {
  constexpr std::int64_t kSide = kLanes<T>;
  if (rows < kSide || columns < kSide) {
    for (std::int64_t r = 0; r < rows; ++r) {
      for (std::int64_t c = 0; c < columns; ++c) to[c * to_pitch + r] = from[r * from_pitch + c];
    }
    return;
  }
  for (std::int64_t r = 0; r < rows; r += kSide) {
    const std::int64_t row = std::min(r, rows - kSide);
    const T* line = from + row * from_pitch;
    std::int64_t c = 0;
    for (; c + kSide < columns; c += kSide) {
      transpose_square(line + c, from_pitch, to + c * to_pitch + row, to_pitch);
    }
    c = columns - kSide;
    transpose_square(line + c, from_pitch, to + c * to_pitch + row, to_pitch);
  }
}

}  // namespace convscope::kernels
