#include "engine/network/inspect.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "tests/engine/support/numbers.hpp"

using namespace convscope;
using namespace convscope::testing;

namespace {

template <class T = double>
Network<T> build(const std::string& input, const std::string& layers, std::int64_t count = 2) {
  Network<T> network(
      parse_description(R"({"input": )" + input + R"(, "layers": [)" + layers + "]}"), count, 3);
  const auto x = random_values<T>(std::ssize(network.input()), 5);
  std::ranges::copy(x, network.input().begin());
  return network;
}

constexpr const char* kHead = R"(, {"type": "Flatten", "name": "f"},
    {"type": "Linear", "name": "fc", "out_features": 3})";

/// One of every layer type that works on images, with holes, mirrors, groups and skips.
const std::string kZoo = R"(
    {"type": "Conv2d", "name": "c1", "out_channels": 4, "kernel_size": 3, "dilation": 2,
     "padding": [2, 1, 1, 2]},
    {"type": "BatchNorm2d", "name": "n"}, {"type": "GELU", "name": "g"},
    {"type": "Conv2d", "name": "c2", "out_channels": 4, "kernel_size": 3, "padding": "same",
     "padding_mode": "reflect", "groups": 2},
    {"type": "Add", "name": "sum", "inputs": ["c2", "g"]},
    {"type": "MaxPool2d", "name": "m", "kernel_size": 2, "ceil_mode": true},
    {"type": "ConvTranspose2d", "name": "t", "out_channels": 2, "kernel_size": 3, "stride": 2,
     "padding": 1},
    {"type": "AvgPool2d", "name": "a", "kernel_size": 3, "stride": 2, "padding": 1},
    {"type": "Concat", "name": "both", "inputs": ["a", "m"]},
    {"type": "Softmax", "name": "s"}, {"type": "Dropout", "name": "d", "p": 0.25},
    {"type": "AdaptiveAvgPool2d", "name": "p", "output_size": [2, 3]})" +
                         std::string(kHead);

template <class T>
std::size_t index_of(const Network<T>& network, const std::string& name) {
  for (std::size_t i = 0; i < network.layer_count(); ++i) {
    if (network.layer(i).name() == name) return i;
  }
  FAIL("no layer " << name);
  return 0;
}

}  // namespace

TEST_CASE("receptive fields are those of the lessons") {
  const std::string conv3 = R"({"type": "Conv2d", "out_channels": 1, "kernel_size": 3})";
  auto three = build("[1, 12, 12]", conv3 + "," + conv3 + "," + conv3 + kHead);
  CHECK(receptive_field(three, 0)[0].size == 3);
  CHECK(receptive_field(three, 1)[0].size == 5);
  CHECK(receptive_field(three, 2)[1].size == 7);
  CHECK(receptive_field(three, 3)[0].size == 12);

  auto pooled = build("[1, 28, 28]",
                      R"({"type": "Conv2d", "out_channels": 1, "kernel_size": 5, "padding": 2},
                         {"type": "MaxPool2d", "kernel_size": 2},
                         {"type": "Conv2d", "out_channels": 1, "kernel_size": 5})" +
                          std::string(kHead));
  const auto field = receptive_field(pooled, 2);
  CHECK(field[0].size == 14);
  CHECK(field[0].jump == 2);
  CHECK(field[0].start == -2);

  auto skewed = build("[1, 20, 20]",
                      R"({"type": "Conv2d", "out_channels": 1, "kernel_size": [3, 5],
                          "stride": [2, 1], "dilation": [1, 2]})" +
                          std::string(kHead));
  CHECK(receptive_field(skewed, 0)[0].size == 3);
  CHECK(receptive_field(skewed, 0)[0].jump == 2);
  CHECK(receptive_field(skewed, 0)[1].size == 9);
}

