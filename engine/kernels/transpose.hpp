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

/// to[c to_pitch + r] = from[r from_pitch + c] for r < rows and c < columns.
template <class T>
void transpose(std::int64_t rows, std::int64_t columns, const T* from, std::int64_t from_pitch,
               T* to, std::int64_t to_pitch) {
  constexpr std::int64_t kSide = kLanes<T>;
  const std::int64_t whole_columns = columns / kSide * kSide;
  std::int64_t r = 0;
  for (; r + kSide <= rows; r += kSide) {
    for (std::int64_t c = 0; c < whole_columns; c += kSide) {
      Square<T> square;
      for (std::int64_t i = 0; i < kSide; ++i) square[i] = load(from + (r + i) * from_pitch + c);
      square = transposed<T>(square);
      for (std::int64_t i = 0; i < kSide; ++i) store(to + (c + i) * to_pitch + r, square[i]);
    }
    for (std::int64_t c = whole_columns; c < columns; ++c) {
      for (std::int64_t i = r; i < r + kSide; ++i) to[c * to_pitch + i] = from[i * from_pitch + c];
    }
  }
  for (; r < rows; ++r) {
    for (std::int64_t c = 0; c < columns; ++c) to[c * to_pitch + r] = from[r * from_pitch + c];
  }
}

}  // namespace convscope::kernels
