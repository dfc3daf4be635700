#pragma once

#include <cmath>
#include <cstdint>

/// The specification of the losses against targets: the plain formulas, kept for ever.
namespace convscope::kernels::reference {

/// Mean of (x - target)^2.
template <class T>
double squared_error(std::int64_t elements, const T* x, const T* target) {
  double sum = 0;
  for (std::int64_t i = 0; i < elements; ++i) {
    const auto error = static_cast<double>(x[i] - target[i]);
    sum += error * error;
  }
  return sum / static_cast<double>(elements);
}

/// Mean of -target log s - (1 - target) log (1 - s) with s = sigmoid(x).
template <class T>
double binary_cross_entropy(std::int64_t elements, const T* x, const T* target) {
  double sum = 0;
  for (std::int64_t i = 0; i < elements; ++i) {
    const double s = 1 / (1 + std::exp(-static_cast<double>(x[i])));
    const auto t = static_cast<double>(target[i]);
    sum -= t * std::log(s) + (1 - t) * std::log(1 - s);
  }
  return sum / static_cast<double>(elements);
}

}  // namespace convscope::kernels::reference
