#pragma once

#include "engine/core/functions.hpp"
#include "engine/core/simd.hpp"
#include "engine/kernels/activation.hpp"
#include "engine/kernels/without_traces.hpp"

/// Losses against a target for every output. Specified by regression_loss_reference.hpp.
namespace convscope::kernels {

/// Sum of f(x, target) with rows of a sample in T and across samples in double.
template <class T, class F>
double sum_samples(std::int64_t count, std::int64_t outputs, const T* x, const T* target, F f) {
  double sum = 0;
  for (std::int64_t n = 0; n < count; ++n, x += outputs, target += outputs) {
    sum += static_cast<double>(map_sum<T>(outputs, f, x, target));
  }
  return sum;
}

/// Sum of (x - target)^2. Source: torch.nn.MSELoss.
template <class T>
double squared_error_sum(std::int64_t count, std::int64_t outputs, const T* x, const T* target) {
  return sum_samples(count, outputs, x, target, [](const Vec<T>& v, const Vec<T>& t) {
    const Vec<T> error = v - t;
    return error * error;
  });
}

/// Gradient of the mean over all elements: 2 (x - target) / elements.
template <class T>
void squared_error_backward(std::int64_t elements, const T* x, const T* target, T* dx) {
  const Vec<T> share(T(2) / static_cast<T>(elements));
  map(elements, dx, [&](const Vec<T>& v, const Vec<T>& t) { return (v - t) * share; }, x, target);
}

/// Sum of max(x, 0) - x target + log(1 + exp(-|x|)), the cross-entropy of sigmoid(x) without
/// overflow. Source: torch.nn.BCEWithLogitsLoss.
template <class T>
double binary_cross_entropy_sum(std::int64_t count, std::int64_t outputs, const T* x,
                                const T* target) {
  // Lanes behind the end hold zeros and give log 2 each.
  const std::int64_t filled = (kLanes<T> - outputs % kLanes<T>) % kLanes<T>;
  const double sum = sum_samples(count, outputs, x, target, [](const Vec<T>& v, const Vec<T>& t) {
    const Vec<T> one(T(1));
    const Vec<T> rest = logarithm<T>(one + exponential<T>(-xsimd::abs(v)));
    return xsimd::select(v < Vec<T>(T(0)), Vec<T>(T(0)), v) - v * t + rest;
  });
  const auto log_two = static_cast<double>(logarithm<T>(Vec<T>(T(2))).get(0));
  return sum - static_cast<double>(count * filled) * log_two;
}

/// Gradient of the mean over all elements: (sigmoid(x) - target) / elements.
template <class T>
void binary_cross_entropy_backward(std::int64_t elements, const T* x, const T* target, T* dx) {
  const Vec<T> share(T(1) / static_cast<T>(elements));
  map(
      elements, dx,
      [&](const Vec<T>& v, const Vec<T>& t) { return without_traces(logistic<T>(v) - t) * share; },
      x, target);
}

}  // namespace convscope::kernels
