#pragma once

#include <algorithm>

#include "engine/core/simd.hpp"

/// Softmax with cross-entropy over (N, classes). exp and log are xsimd's own polynomials, the same
/// on every platform, not those of the C library. Specified by cross_entropy_reference.hpp.
namespace convscope::kernels {

/// Largest element; NaN if any is NaN.
template <class T>
T row_maximum(std::int64_t classes, const T* row) {
  T top = row[0];
  for (std::int64_t c = 1; c < classes; ++c) {
    if (!(row[c] <= top)) top = row[c];
  }
  return top;
}

/// probabilities = softmax of each row, shifted by its maximum against overflow; log_sums[n] (or
/// null) = log sum exp(row n).
template <class T>
void softmax(std::int64_t count, std::int64_t classes, const T* logits, T* probabilities,
             T* log_sums) {
  for (std::int64_t n = 0; n < count; ++n, logits += classes, probabilities += classes) {
    const T top = row_maximum(classes, logits);
    map(
        classes, probabilities, [top](const Vec<T>& v) { return xsimd::exp(v - Vec<T>(top)); },
        logits);
    const T sum = map_sum<T>(classes, [](const Vec<T>& v) { return v; }, probabilities);
    map(classes, probabilities, [sum](const Vec<T>& v) { return v / Vec<T>(sum); }, probabilities);
    if (log_sums != nullptr) log_sums[n] = top + xsimd::log(Vec<T>(sum)).get(0);
  }
}

struct LossSum {
  double loss = 0;
  std::int64_t correct = 0;
};

/// Sum over the batch of log_sums[n] - logits[n, label], and how many rows have their (first)
/// maximum at the label. Labels are in [0, classes).
template <class T>
LossSum cross_entropy_sum(std::int64_t count, std::int64_t classes, const T* logits,
                          const T* log_sums, const std::int32_t* labels) {
  LossSum sum;
  for (std::int64_t n = 0; n < count; ++n, logits += classes) {
    sum.loss += static_cast<double>(log_sums[n] - logits[labels[n]]);
    sum.correct += std::max_element(logits, logits + classes) - logits == labels[n] ? 1 : 0;
  }
  return sum;
}

/// Gradient of the mean loss: (softmax - one-hot) / count.
template <class T>
void cross_entropy_backward(std::int64_t count, std::int64_t classes, const T* probabilities,
                            const std::int32_t* labels, T* dlogits) {
  const T share = T(1) / static_cast<T>(count);
  map(
      count * classes, dlogits, [share](const Vec<T>& p) { return p * Vec<T>(share); },
      probabilities);
  for (std::int64_t n = 0; n < count; ++n) dlogits[n * classes + labels[n]] -= share;
}

}  // namespace convscope::kernels
