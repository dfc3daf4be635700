#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "engine/network/network.hpp"
#include "tests/engine/support/gradient_check.hpp"
#include "tests/engine/support/numbers.hpp"

using namespace convscope;
using namespace convscope::testing;

namespace {

const GradientCases add_cases{
    "Add",
    {{"[2, 4, 4]", R"({"type": "Conv2d", "name": "a", "out_channels": 2, "kernel_size": 3,
                       "padding": 1}, {"type": "ReLU", "name": "b"},
                      {"type": "Add", "inputs": ["b", "input"]})"},
     {"[3]", R"({"type": "Linear", "name": "a", "out_features": 3}, {"type": "Tanh", "name": "b"},
                {"type": "Add", "name": "c", "inputs": ["a", "b", "a"]},
                {"type": "Add", "inputs": ["c", "b", "input", "c"]})"}}};
const GradientCases concat_cases{
    "Concat",
    {{"[2, 3, 3]", R"({"type": "Conv2d", "name": "a", "out_channels": 3, "kernel_size": 1},
                      {"type": "Concat", "inputs": ["input", "a", "input"]})"},
     {"[2, 3, 4]", R"({"type": "Conv2d", "name": "a", "out_channels": 2, "kernel_size": [2, 1]},
                      {"type": "Concat", "inputs": ["a", "input"], "dim": 2})"},
     {"[2, 3, 4]", R"({"type": "Sigmoid", "name": "a"},
                      {"type": "Concat", "inputs": ["a", "input"], "dim": 3})"},
     {"[4]", R"({"type": "Linear", "name": "a", "out_features": 2},
                {"type": "Concat", "inputs": ["a", "input"]})"}}};

Network<float> build(const std::string& layers, const std::string& more = "") {
  return Network<float>(
      parse_description(R"({"input": [2, 4, 4], "layers": [)" + layers + "]" + more + "}"), 2, 1);
}

constexpr const char* kHead = R"({"type": "Flatten", "name": "f"},
    {"type": "Linear", "name": "fc", "out_features": 3})";

}  // namespace

TEST_CASE("Add and Concat compute what they say") {
  auto network = build(R"({"type": "Identity", "name": "a"},
      {"type": "Add", "name": "sum", "inputs": ["a", "input"]},
      {"type": "Concat", "name": "both", "inputs": ["input", "sum"]},)" +
                       std::string(kHead));
  const auto x = random_values<float>(64, 1);
  std::ranges::copy(x, network.input().begin());
  network.forward(2, Mode::Eval);
  CHECK(network.output_shape(2) == Shape{4, 4, 4});
  for (std::size_t n = 0; n < 2; ++n) {
    for (std::size_t i = 0; i < 32; ++i) {
      CHECK(network.activation(2)[n * 64 + i] == x[n * 32 + i]);
      CHECK(network.activation(2)[n * 64 + 32 + i] == 2 * x[n * 32 + i]);
    }
  }
}

TEST_CASE("a branch that leads nowhere has gradient zero") {
  auto network = build(R"({"type": "Conv2d", "name": "lost", "out_channels": 2, "kernel_size": 3},
      {"type": "Flatten", "name": "g", "inputs": ["input"]},
      {"type": "Linear", "name": "l", "out_features": 3})");
  std::ranges::fill(network.all_gradients(), std::numeric_limits<float>::quiet_NaN());
  network.forward(2, Mode::Train);
  network.backward(true);
  CHECK(network.parameters()[0].name == "lost.weight");
  for (const float value : network.parameters()[0].gradient) CHECK(value == 0);
}

TEST_CASE("wrong graphs are refused") {
  const auto message = [](const std::string& layers) {
    try {
      build(layers + "," + kHead);
    } catch (const Error& error) {
      return std::string(to_string(error.code())) + " " + error.what();
    }
    return std::string("nothing");
  };
  CHECK(message(R"({"type": "Add", "name": "a", "inputs": ["input", "b"]},
                   {"type": "ReLU", "name": "b"})") ==
        "InvalidDescription Add(a): expected inputs out of earlier layers, got \"b\", which stands "
        "here or later and would make a cycle");
  CHECK(
      message(R"({"type": "ReLU", "name": "a", "inputs": ["a"]})") ==
      "InvalidDescription ReLU(a): expected inputs out of earlier layers, got \"a\", which stands "
      "here or later and would make a cycle");
  CHECK(message(R"({"type": "ReLU", "name": "a", "inputs": ["ghost"]})") ==
        "InvalidDescription ReLU(a): expected inputs out of earlier layers, got \"ghost\"");
  CHECK(message(R"({"type": "Add", "name": "a"})") ==
        "InvalidDescription Add(a): expected 2 to 16 inputs, got 1");
  CHECK(message(R"({"type": "ReLU", "name": "a", "inputs": ["input", "input"]})") ==
        "InvalidDescription ReLU(a): expected 1 input, got 2");
  CHECK(message(R"({"type": "ReLU", "name": "a", "inputs": 3})") ==
        "InvalidDescription ReLU(a): expected inputs to be a list of layer names, got 3");
  CHECK(message(R"({"type": "ReLU", "name": "input"})") ==
        "InvalidDescription Network: layer 1: expected a name other than input, the network's own");
  CHECK(message(R"({"type": "Conv2d", "name": "c", "out_channels": 2, "kernel_size": 3},
                   {"type": "Add", "name": "a", "inputs": ["c", "input"]})") ==
        "ShapeMismatch Add(a): expected inputs of one shape, got (2, 2, 2) and (2, 4, 4)");
  CHECK(message(R"({"type": "Conv2d", "name": "c", "out_channels": 2, "kernel_size": 3},
                   {"type": "Concat", "name": "a", "inputs": ["c", "input"]})") ==
        "ShapeMismatch Concat(a): expected inputs that differ only along dim 1, got (2, 2, 2) and "
        "(2, 4, 4)");
}

TEST_CASE("a network that would outgrow its memory is refused before anything is allocated") {
  CHECK_THROWS_WITH(
      Network<float>(parse_description(R"({"input": [1, 1000, 1000], "layers": [
          {"type": "Flatten"}, {"type": "Linear", "out_features": 2}]})"),
                     4, 1, {.bytes = std::uint64_t{8} << 20}),
      "Network: expected at most 8 MiB of memory; use fewer or smaller layers or a smaller batch");
}

