#include "tests/engine/support/gradient_check.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "engine/layers/registry.hpp"
#include "engine/network/network.hpp"
#include "tests/engine/support/numbers.hpp"

namespace convscope::testing {
namespace {

constexpr std::int64_t kBatch = 3;

std::vector<RegisteredCase>& cases() {
  static std::vector<RegisteredCase> list;
  return list;
}

Network<double> build(const GradientCase& gradient_case) {
  const std::string text = R"({"input": )" + gradient_case.input + R"(, "layers": [)" +
                           gradient_case.layers +
                           R"(, {"type": "Flatten", "name": "last_flatten"},
                               {"type": "Linear", "name": "last_linear", "out_features": 3}]})";
  return Network<double>(parse_description(text), kBatch, 7);
}

/// One forward pass with the same random masks each time.
void run(Network<double>& network, Mode mode) {
  network.set_training_passes(41);
  network.forward(kBatch, mode);
}

void randomize(Network<double>& network) {
  std::uint64_t seed = 100;
  const auto fill = [&](std::span<double> values, double centre, double spread) {
    const auto draws = random_values<double>(std::ssize(values), seed++);
    std::ranges::transform(draws, values.begin(), [&](double d) { return centre + spread * d; });
  };
  fill(network.input(), 0, 1);
  for (const auto& tensor : network.parameters()) fill(tensor.values, 0.1, 0.6);
  for (const auto& tensor : network.states()) {
    const bool variance = tensor.name.ends_with("running_var");
    fill(tensor.values, variance ? 1.2 : 0.1, variance ? 0.5 : 0.3);
  }
  for (std::int64_t n = 0; n < kBatch; ++n) {
    network.labels()[static_cast<std::size_t>(n)] = static_cast<std::int32_t>(n % 3);
  }
}

/// Statistics that a training pass moves are put back, so that each pass sees the same network.
class StateKeeper {
 public:
  explicit StateKeeper(const Network<double>& network) : network_(network) {
    for (const auto& tensor : network.states()) {
      saved_.emplace_back(tensor.values.begin(), tensor.values.end());
    }
  }
  void restore() const {
    for (std::size_t i = 0; i < saved_.size(); ++i) {
      std::ranges::copy(saved_[i], network_.states()[i].values.begin());
    }
  }

 private:
  const Network<double>& network_;
  std::vector<std::vector<double>> saved_;
};

/// For each layer, whether a backward pass reads its output.
std::vector<bool> reread_outputs(const Network<double>& network) {
  std::vector<bool> reread;
  for (std::size_t i = 0; i < network.layer_count(); ++i) {
    const Nature nature = find_layer_schema(network.layer_description(i).type)->nature;
    reread.push_back(nature.rereads_output);
    for (const int source : network.sources(i)) {
      if (source >= 0 && nature.rereads_inputs) reread[static_cast<std::size_t>(source)] = true;
    }
  }
  // The loss starts from these.
  reread.back() = true;
  return reread;
}

std::vector<double> gradients(Network<double>& network) {
  network.backward(true);
  std::vector<double> all(network.all_gradients().begin(), network.all_gradients().end());
  all.insert(all.end(), network.input_gradient().begin(), network.input_gradient().end());
  return all;
}

}  // namespace

GradientCases::GradientCases(const char* type, std::vector<GradientCase> list) {
  for (GradientCase& each : list) cases().push_back({type, std::move(each)});
}

const std::vector<RegisteredCase>& registered_gradient_cases() {
  return cases();
}

int check_gradients(const GradientCase& gradient_case) {
  Network<double> network = build(gradient_case);
  randomize(network);
  const StateKeeper states(network);
  run(network, gradient_case.mode);
  network.backward(true);

  int compared = 0;
  const auto compare = [&](const std::string& name, std::span<double> values,
                           std::span<const double> gradient) {
    const std::vector<double> analytic(gradient.begin(), gradient.end());
    const std::size_t count = name == "input"
                                  ? static_cast<std::size_t>(kBatch * network.input_shape().size())
                                  : values.size();
    for (std::size_t i = 0; i < count; ++i, ++compared) {
      constexpr double kStep = 1e-6;
      const double original = values[i];
      const auto loss_at = [&](double value) {
        values[i] = value;
        states.restore();
        run(network, gradient_case.mode);
        return network.loss().loss;
      };
      const double slope = (loss_at(original + kStep) - loss_at(original - kStep)) / (2 * kStep);
      values[i] = original;
      const double scale = std::max({std::abs(slope), std::abs(analytic[i]), 1e-3});
      INFO(name << "[" << i << "]: analytic " << analytic[i] << ", numeric " << slope);
      CHECK(std::abs(analytic[i] - slope) <= 1e-6 * scale);
    }
  };
  compare("input", network.input(), network.input_gradient());
  for (const auto& tensor : network.parameters()) {
    compare(tensor.name, tensor.values, tensor.gradient);
  }
  return compared;
}

bool gradients_need_only_what_is_reread(const GradientCase& gradient_case) {
  Network<double> network = build(gradient_case);
  randomize(network);
  run(network, gradient_case.mode);
  const std::vector<double> expected = gradients(network);
  const std::vector<bool> reread = reread_outputs(network);
  for (std::size_t i = 0; i < network.layer_count(); ++i) {
    if (reread[i]) continue;
    std::ranges::fill(network.activation(i), std::numeric_limits<double>::quiet_NaN());
  }
  return gradients(network) == expected;
}

}  // namespace convscope::testing
