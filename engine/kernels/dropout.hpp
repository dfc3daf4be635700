#pragma once

#include <cstdint>

#include "engine/core/rng.hpp"
#include "engine/core/simd.hpp"

namespace convscope::kernels {

/// mask[i] = 0 with probability p, else 1; element i depends only on (philox, i).
template <class T>
void dropout_mask(const Philox& philox, float p, std::int64_t count, T* mask) {
  for (std::int64_t i = 0; i < count; i += 4) {
    const Philox::Block bits = philox.block(static_cast<std::uint64_t>(i / 4));
    const std::int64_t width = count - i < 4 ? count - i : 4;
    for (std::int64_t j = 0; j < width; ++j) {
      mask[i + j] = to_unit_float(bits[static_cast<std::size_t>(j)]) < p ? T(0) : T(1);
    }
  }
}

/// y = x mask scale; forward and backward alike.
template <class T>
void dropout_apply(std::int64_t count, const T* x, const T* mask, T scale, T* y) {
  map(
      count, y, [scale](const Vec<T>& v, const Vec<T>& m) { return v * m * Vec<T>(scale); }, x,
      mask);
}

/// y = x scale.
template <class T>
void scale(std::int64_t count, const T* x, T factor, T* y) {
  map(count, y, [factor](const Vec<T>& v) { return v * Vec<T>(factor); }, x);
}

}  // namespace convscope::kernels
