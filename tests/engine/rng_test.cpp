#include "engine/core/rng.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "engine/network/initialize.hpp"

using namespace convscope;

namespace {

/// Philox with the four counter words and two key words of the published vectors.
Philox::Block philox(std::uint64_t counter, std::uint64_t stream, std::uint64_t key) {
  return Philox(key, stream).block(counter);
}

}  // namespace

TEST_CASE("Philox gives the known answers of Random123") {
  CHECK(philox(0, 0, 0) == Philox::Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  CHECK(philox(0xffffffffffffffff, 0xffffffffffffffff, 0xffffffffffffffff) ==
        Philox::Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(philox(0x85a308d3243f6a88, 0x0370734413198a2e, 0x299f31d0a4093822) ==
        Philox::Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("streams of different purposes, layers and steps differ") {
  std::vector<std::uint64_t> streams;
  for (const auto purpose : {RandomPurpose::Initialization, RandomPurpose::Dropout}) {
    for (std::uint64_t a : {0, 1}) {
      for (std::uint64_t b : {0, 1}) streams.push_back(random_stream(purpose, a, b));
    }
  }
  std::ranges::sort(streams);
  CHECK(std::ranges::adjacent_find(streams) == streams.end());
}

TEST_CASE("uniform numbers fill [0, 1) evenly and below() its range") {
  RandomStream random(3, 4);
  constexpr int kDraws = 20000;
  std::vector<int> tenths(10);
  std::vector<int> sevens(7);
  for (int i = 0; i < kDraws; ++i) {
    const float value = random.uniform();
    REQUIRE(value >= 0);
    REQUIRE(value < 1);
    ++tenths[static_cast<std::size_t>(value * 10)];
    ++sevens.at(random.below(7));
  }
  for (int count : tenths) CHECK(std::abs(count - kDraws / 10) < 5 * std::sqrt(kDraws / 10.0));
  for (int count : sevens) CHECK(std::abs(count - kDraws / 7) < 5 * std::sqrt(kDraws / 7.0));
}

TEST_CASE("initial weights have the spread of He and of Xavier") {
  const TensorSpec spec{
      .name = "weight", .shape = {100, 200}, .fill = Fill::Weight, .fan_in = 200, .fan_out = 100};
  const auto moments = [&](Initializer init) {
    std::vector<float> values(20000);
    fill_weight<float>(init, spec, 1, 0, values);
    double sum = 0;
    double squares = 0;
    double largest = 0;
    for (const float value : values) {
      sum += value;
      squares += value * value;
      largest = std::max(largest, std::abs(static_cast<double>(value)));
    }
    CHECK(std::abs(sum / 20000) < 0.003);
    return std::pair{std::sqrt(squares / 20000), largest};
  };
  const double he = std::sqrt(2.0 / 200);
  const double xavier = std::sqrt(2.0 / 300);
  for (const auto& [init, deviation, uniform] :
       {std::tuple{Initializer::KaimingUniform, he, true},
        std::tuple{Initializer::KaimingNormal, he, false},
        std::tuple{Initializer::XavierUniform, xavier, true},
        std::tuple{Initializer::XavierNormal, xavier, false}}) {
    const auto [spread, largest] = moments(init);
    CHECK(spread == doctest::Approx(deviation).epsilon(0.03));
    const double bound = std::sqrt(3.0) * deviation;
    CHECK((largest <= bound * 1.0001) == uniform);
  }
}
