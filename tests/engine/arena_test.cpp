#include "engine/core/arena.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>

using namespace convscope;

TEST_CASE("an arena is zero whatever the memory held before") {
  for (const std::int64_t count : {1000, 40'000, 3'000'000}) {
    INFO(count);
    for (int round = 0; round < 2; ++round) {
      // The second begins in what the first has left, and goes beyond it.
      Arena arena;
      const auto slot = arena.reserve<float>(count * (1 + round));
      arena.allocate();
      const auto values = arena.span(slot);
      CHECK(std::ranges::all_of(values, [](float value) { return value == 0; }));
      std::ranges::fill(values, 1.0F);
    }
  }
}
