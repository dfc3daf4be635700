#include "engine/kernels/finite.hpp"

#include "engine/core/simd.hpp"

namespace convscope::kernels {

template <class T>
bool all_finite(std::span<const T> values) {
  // x - x is 0 for finite numbers and NaN otherwise.
  const T sum = map_sum<T>(
      static_cast<std::int64_t>(values.size()), [](const Vec<T>& v) { return v - v; },
      values.data());
  return sum == T(0);
}

template bool all_finite<float>(std::span<const float>);
template bool all_finite<double>(std::span<const double>);

}  // namespace convscope::kernels
