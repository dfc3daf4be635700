#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

/// The specification of the cross-entropy kernels: the plain formulas, kept for ever.
namespace convscope::kernels::reference {

template <class T>
void softmax(std::int64_t count, std::int64_t classes, const T* logits, T* probabilities) {
  for (std::int64_t n = 0; n < count; ++n, logits += classes, probabilities += classes) {
    const T top = *std::max_element(logits, logits + classes);
    T sum = T(0);
    for (std::int64_t c = 0; c < classes; ++c) sum += std::exp(logits[c] - top);
    for (std::int64_t c = 0; c < classes; ++c) probabilities[c] = std::exp(logits[c] - top) / sum;
  }
}

/// Mean over the batch of -log softmax(logits)[label].
template <class T>
double cross_entropy(std::int64_t count, std::int64_t classes, const T* logits,
                     const std::int32_t* labels) {
  double total = 0;
  for (std::int64_t n = 0; n < count; ++n, logits += classes) {
    const T top = *std::max_element(logits, logits + classes);
    double sum = 0;
    for (std::int64_t c = 0; c < classes; ++c) {
      sum += std::exp(static_cast<double>(logits[c] - top));
    }
    total += std::log(sum) + static_cast<double>(top - logits[labels[n]]);
  }
  return total / static_cast<double>(count);
}

}  // namespace convscope::kernels::reference
