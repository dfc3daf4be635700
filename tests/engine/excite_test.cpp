#include "engine/network/excite.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "tests/engine/support/numbers.hpp"

using namespace convscope;
using namespace convscope::testing;

namespace {

constexpr std::int64_t kPixels = 2 * 6 * 5;

Network<double> build() {
  Network<double> network(parse_description(R"({"input": [2, 6, 5], "layers": [
      {"type": "Conv2d", "name": "c", "out_channels": 3, "kernel_size": 3},
      {"type": "Sigmoid", "name": "s"}, {"type": "BatchNorm2d", "name": "n"},
      {"type": "Flatten", "name": "f"}, {"type": "Linear", "name": "l", "out_features": 4}]})"),
                          2, 3);
  const auto values = random_values<double>(std::ssize(network.input()), 5);
  for (std::size_t i = 0; i < values.size(); ++i) network.input()[i] = 0.5 + 0.2 * values[i];
  return network;
}

std::vector<double> input_of(const Network<double>& network) {
  const auto first = network.input().first(kPixels);
  return {first.begin(), first.end()};
}

double channel_mean(Network<double>& network, std::size_t layer, std::int64_t channel) {
  network.forward(1, Mode::Eval);
  const std::int64_t plane = network.output_shape(layer).size() / network.output_shape(layer)[0];
  double sum = 0;
  for (std::int64_t i = 0; i < plane; ++i) {
    sum += network.activation(layer)[static_cast<std::size_t>(channel * plane + i)];
  }
  return sum / static_cast<double>(plane);
}

/// Central differences of that mean.
std::vector<double> slopes(Network<double>& network, std::size_t layer, std::int64_t channel) {
  std::vector<double> found(kPixels);
  for (std::size_t i = 0; i < kPixels; ++i) {
    const double original = network.input()[i];
    network.input()[i] = original + 1e-5;
    const double above = channel_mean(network, layer, channel);
    network.input()[i] = original - 1e-5;
    found[i] = (above - channel_mean(network, layer, channel)) / 2e-5;
    network.input()[i] = original;
  }
  return found;
}

double root_mean_square(const std::vector<double>& values) {
  double squares = 0;
  for (const double value : values) squares += value * value;
  return std::sqrt(squares / static_cast<double>(values.size()));
}

}  // namespace

TEST_CASE("a step goes along the slope of a channel's mean, as far as the rate says") {
  // A map before a normalisation, one after it, and a unit of a flat layer.
  for (const auto& [layer, channel] : {std::pair{1, 2}, std::pair{2, 0}, std::pair{4, 3}}) {
    INFO("layer " << layer);
    auto network = build();
    const auto index = static_cast<std::size_t>(layer);
    const auto before = input_of(network);
    const auto slope = slopes(network, index, channel);
    const double size = root_mean_square(slope);
    const double mean = channel_mean(network, index, channel);
    const double score = excite(network, index, channel, {.steps = 1, .rate = 0.01});
    for (std::size_t i = 0; i < kPixels; ++i) {
      CHECK(std::abs(network.input()[i] - (before[i] + 0.01 * slope[i] / size)) < 1e-8);
    }
    CHECK(score > mean);
    CHECK(score == doctest::Approx(channel_mean(network, index, channel)).epsilon(1e-12));
  }
}

TEST_CASE("many steps climb and stay within 0 and 1") {
  auto network = build();
  const double start = channel_mean(network, 4, 1);
  const double end = excite(network, 4, 1, {.steps = 60, .rate = 0.05});
  CHECK(end > start + 0.05);
  const auto input = input_of(network);
  CHECK(std::ranges::all_of(input, [](double v) { return v >= 0 && v <= 1; }));
  // A linear score over a monotonic map ends in a corner where nothing can be gained any more.
  CHECK(std::ranges::count_if(input, [](double v) { return v == 0 || v == 1; }) > kPixels / 2);
  CHECK(excite(network, 4, 1, {.steps = 0}) == end);
}

TEST_CASE("what does not help fades, and the blur takes from the neighbours") {
  auto network = build();
  const auto before = input_of(network);
  excite(network, 4, 0, {.steps = 1, .rate = 0, .decay = 0.25});
  for (std::size_t i = 0; i < kPixels; ++i) {
    CHECK(network.input()[i] == doctest::Approx(0.75 * before[i]).epsilon(1e-12));
  }
  network = build();
  excite(network, 4, 0, {.steps = 1, .rate = 0, .blur = 0.5});
  const auto pixel = [&](std::int64_t c, std::int64_t y, std::int64_t x) {
    y = std::clamp<std::int64_t>(y, 0, 5);
    x = std::clamp<std::int64_t>(x, 0, 4);
    return before[static_cast<std::size_t>((c * 6 + y) * 5 + x)];
  };
  for (std::int64_t i = 0; i < kPixels; ++i) {
    const std::int64_t c = i / 30;
    const std::int64_t y = i / 5 % 6;
    const std::int64_t x = i % 5;
    double sum = 0;
    for (std::int64_t down = -1; down <= 1; ++down) {
      for (std::int64_t right = -1; right <= 1; ++right) {
        const int weight = (down == 0 ? 2 : 1) * (right == 0 ? 2 : 1);
        sum += weight * pixel(c, y + down, x + right) / 16;
      }
    }
    const double expected = 0.5 * pixel(c, y, x) + 0.5 * sum;
    CHECK(network.input()[static_cast<std::size_t>(i)] == doctest::Approx(expected).epsilon(1e-12));
  }
}

TEST_CASE("a channel that nothing moves leaves the input as it is") {
  Network<double> network(parse_description(R"({"input": [4], "layers": [
      {"type": "Linear", "out_features": 2}, {"type": "ReLU"}]})"),
                          1, 3);
  std::ranges::fill(network.parameters()[1].values, -100);
  std::ranges::fill(network.input(), 0.5);
  CHECK(excite(network, 1, 0, {.steps = 5, .rate = 0.1}) == 0);
  CHECK(std::ranges::all_of(network.input(), [](double v) { return v == 0.5; }));
}

TEST_CASE("what cannot be done is refused before anything changes") {
  auto network = build();
  const auto before = input_of(network);
  CHECK_THROWS_WITH(excite(network, 0, 3, {}), "Network: expected a channel from 0 to 2, got 3");
  CHECK_THROWS_WITH(excite(network, 0, -1, {}), "Network: expected a channel from 0 to 2, got -1");
  CHECK_THROWS_WITH(excite(network, 0, 0, {.steps = 1001}),
                    "Network: expected steps from 0 to 1000, got 1001");
  CHECK_THROWS_WITH(excite(network, 0, 0, {.rate = 1.5}),
                    "Network: expected a rate from 0 to 1, got 1.5");
  CHECK_THROWS_WITH(excite(network, 0, 0, {.decay = -1}),
                    "Network: expected a decay from 0 to 1, got -1");
  CHECK_THROWS_WITH(excite(network, 0, 0, {.blur = 2}),
                    "Network: expected a blur from 0 to 1, got 2");
  CHECK_THROWS_AS(excite(network, 0, 0, {.blur = std::nan("")}), Error);
  CHECK(input_of(network) == before);
}
