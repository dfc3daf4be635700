#pragma once

#include <string>
#include <vector>

#include "engine/layers/layer.hpp"

namespace convscope::testing {

/// A small network in which one layer type is checked against finite differences.
struct GradientCase {
  /// JSON of the input shape, such as [2, 5, 5].
  std::string input;
  /// JSON of the layers under test, without the brackets of the list. A Flatten and a Linear with
  /// three outputs follow.
  std::string layers;
  Mode mode = Mode::Train;
};

/// Registers the cases of one layer type; layers_test.cpp runs them all and fails for a type of the
/// layer list that has none.
struct GradientCases {
  GradientCases(const char* type, std::vector<GradientCase> cases);
};

struct RegisteredCase {
  std::string type;
  GradientCase gradient_case;
};
const std::vector<RegisteredCase>& registered_gradient_cases();

/// Compares every parameter gradient and the input gradient of the double network with central
/// differences of its loss, relative error below 1e-6. Returns the number of derivatives compared.
int check_gradients(const GradientCase& gradient_case);

/// Whether all gradients stay the same, bit for bit, when the outputs that no schema says are read
/// again turn into NaN before the backward pass.
bool gradients_need_only_what_is_reread(const GradientCase& gradient_case);

}  // namespace convscope::testing