TEST_CASE("a network with more weights than there may be is refused before anything is allocated") {
  const NetworkDescription description = parse_description(
      R"({"input": [2, 4, 4], "layers": [{"type": "BatchNorm2d"}, {"type": "Flatten"},
          {"type": "Linear", "out_features": 3}]})");
  // Two of each for the normalisation, and 32 x 3 + 3.
  CHECK_NOTHROW(Network<float>(description, 1, 1, {.weights = 107}));
  CHECK_THROWS_WITH(
      Network<float>(description, 1, 1, {.weights = 106}),
      "Network: expected at most 106 weights, as many as the file has room for, got 107");
}

TEST_CASE("gradients that are handed on give those of parameters and input, bit for bit") {
  // Wide enough that images go through the segments one by one; with branches within a segment and
  // from one to another.
  const NetworkDescription description = parse_description(R"({"input": [2, 40, 40], "layers": [
      {"type": "Conv2d", "name": "a", "out_channels": 8, "kernel_size": 3, "padding": 1},
      {"type": "BatchNorm2d", "name": "b"}, {"type": "ReLU", "name": "c"},
      {"type": "Conv2d", "name": "d", "out_channels": 8, "kernel_size": 3, "padding": 1},
      {"type": "Add", "name": "e", "inputs": ["d", "c"]}, {"type": "Tanh", "name": "f"},
      {"type": "BatchNorm2d", "name": "g"},
      {"type": "Concat", "name": "h", "inputs": ["g", "e", "input"]},
      {"type": "MaxPool2d", "name": "i", "kernel_size": 8}, {"type": "Flatten", "name": "j"},
      {"type": "Linear", "name": "k", "out_features": 3}]})");
  constexpr std::int64_t kCount = 7;
  for (const int threads : {1, 3}) {
    CAPTURE(threads);
    ThreadPool pool(threads);
    Network<float> network(description, kCount, 1, {}, pool);
    std::ranges::copy(random_values<float>(kCount * 3200, 1), network.input().begin());
    for (int n = 0; n < kCount; ++n) network.labels()[static_cast<std::size_t>(n)] = n % 3;
    network.forward(kCount, Mode::Train);
    const auto gradients = [&](LayerGradients how) {
      for (std::size_t i = 0; i < network.layer_count(); ++i) {
        std::ranges::fill(network.activation_gradient(i), std::numeric_limits<float>::quiet_NaN());
      }
      std::ranges::fill(network.all_gradients(), std::numeric_limits<float>::quiet_NaN());
      network.backward(true, how);
      std::vector<float> all(network.all_gradients().begin(), network.all_gradients().end());
      all.insert(all.end(), network.input_gradient().begin(), network.input_gradient().end());
      return all;
    };
    const auto ends_with_nan = [&](std::size_t layer) {
      return std::isnan(network.activation_gradient(layer).back());
    };
    const std::vector<float> kept = gradients(LayerGradients::Keep);
    for (std::size_t i = 0; i < network.layer_count(); ++i) CHECK_FALSE(ends_with_nan(i));
    CHECK(gradients(LayerGradients::HandOn) == kept);
    // b and g look at the whole batch first, e is read by two segments, k works on it as a whole.
    const bool handed_on[] = {true,  false, true, true,  false, true,
                              false, true,  true, false, false};
    for (std::size_t i = 0; i < network.layer_count(); ++i) {
      CAPTURE(i);
      CHECK(ends_with_nan(i) == handed_on[i]);
    }
  }
}
