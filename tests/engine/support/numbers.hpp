#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "engine/core/rng.hpp"

namespace convscope::testing {

/// Reproducible numbers in [-1, 1).
template <class T>
std::vector<T> random_values(std::int64_t count, std::uint64_t seed) {
  RandomStream random(seed, 0xBEEF);
  std::vector<T> values(static_cast<std::size_t>(count));
  for (T& value : values) value = static_cast<T>(random.symmetric());
  return values;
}

template <class T>
std::vector<double> widen(const std::vector<T>& values) {
  return {values.begin(), values.end()};
}

/// Every element within `tolerance` of the largest magnitude of the expected ones: the rounding of
/// a float sum grows with its largest terms, not with its result.
template <class A, class B>
void check_close(const std::vector<A>& got, const std::vector<B>& expected, double tolerance) {
  REQUIRE(got.size() == expected.size());
  double scale = 0;
  for (const B& value : expected) scale = std::max(scale, std::abs(static_cast<double>(value)));
  double worst = 0;
  for (std::size_t i = 0; i < got.size(); ++i) {
    const double error = std::abs(static_cast<double>(got[i]) - static_cast<double>(expected[i]));
    worst = std::isnan(error) ? error : std::max(worst, error);
    if (std::isnan(worst)) break;
  }
  CHECK(worst <= tolerance * scale);
}

/// Values with a margin of sentinels behind them: writing past the end is noticed without a
/// sanitizer too.
template <class T>
class Guarded {
 public:
  explicit Guarded(std::int64_t count)
      : count_(count), values_(static_cast<std::size_t>(count + kMargin), kSentinel) {}
  T* data() { return values_.data(); }
  std::vector<T> values() const {
    for (std::int64_t i = count_; i < count_ + kMargin; ++i) {
      CHECK(values_[static_cast<std::size_t>(i)] == kSentinel);
    }
    return {values_.begin(), values_.begin() + count_};
  }

 private:
  static constexpr std::int64_t kMargin = 8;
  static constexpr T kSentinel = T(-77);
  std::int64_t count_;
  std::vector<T> values_;
};

}  // namespace convscope::testing
