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

namespace {

/// Wide enough that images go through the segments one by one; with branches within a segment and
/// from one to another.
constexpr const char* kBranches = R"({"input": [2, 40, 40], "layers": [
    {"type": "Conv2d", "name": "a", "out_channels": 8, "kernel_size": 3, "padding": 1},
    {"type": "BatchNorm2d", "name": "b"}, {"type": "ReLU", "name": "c"},
    {"type": "Conv2d", "name": "d", "out_channels": 8, "kernel_size": 3, "padding": 1},
    {"type": "Add", "name": "e", "inputs": ["d", "c"]}, {"type": "Tanh", "name": "f"},
    {"type": "BatchNorm2d", "name": "g"},
    {"type": "Concat", "name": "h", "inputs": ["g", "e", "input"]},
    {"type": "MaxPool2d", "name": "i", "kernel_size": 8}, {"type": "Flatten", "name": "j"},
    {"type": "Linear", "name": "k", "out_features": 3}]})";
constexpr std::int64_t kImages = 7;

void fill_batch(Network<float>& network) {
  const auto values = random_values<float>(kImages * network.input_shape().size(), 1);
  std::ranges::copy(values, network.input().begin());
  for (int n = 0; n < kImages; ++n) network.labels()[static_cast<std::size_t>(n)] = n % 3;
}

constexpr auto kNan = std::numeric_limits<float>::quiet_NaN();

/// Marks for `layers` in turn: whether the buffer still ends with the NaN it was filled with.
template <class Buffer>
std::string ends_with_nan(const Network<float>& network, Buffer buffer) {
  std::string marks;
  for (std::size_t i = 0; i < network.layer_count(); ++i) {
    marks += std::isnan(buffer(i).back()) ? '1' : '0';
  }
  return marks;
}

std::vector<float> copy_of(std::span<const float> values) {
  return {values.begin(), values.end()};
}

std::vector<float> all_gradients(const Network<float>& network) {
  std::vector<float> all = copy_of(network.all_gradients());
  all.insert(all.end(), network.input_gradient().begin(), network.input_gradient().end());
  return all;
}

}  // namespace

TEST_CASE("gradients that are handed on give those of parameters and input, bit for bit") {
  for (const int threads : {1, 3}) {
    CAPTURE(threads);
    ThreadPool pool(threads);
    Network<float> network(parse_description(kBranches), kImages, 1, {}, pool);
    fill_batch(network);
    network.forward(kImages, Mode::Train);
    const auto gradient = [&](std::size_t i) { return network.activation_gradient(i); };
    const auto gradients = [&](LayerValues how) {
      for (std::size_t i = 0; i < network.layer_count(); ++i) {
        std::ranges::fill(gradient(i), kNan);
      }
      std::ranges::fill(network.all_gradients(), kNan);
      network.backward(true, how);
      return all_gradients(network);
    };
    const std::vector<float> kept = gradients(LayerValues::Keep);
    CHECK(ends_with_nan(network, gradient) == "00000000000");
    CHECK(gradients(LayerValues::HandOn) == kept);
    // b and g look at the whole batch first, e is read by two segments, k works on it as a whole.
    CHECK(ends_with_nan(network, gradient) == "10110101100");
  }
}

