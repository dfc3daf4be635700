#include "engine/network/description.hpp"

#include <doctest/doctest.h>

#include "engine/network/network.hpp"

using namespace convscope;

namespace {

ErrorCode code_of(const std::string& text) {
  try {
    const Network<float> network(parse_description(text), 2, 1);
  } catch (const Error& error) {
    return error.code();
  }
  FAIL("accepted: " << text);
  return ErrorCode::InvalidData;
}

std::string with_layers(const std::string& layers) {
  return R"({"input": [1, 8, 8], "layers": [)" + layers + "]}";
}

constexpr const char* kEnd = R"({"type": "Flatten"}, {"type": "Linear", "out_features": 2})";

}  // namespace

TEST_CASE("a description gives names, shapes and parameter counts") {
  const auto network = Network<float>(
      parse_description(with_layers(std::string(R"({"type": "Conv2d", "out_channels": 3,
          "kernel_size": [3, 5]}, {"type": "BatchNorm2d"}, {"type": "ReLU", "name": "act"},
          {"type": "MaxPool2d", "kernel_size": 2}, )") +
                                    kEnd)),
      2, 1);
  const Json json = describe(network);
  std::vector<std::string> names;
  for (const Json& layer : json["layers"].items()) names.push_back(layer["name"].text());
  CHECK(names ==
        std::vector<std::string>{"conv1", "batchnorm1", "act", "maxpool1", "flatten1", "linear1"});
  const std::vector<Json>& layers = json["layers"].items();
  CHECK(layers[0]["outputShape"].dump() == "[3,6,4]");
  CHECK(layers[3]["outputShape"].dump() == "[3,3,2]");
  CHECK(layers[0]["parameterCount"].number() == 3 * 15 + 3);
  CHECK(layers[0]["options"]["stride"].dump() == "[1,1]");
  CHECK(json["parameterCount"].number() == 48 + 6 + 18 * 2 + 2);
  CHECK(network.parameters()[0].name == "conv1.weight");
  CHECK(network.states()[1].name == "batchnorm1.running_var");
}

TEST_CASE("wrong descriptions are refused with a typed error") {
  for (const char* text :
       {"",
        "{",
        "[]",
        "null",
        "{}",
        R"({"input": [1, 8, 8]})",
        R"({"input": [1, 8, 8], "layers": []})",
        R"({"input": [1, 8, 8], "layers": {}})",
        R"({"input": [1, 8], "layers": [{"type": "Flatten"}]})",
        R"({"input": [1, 8, 0], "layers": [{"type": "Flatten"}]})",
        R"({"input": [1, 8, 2.5], "layers": [{"type": "Flatten"}]})",
        R"({"input": [1, 8, 1e300], "layers": [{"type": "Flatten"}]})",
        R"({"input": "x", "layers": [{"type": "Flatten"}]})",
        R"({"input": [1, 8, 8], "layers": [7]})",
        R"({"input": [1, 8, 8], "layers": [{}]})",
        R"({"input": [1, 8, 8], "layers": [{"type": 3}]})",
        R"({"input": [1, 8, 8], "layers": [{"type": "Conv3d"}]})",
        R"({"input": [1, 8, 8], "layers": [{"type": "ReLU", "name": "a b"}]})",
        R"({"input": [1, 8, 8], "layers": [{"type": "ReLU", "name": ""}]})",
        R"({"input": [1, 8, 8], "layers": [{"type": "ReLU", "name": "a"},
            {"type": "ReLU", "name": "a"}]})",
        R"({"input": [1, 8, 8], "layers": [{"type": "Flatten"}], "loss": "HingeLoss"})",
        R"({"input": [1, 8, 8], "layers": [{"type": "Flatten"}], "init": "zeros"})",
        R"({"input": [1, 8, 8], "layers": [{"type": "Flatten"}], "init": 4})",
        R"({"input": [1, 8, 8], "layers": [{"type": "Flatten"}], "colour": 4})"}) {
    INFO(text);
    CHECK(code_of(text) == ErrorCode::InvalidDescription);
  }
}

TEST_CASE("layers that do not fit and networks too large are refused with a typed error") {
  CHECK(code_of(with_layers(R"({"type": "ReLU"})")) == ErrorCode::ShapeMismatch);
  CHECK(code_of(with_layers(R"({"type": "Flatten"}, {"type": "Linear", "out_features": 1})")) ==
        ErrorCode::ShapeMismatch);
  CHECK(code_of(with_layers(R"({"type": "Flatten"}, {"type": "Linear", "out_features": -1})")) ==
        ErrorCode::InvalidOption);
  CHECK(code_of(R"({"input": [4096, 65536, 65536], "layers": [{"type": "Flatten"}]})") ==
        ErrorCode::OutOfMemory);
  CHECK(code_of(R"({"input": [65536], "layers": [{"type": "Linear", "out_features": 65536}]})") ==
        ErrorCode::OutOfMemory);
}

TEST_CASE("the batch size is checked") {
  const auto description = parse_description(with_layers(kEnd));
  CHECK_THROWS_WITH(Network<float>(description, 0, 1),
                    "Network: expected a batch size from 1 to 65536, got 0");
  Network<float> network(description, 2, 1);
  CHECK_THROWS_WITH(network.forward(3, Mode::Eval), "Network: expected from 1 to 2 samples, got 3");
  CHECK_THROWS_WITH(network.backward(true),
                    "Network: expected a forward pass before backward or loss");
}

TEST_CASE("the same seed gives the same weights, another seed others") {
  const auto description = parse_description(with_layers(kEnd));
  const auto weights = [&](std::uint64_t seed) {
    const Network<float> network(description, 1, seed);
    const auto all = network.all_parameters();
    return std::vector<float>(all.begin(), all.end());
  };
  CHECK(weights(5) == weights(5));
  CHECK(weights(5) != weights(6));
}