TEST_CASE("what a trace finds is exactly what moves a unit") {
  auto network = build("[2, 9, 8]", kZoo, 1);
  for (const auto& tensor : network.parameters()) {
    const auto values = random_values<double>(std::ssize(tensor.values), 11);
    std::ranges::copy(values, tensor.values.begin());
  }
  network.forward(1, Mode::Eval);
  std::vector<std::vector<double>> before;
  for (std::size_t i = 0; i < network.layer_count(); ++i) {
    const auto values = network.activation(i);
    before.emplace_back(values.begin(), values.end());
  }
  // The greatest of a window hides the others, so each input is moved far, both ways.
  std::vector<std::vector<std::vector<char>>> moved(network.layer_count());
  for (std::size_t i = 0; i < network.layer_count(); ++i) {
    moved[i].assign(before[i].size(), std::vector<char>(network.input().size()));
  }
  for (std::size_t e = 0; e < network.input().size(); ++e) {
    const double original = network.input()[e];
    for (const double shift : {-40.0, -2.0, 2.0, 40.0}) {
      network.input()[e] = original + shift;
      network.forward(1, Mode::Eval);
      for (std::size_t i = 0; i < network.layer_count(); ++i) {
        for (std::size_t u = 0; u < before[i].size(); ++u) {
          if (network.activation(i)[u] != before[i][u]) moved[i][u][e] = 1;
        }
      }
    }
    network.input()[e] = original;
  }
  RandomStream random(1, 2);
  for (const char* name : {"c1", "n", "c2", "sum", "m", "t", "a", "both", "p"}) {
    const std::size_t layer = index_of(network, name);
    for (int draw = 0; draw < 12; ++draw) {
      const auto unit = random.below(static_cast<std::uint32_t>(before[layer].size()));
      const Marks marks = trace_sources(network, layer, unit);
      INFO(name << " unit " << unit);
      // Pooling may hide an input from every trial; nothing outside the trace may ever move it.
      const bool hides = std::string(name) != "c1" && std::string(name) != "n" &&
                         std::string(name) != "c2" && std::string(name) != "sum";
      for (std::size_t e = 0; e < marks[0].size(); ++e) {
        if (marks[0][e] == 0) CHECK(moved[layer][unit][e] == 0);
        if (!hides && marks[0][e] != 0) CHECK(moved[layer][unit][e] == 1);
      }
    }
  }
  // The other way round, over the same relation.
  for (std::int64_t e : {0, 17, 143}) {
    const Marks reach = trace_reach(network, e);
    for (const char* name : {"c2", "t", "both", "fc"}) {
      const std::size_t layer = index_of(network, name);
      for (std::int64_t u = 0; u < std::ssize(before[layer]); ++u) {
        const Marks back = trace_sources(network, layer, u);
        CHECK(reach[layer + 1][static_cast<std::size_t>(u)] ==
              back[0][static_cast<std::size_t>(e)]);
      }
    }
  }
}

TEST_CASE("the terms of every unit give its value") {
  for (const Mode mode : {Mode::Eval, Mode::Train}) {
    auto network = build("[2, 9, 8]", kZoo, 2);
    network.forward(2, mode);
    for (std::size_t layer = 0; layer < network.layer_count(); ++layer) {
      INFO(network.layer(layer).name());
      const std::int64_t units = network.output_shape(layer).size();
      for (std::int64_t unit = 0; unit < units; unit += 7) {
        const Explanation explanation = explain(network, layer, 1, unit);
        const double result = network.activation(layer)[static_cast<std::size_t>(units + unit)];
        CHECK(explanation.result == result);
        double sum = explanation.bias;
        double most = -1e300;
        for (const Term& term : explanation.terms) {
          sum += term.value * term.weight;
          most = std::max(most, term.value);
        }
        if (explanation.rule == Rule::WeightedSum) {
          CHECK(std::abs(sum - result) <= 1e-10 * (1 + std::abs(result)));
        }
        if (explanation.rule == Rule::Maximum) CHECK(most == result);
      }
    }
  }
}

TEST_CASE("an explanation of batch normalisation shows each step with its statistics") {
  auto network = build("[3]", R"({"type": "BatchNorm1d", "name": "n"},
                                 {"type": "Linear", "name": "fc", "out_features": 2})",
                       3);
  const std::vector<double> rows{1, 2, 3, 4, 5, 6, 7, 8, 9};
  std::ranges::copy(rows, network.input().begin());
  network.forward(3, Mode::Train);
  const Explanation explanation = explain(network, 0, 0, 1);
  const auto step = [&](std::string_view name) {
    for (const auto& [key, value] : explanation.steps) {
      if (key == name) return value;
    }
    return std::nan("");
  };
  CHECK(step("mean") == 5);
  CHECK(step("variance") == 6);
  CHECK(step("centred") == -3);
  CHECK(step("normalised") == doctest::Approx(-1.2247).epsilon(1e-4));
  CHECK(explanation.result == doctest::Approx(-1.2247).epsilon(1e-4));
}

