#pragma once

#include <algorithm>

#include "engine/core/functions.hpp"
#include "engine/core/simd.hpp"
#include "engine/kernels/without_traces.hpp"

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
        classes, probabilities, [top](const Vec<T>& v) { return exponential<T>(v - Vec<T>(top)); },
        logits);
    const T sum = map_sum<T>(classes, [](const Vec<T>& v) { return v; }, probabilities);
    map(classes, probabilities, [sum](const Vec<T>& v) { return v / Vec<T>(sum); }, probabilities);
    if (log_sums != nullptr) log_sums[n] = top + logarithm<T>(Vec<T>(sum)).get(0);
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
      count * classes, dlogits,
      [share](const Vec<T>& p) { return without_traces(p) * Vec<T>(share); }, probabilities);
  for (std::int64_t n = 0; n < count; ++n) dlogits[n * classes + labels[n]] -= share;
}

/// What cross-entropy can be told beyond logits and labels. Source: torch.nn.CrossEntropyLoss.
template <class T>
struct CrossEntropySettings {
  /// Share of the target that is spread evenly over all classes.
  T label_smoothing = T(0);
  /// One for each class, or null.
  const T* class_weights = nullptr;
  /// Samples with this label do not count.
  std::int32_t ignore_index = -100;

  T weight(std::int64_t c) const { return class_weights == nullptr ? T(1) : class_weights[c]; }
  bool plain(std::int64_t count, const std::int32_t* labels) const {
    return label_smoothing == T(0) && class_weights == nullptr &&
           std::find(labels, labels + count, ignore_index) == labels + count;
  }
};

/// Sum of the class weights of the labels that count; the mean divides by it.
template <class T>
double label_weight(std::int64_t count, const CrossEntropySettings<T>& s,
                    const std::int32_t* labels) {
  double total = 0;
  for (std::int64_t n = 0; n < count; ++n) {
    if (labels[n] != s.ignore_index) total += static_cast<double>(s.weight(labels[n]));
  }
  return total;
}

/// cross_entropy_sum for any settings; `loss` is still to be divided by label_weight.
template <class T>
LossSum smoothed_cross_entropy_sum(std::int64_t count, std::int64_t classes,
                                   const CrossEntropySettings<T>& s, const T* logits,
                                   const T* log_sums, const std::int32_t* labels) {
  LossSum sum;
  const double spread = static_cast<double>(s.label_smoothing) / static_cast<double>(classes);
  for (std::int64_t n = 0; n < count; ++n, logits += classes) {
    if (labels[n] == s.ignore_index) continue;
    const auto surprise = [&](std::int64_t c) {
      return static_cast<double>(s.weight(c)) * static_cast<double>(log_sums[n] - logits[c]);
    };
    sum.loss += (1 - static_cast<double>(s.label_smoothing)) * surprise(labels[n]);
    if (spread > 0) {
      for (std::int64_t c = 0; c < classes; ++c) sum.loss += spread * surprise(c);
    }
    sum.correct += std::max_element(logits, logits + classes) - logits == labels[n] ? 1 : 0;
  }
  return sum;
}

/// Gradient of the mean loss for any settings; zero for samples that do not count.
template <class T>
void smoothed_cross_entropy_backward(std::int64_t count, std::int64_t classes,
                                     const CrossEntropySettings<T>& s, const T* probabilities,
                                     const std::int32_t* labels, T* dlogits) {
  const double total = label_weight(count, s, labels);
  const T share = total > 0 ? static_cast<T>(1 / total) : T(0);
  const T spread = s.label_smoothing / static_cast<T>(classes);
  T all_weights = T(0);
  for (std::int64_t c = 0; c < classes; ++c) all_weights += s.weight(c);
  for (std::int64_t n = 0; n < count; ++n, probabilities += classes, dlogits += classes) {
    const bool counts = labels[n] != s.ignore_index;
    const T certain = counts ? (T(1) - s.label_smoothing) * s.weight(labels[n]) : T(0);
    for (std::int64_t c = 0; c < classes; ++c) {
      const T hit = c == labels[n] ? T(1) : T(0);
      const T probability = without_traces(Vec<T>(probabilities[c])).get(0);
      const T smooth = spread * (all_weights * probability - s.weight(c));
      dlogits[c] = counts ? share * (certain * (probability - hit) + smooth) : T(0);
    }
  }
}

}  // namespace convscope::kernels
