#pragma once

#include "engine/core/simd.hpp"

namespace convscope::kernels {

/// y[n, c, :] += b[c] over (count, channels, plane).
template <class T>
void add_bias(std::int64_t count, std::int64_t channels, std::int64_t plane, const T* b, T* y) {
  for (std::int64_t row = 0; row < count * channels; ++row, y += plane) {
    const Vec<T> shift(b[row % channels]);
    map(plane, y, [&](const Vec<T>& v) { return v + shift; }, static_cast<const T*>(y));
  }
}

/// db[c] = sum of dy over samples and pixels.
template <class T>
void bias_gradient(std::int64_t count, std::int64_t channels, std::int64_t plane, const T* dy,
                   T* db) {
  std::fill_n(db, channels, T(0));
  for (std::int64_t row = 0; row < count * channels; ++row, dy += plane) {
    db[row % channels] += map_sum<T>(plane, [](const Vec<T>& v) { return v; }, dy);
  }
}

}  // namespace convscope::kernels
