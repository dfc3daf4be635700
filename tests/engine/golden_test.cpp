#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>

#include "engine/layers/registry.hpp"
#include "engine/network/optimizer.hpp"
#include "engine/network/schedule.hpp"
#include "engine/network/trainer_options.hpp"
#include "tests/engine/support/golden.hpp"
#include "tests/engine/support/numbers.hpp"

using namespace convscope;
using namespace convscope::testing;

namespace {

/// PyTorch computed in double precision; what is left is the rounding of the engine's floats, some
/// tens of which add up in these small networks.
constexpr double kPassTolerance = 1e-5;
/// After a step the gradients of the next round start from rounded weights.
constexpr double kStepTolerance = 2e-5;
/// Of each loss of the long run, whose rounding errors feed back into the weights.
constexpr double kRunTolerance = 1e-4;
/// Of each rate: the file holds floats, which round by 6e-8.
constexpr double kRateTolerance = 1e-6;

void check_tensor(const std::string& name, std::span<const float> got,
                  const std::vector<float>& expected, double tolerance) {
  INFO(name);
  check_close(std::vector<float>(got.begin(), got.end()), expected, tolerance);
}

/// One case in the engine: the same batch again and again, with a step of the optimiser after each.
class Rounds {
 public:
  explicit Rounds(const GoldenCase& golden)
      : golden_(golden),
        network_(parse_description(golden.description()), golden.count(), 1),
        rounds_(golden.values("losses").size()) {
    load_tensors(golden, network_);
    load_masks(golden, network_, 0, 1);
    std::ranges::copy(golden.values("input"), network_.input().begin());
    if (golden.has("labels")) load_labels(golden.values("labels"), network_);
    if (golden.has("targets")) {
      std::ranges::copy(golden.values("targets"), network_.targets().begin());
    }
    if (network_.parameters().empty()) return;
    optimizer_.emplace(network_, parse_trainer_options(golden.training()));
  }

  void run() {
    const Mode mode = golden_.options().at("mode") == "train" ? Mode::Train : Mode::Eval;
    for (std::size_t round = 0; round < rounds_; ++round) {
      INFO("round " << round + 1);
      network_.forward(golden_.count(), mode, Masks::Keep);
      const BatchResult result = network_.backward(true);
      if (round == 0) check_passes();
      check_close(std::vector{result.loss}, golden_.row("losses", round, rounds_), kStepTolerance);
      if (optimizer_) CHECK(optimizer_->step());
      check_after(round);
    }
  }

 private:
  void check_passes() {
    const auto expect = [&](const std::string& name, std::span<const float> got) {
      check_tensor(name, got, golden_.values(name), kPassTolerance);
    };
    expect("output", network_.activation(network_.layer_count() - 1));
    expect("input_gradient", network_.input_gradient());
    for (const auto& tensor : network_.parameters()) {
      expect("gradient/" + tensor.name, tensor.gradient);
    }
  }

  void check_after(std::size_t round) {
    const auto expect = [&](const std::string& name, std::span<const float> got) {
      check_tensor(name, got, golden_.row(name, round, rounds_), kStepTolerance);
    };
    for (const auto* tensors : {&network_.parameters(), &network_.states()}) {
      for (const auto& tensor : *tensors) expect("after/" + tensor.name, tensor.values);
    }
    if (golden_.has("averages")) expect("averages", optimizer_->average());
  }

  const GoldenCase& golden_;
  Network<float> network_;
  std::optional<Optimizer> optimizer_;
  std::size_t rounds_;
};

std::vector<ReferenceJson> golden_layers() {
  std::vector<ReferenceJson> layers;
  for (const GoldenCase& golden : golden_cases("rounds")) {
    for (const ReferenceJson& layer : golden.options().at("description").at("layers")) {
      layers.push_back(layer);
    }
  }
  return layers;
}

std::vector<ReferenceJson> values_given(const std::vector<ReferenceJson>& settings,
                                        std::string_view name) {
  std::vector<ReferenceJson> values;
  for (const ReferenceJson& one : settings) {
    if (one.contains(name)) values.push_back(one.at(std::string(name)));
  }
  return values;
}

/// Every choice must occur, and of other options a value that is not the default.
void check_option_occurs(const OptionSchema& option, const std::vector<ReferenceJson>& settings) {
  INFO("option " << option.name);
  const std::vector<ReferenceJson> values = values_given(settings, option.name);
  const auto fallback = ReferenceJson::parse(option.fallback.json().dump());
  const auto differs = [&](const ReferenceJson& value) { return value != fallback; };
  CHECK(std::ranges::any_of(values, differs));
  for (const std::string_view choice : option.choices) {
    INFO("choice " << choice);
    const auto chosen = [&](const ReferenceJson& value) { return value == choice; };
    const bool occurs = fallback == choice || std::ranges::any_of(values, chosen);
    CHECK(occurs);
  }
}

}  // namespace