TEST_CASE("outputs that are handed on give the same scores, gradients and statistics") {
  for (const int threads : {1, 3}) {
    CAPTURE(threads);
    ThreadPool pool(threads);
    const NetworkDescription description = parse_description(kBranches);
    Network<float> keeping(description, kImages, 1, {}, pool);
    Network<float> network(description, kImages, 1, {}, pool);
    const auto activation = [&](std::size_t i) { return network.activation(i); };
    const auto forward = [&](Mode mode) {
      for (std::size_t i = 0; i < network.layer_count(); ++i) {
        std::ranges::fill(activation(i), kNan);
      }
      keeping.forward(kImages, mode);
      network.forward(kImages, mode, Masks::Draw, LayerValues::HandOn);
      CHECK(copy_of(network.probabilities()) == copy_of(keeping.probabilities()));
    };
    const auto same_states = [&] {
      for (std::size_t i = 0; i < network.states().size(); ++i) {
        CHECK(copy_of(network.states()[i].values) == copy_of(keeping.states()[i].values));
      }
    };
    fill_batch(keeping);
    fill_batch(network);

    forward(Mode::Train);
    // As with the gradients, but for what the backward pass reads: outputs of c and f and inputs of
    // d.
    CHECK(ends_with_nan(network, activation) == "01010011100");
    same_states();
    keeping.backward(true);
    network.backward(true, LayerValues::HandOn);
    CHECK(all_gradients(network) == all_gradients(keeping));

    network.keep_activations();
    for (std::size_t i = 0; i < network.layer_count(); ++i) {
      CHECK(copy_of(activation(i)) == copy_of(keeping.activation(i)));
    }
    same_states();

    // Nobody looks at the batch now.
    forward(Mode::Eval);
    CHECK(ends_with_nan(network, activation) == "11111111100");
    keeping.backward(true);
    network.backward(true);
    CHECK(all_gradients(network) == all_gradients(keeping));

    // b and g look at outputs now that went from layer to layer a moment ago.
    forward(Mode::Train);
    same_states();
    keeping.backward(true);
    network.backward(true, LayerValues::HandOn);
    CHECK(all_gradients(network) == all_gradients(keeping));
  }
}

TEST_CASE("a maximum that is taken before ReLU gives the same scores and gradients") {
  const std::string pools[] = {
      R"({"type": "MaxPool2d", "kernel_size": 2})",
      R"({"type": "MaxPool2d", "kernel_size": 3, "stride": 2, "padding": 1})",
      R"({"type": "MaxPool2d", "kernel_size": 3, "stride": 1, "ceil_mode": true})",
      R"({"type": "AdaptiveMaxPool2d", "output_size": 5})",
      // Larger than its input, so left where it is.
      R"({"type": "MaxPool2d", "kernel_size": 2, "stride": 1, "padding": 1})"};
  for (const std::string& pool : pools) {
    CAPTURE(pool);
    const NetworkDescription description = parse_description(
        R"({"input": [2, 16, 16], "layers": [
            {"type": "Conv2d", "out_channels": 4, "kernel_size": 3}, {"type": "ReLU"},)" +
        pool + R"(, {"type": "Dropout", "p": 0.3}, {"type": "Flatten"},
            {"type": "Linear", "out_features": 3}]})");
    Network<float> keeping(description, kImages, 1);
    Network<float> network(description, kImages, 1);
    fill_batch(keeping);
    fill_batch(network);
    for (const Mode mode : {Mode::Train, Mode::Eval}) {
      keeping.forward(kImages, mode);
      network.forward(kImages, mode, Masks::Draw, LayerValues::HandOn);
      CHECK(copy_of(network.probabilities()) == copy_of(keeping.probabilities()));
      keeping.backward(true);
      network.backward(true, LayerValues::HandOn);
      CHECK(all_gradients(network) == all_gradients(keeping));
      network.keep_activations();
      for (std::size_t i = 0; i < network.layer_count(); ++i) {
        CHECK(copy_of(network.activation(i)) == copy_of(keeping.activation(i)));
      }
    }
  }
}

TEST_CASE("NaN goes through a maximum that is taken before ReLU") {
  Network<float> network(parse_description(R"({"input": [1, 4, 4], "layers": [{"type": "ReLU"},
      {"type": "MaxPool2d", "kernel_size": 2}, {"type": "Flatten"}]})"),
                         1, 1);
  std::ranges::fill(network.input(), -1.0F);
  network.input()[5] = kNan;
  network.input()[10] = 2;
  network.forward(1, Mode::Eval, Masks::Draw, LayerValues::HandOn);
  const auto outputs = network.activation(2);
  CHECK(std::isnan(outputs[0]));
  CHECK(outputs[1] == 0);
  CHECK(outputs[2] == 0);
  CHECK(outputs[3] == 2);
}
