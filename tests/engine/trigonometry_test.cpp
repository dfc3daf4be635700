#include <doctest/doctest.h>

#include <cmath>

#include "engine/core/trigonometry.hpp"

TEST_CASE("sine and cosine equal those of the C library within 1e-15 a turn") {
  for (int i = -2000; i <= 2000; ++i) {
    const double angle = 0.01 * i;
    CHECK(std::abs(convscope::sine(angle) - std::sin(angle)) < 4e-15);
    CHECK(std::abs(convscope::cosine(angle) - std::cos(angle)) < 4e-15);
  }
}
