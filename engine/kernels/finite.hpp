#pragma once

#include <span>

#include "engine/core/simd.hpp"

namespace convscope::kernels {

/// Whether no value is NaN or infinite.
template <class T>
bool all_finite(std::span<const T> values) {
  // x - x is 0 for finite numbers and NaN otherwise.
  const T sum = map_sum<T>(
      static_cast<std::int64_t>(values.size()), [](const Vec<T>& v) { return v - v; },
      values.data());
  return sum == T(0);
}

}  // namespace convscope::kernels