TEST_CASE("the golden data are made from the cases that stand beside them") {
  for (const GoldenGroup& group : golden_groups()) {
    INFO(group.name << ": npm run golden makes the data anew");
    CHECK(ReferenceJson::parse(group.file.metadata["cases"].text()) == group.source);
  }
}

TEST_CASE("layers, losses and optimisers compute what PyTorch computes") {
  for (const GoldenCase& golden : golden_cases("rounds")) {
    INFO(golden.name());
    CHECK_NOTHROW(Rounds(golden).run());
  }
}

TEST_CASE("every layer type and every option occurs in a golden case") {
  const std::vector<ReferenceJson> layers = golden_layers();
  for (const LayerSchema& schema : layer_schemas()) {
    INFO(schema.type);
    std::vector<ReferenceJson> of_type;
    std::ranges::copy_if(layers, std::back_inserter(of_type), [&](const ReferenceJson& layer) {
      return layer.at("type") == schema.type;
    });
    CHECK_FALSE(of_type.empty());
    for (const OptionSchema& option : schema.options) {
      // PyTorch has no such option; the tests of training are about it.
      if (option.name != "frozen") check_option_occurs(option, of_type);
    }
  }
}

TEST_CASE("every option of the optimisers occurs in a golden case") {
  std::vector<ReferenceJson> settings;
  for (const GoldenCase& golden : golden_cases("rounds")) {
    settings.push_back(golden.options().at("training"));
  }
  for (const OptionSchema& option : documented_trainer_schema().options) {
    // Choosing the images is not the optimiser's business.
    if (option.name == "batch_size" || option.name == "seed") continue;
    check_option_occurs(option, settings);
  }
}

TEST_CASE("learning rates follow PyTorch's schedules") {
  for (const GoldenCase& golden : golden_cases("rates")) {
    INFO(golden.name());
    const auto lr = golden.options().at("lr").get<double>();
    const ReferenceJson given{{"lr", lr}, {"schedule", golden.options().at("schedule")}};
    const TrainerOptions options = parse_trainer_options(given.dump());
    const std::vector<float>& expected = golden.values("learning_rates");
    for (std::size_t step = 0; step < expected.size(); ++step) {
      INFO("step " << step);
      const double rate = scheduled_learning_rate(options.schedule, lr, step);
      CHECK(std::abs(rate - expected[step]) <= kRateTolerance * expected[step] + 1e-15);
    }
  }
}

TEST_CASE("a training run has the losses of the same run in PyTorch") {
  for (const GoldenCase& golden : golden_cases("run")) {
    INFO(golden.name());
    Network<float> network(parse_description(golden.description()), golden.count(), 1);
    load_tensors(golden, network);
    Optimizer optimizer(network, parse_trainer_options(golden.training()));
    const std::vector<float>& losses = golden.values("losses");
    const auto batches = golden.values("labels").size() / static_cast<std::size_t>(golden.count());
    for (std::size_t step = 0; step < losses.size(); ++step) {
      INFO("step " << step);
      const std::size_t batch = step % batches;
      std::ranges::copy(golden.row("input", batch, batches), network.input().begin());
      load_labels(golden.row("labels", batch, batches), network);
      load_masks(golden, network, step, losses.size());
      network.forward(golden.count(), Mode::Train, Masks::Keep);
      const double loss = network.backward(false).loss;
      CHECK(std::abs(loss - losses[step]) <= kRunTolerance * losses[step]);
      CHECK(optimizer.step());
    }
  }
}