TEST_CASE("an explanation of softmax shows each power, their sum and its logarithm") {
  auto network = build("[3]", R"({"type": "Softmax", "name": "s"},
      {"type": "LogSoftmax", "name": "l", "inputs": ["input"]},
      {"type": "Linear", "name": "fc", "out_features": 2})",
                       3);
  // Too large for exp, unless the largest is taken off first.
  std::ranges::copy(std::vector<double>{1001, 1003, 1002}, network.input().begin());
  network.forward(1, Mode::Eval);
  const double sum = std::exp(-2.0) + 1 + std::exp(-1.0);
  const std::vector<std::pair<std::string_view, double>> expected{
      {"maximum", 1003},  {"exponential", std::exp(-2.0)},
      {"exponential", 1}, {"exponential", std::exp(-1.0)},
      {"sum", sum},       {"logarithm", std::log(sum)}};
  for (const std::size_t layer : {0U, 1U}) {
    const Explanation explanation = explain(network, layer, 0, 2);
    REQUIRE(explanation.steps.size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
      CHECK(explanation.steps[i].first == expected[i].first);
      CHECK(explanation.steps[i].second == doctest::Approx(expected[i].second).epsilon(1e-12));
    }
    const double share = std::exp(-1.0) / sum;
    CHECK(explanation.result == doctest::Approx(layer == 0 ? share : std::log(share)));
  }
}

TEST_CASE("the gradient of a score equals finite differences, for the input and any layer") {
  auto network = build("[2, 9, 8]", kZoo, 2);
  network.forward(2, Mode::Eval);
  propagate_score(network, 1);
  const auto gradient = network.input_gradient();
  const std::vector<double> analytic(gradient.begin(), gradient.end());
  for (std::size_t e = 0; e < analytic.size(); e += 5) {
    const double original = network.input()[e];
    const auto score = [&](double value) {
      network.input()[e] = value;
      network.forward(2, Mode::Eval);
      const auto outputs = network.activation(network.layer_count() - 1);
      return outputs[1] + outputs[4];
    };
    const double slope = (score(original + 1e-6) - score(original - 1e-6)) / 2e-6;
    network.input()[e] = original;
    CHECK(std::abs(analytic[e] - slope) <= 1e-6 * std::max(1e-2, std::abs(slope)));
  }
}

TEST_CASE("Grad-CAM weighs the channels by their mean gradient") {
  auto network = build("[1, 6, 6]",
                       R"({"type": "Conv2d", "name": "c", "out_channels": 3, "kernel_size": 3},
                          {"type": "ReLU", "name": "r"})" +
                           std::string(kHead));
  network.forward(2, Mode::Eval);
  const auto map = grad_cam(network, 1, 1, 2);
  REQUIRE(map.size() == 16);
  // The head is linear, so the gradient of a score is a row of its weights.
  const auto weights = network.parameters()[2].values.subspan(2 * 48, 48);
  for (std::size_t i = 0; i < 16; ++i) {
    double sum = 0;
    for (std::size_t c = 0; c < 3; ++c) {
      double mean = 0;
      for (std::size_t k = 0; k < 16; ++k) mean += weights[c * 16 + k] / 16;
      sum += mean * network.activation(1)[48 + c * 16 + i];
    }
    CHECK(map[i] == doctest::Approx(std::max(sum, 0.0)));
  }
  CHECK_THROWS_WITH(grad_cam(network, 3, 0, 0),
                    "Linear(fc): expected an output of shape (C, H, W) for Grad-CAM, got (3)");
  CHECK_THROWS_WITH(grad_cam(network, 0, 2, 0),
                    "Network: expected a sample of the last pass below 2, got 2");
  CHECK_THROWS_WITH(propagate_score(network, 3), "Network: expected an output below 3, got 3");
}

TEST_CASE("histograms count every value once, and units that do nothing are found") {
  const std::vector<float> values{0, 1, 2, 3, 4, std::nanf(""), 4, 0.5F};
  const Histogram bars = histogram<float>(values, 4);
  CHECK(bars.minimum == 0);
  CHECK(bars.maximum == 4);
  CHECK(bars.counts == std::vector<std::int64_t>{2, 1, 1, 3});
  CHECK(bars.not_finite == 1);
  CHECK(histogram<float>(std::vector<float>{7, 7}, 3).counts == std::vector<std::int64_t>{2, 0, 0});
  CHECK_THROWS_WITH(histogram<float>(values, 0), "Network: expected 1 to 4096 bins, got 0");
  CHECK(norm<float>(std::vector<float>{3, 4}) == 5);

  auto network = build<float>("[3]", R"({"type": "ReLU", "name": "r"},
      {"type": "Sigmoid", "name": "s", "inputs": ["input"]}, {"type": "Tanh", "inputs": ["input"]},
      {"type": "Linear", "name": "l", "out_features": 2})");
  std::ranges::copy(std::vector<float>{-1, 9, 2, -8, 9, -1}, network.input().begin());
  network.forward(2, Mode::Eval);
  CHECK(unit_health(network, 0).dead == 1);
  CHECK(unit_health(network, 0).saturated == 0);
  CHECK(unit_health(network, 1).saturated == 1);
  CHECK(unit_health(network, 2).saturated == 1);
  CHECK(unit_health(network, 2).units == 3);
}
