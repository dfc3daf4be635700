#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "engine/layers/registry.hpp"
#include "engine/network/network.hpp"

namespace convscope::testing {

/// The first layer of a network {layer, Flatten, Linear} by itself: set its parameters and look at
/// what it gives.
class LayerUnderTest {
 public:
  LayerUnderTest(const std::string& input, const std::string& layer, std::int64_t count)
      : network_(parse_description(R"({"input": )" + input + R"(, "layers": [)" + layer +
                                   R"(, {"type": "Flatten", "name": "f"},
                                       {"type": "Linear", "name": "l", "out_features": 2}]})"),
                 count, 1),
        count_(count) {}

  Network<float>& network() { return network_; }

  void set(const std::string& name, const std::vector<float>& values) {
    for (const auto* tensors : {&network_.parameters(), &network_.states()}) {
      for (const auto& tensor : *tensors) {
        if (tensor.name == name) std::ranges::copy(values, tensor.values.begin());
      }
    }
  }

  std::vector<float> state(const std::string& name) {
    for (const auto& tensor : network_.states()) {
      if (tensor.name == name) return {tensor.values.begin(), tensor.values.end()};
    }
    return {};
  }

  std::vector<float> forward(const std::vector<float>& input, Mode mode = Mode::Eval) {
    std::ranges::copy(input, network_.input().begin());
    network_.forward(count_, mode);
    const auto output = network_.activation(0);
    return {output.begin(), output.begin() + count_ * network_.output_shape(0).size()};
  }

 private:
  Network<float> network_;
  std::int64_t count_;
};

}  // namespace convscope::testing
