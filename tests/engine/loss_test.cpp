#include "engine/network/loss.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "engine/kernels/regression_loss.hpp"
#include "engine/kernels/regression_loss_reference.hpp"
#include "engine/network/trainer.hpp"
#include "tests/engine/support/numbers.hpp"
#include "tests/engine/support/toy_data.hpp"

using namespace convscope;
using namespace convscope::testing;

namespace {

Network<double> build(const std::string& loss, const std::string& last = "") {
  return Network<double>(parse_description(R"({"input": [4], "layers": [
      {"type": "Linear", "name": "fc", "out_features": 3}])" +
                                           last + R"(, "loss": )" + loss + "}"),
                         5, 1);
}

}  // namespace

TEST_CASE("the gradient of every loss equals finite differences of it") {
  for (const char* loss :
       {R"("CrossEntropyLoss")", R"({"type": "CrossEntropyLoss", "label_smoothing": 0.2})",
        R"({"type": "CrossEntropyLoss", "weight": [0.5, 2, 1]})",
        R"({"type": "CrossEntropyLoss", "ignore_index": 1})",
        R"({"type": "CrossEntropyLoss", "ignore_index": 0, "weight": [3, 2, 0.5],
            "label_smoothing": 0.3})",
        R"("MSELoss")", R"("BCEWithLogitsLoss")"}) {
    INFO(loss);
    auto network = build(loss);
    const auto x = random_values<double>(20, 1);
    std::ranges::copy(x, network.input().begin());
    const auto t = random_values<double>(std::ssize(network.targets()), 2);
    std::ranges::transform(t, network.targets().begin(), [](double v) { return (v + 1) / 2; });
    std::ranges::copy(std::vector<int>{0, 1, 2, 1, 0}, network.labels().begin());
    network.forward(5, Mode::Train);
    network.backward(true);
    const auto gradient = network.input_gradient();
    const std::vector<double> analytic(gradient.begin(), gradient.end());
    for (std::size_t i = 0; i < 20; ++i) {
      const double original = network.input()[i];
      const auto at = [&](double value) {
        network.input()[i] = value;
        network.forward(5, Mode::Train);
        return network.loss().loss;
      };
      const double slope = (at(original + 1e-6) - at(original - 1e-6)) / 2e-6;
      network.input()[i] = original;
      CHECK(std::abs(analytic[i] - slope) <= 1e-6 * std::max(1e-2, std::abs(slope)));
    }
  }
}

TEST_CASE("losses against targets equal the reference around the vector width") {
  for (std::int64_t outputs : {1, 2, 3, 4, 5, 8, 9}) {
    INFO(outputs);
    auto x = random_values<float>(3 * outputs, 1);
    for (float& value : x) value *= 9;
    auto t = random_values<float>(3 * outputs, 2);
    for (float& value : t) value = std::abs(value);
    const auto elements = static_cast<double>(3 * outputs);
    CHECK(kernels::squared_error_sum(3, outputs, x.data(), t.data()) / elements ==
          doctest::Approx(
              kernels::reference::squared_error(3 * outputs, widen(x).data(), widen(t).data()))
              .epsilon(1e-6));
    CHECK(kernels::binary_cross_entropy_sum(3, outputs, x.data(), t.data()) / elements ==
          doctest::Approx(kernels::reference::binary_cross_entropy(3 * outputs, widen(x).data(),
                                                                   widen(t).data()))
              .epsilon(1e-5));
  }
}

TEST_CASE("a batch whose labels are all ignored costs nothing and teaches nothing") {
  auto network = build(R"({"type": "CrossEntropyLoss", "ignore_index": 2})");
  std::ranges::fill(network.labels(), 2);
  network.forward(5, Mode::Train);
  CHECK(network.backward(true).loss == 0);
  for (const double value : network.all_gradients()) CHECK(value == 0);
}

TEST_CASE("losses are refused with what they expect") {
  CHECK_THROWS_WITH(build(R"({"type": "CrossEntropyLoss", "weight": [1, 2]})"),
                    "CrossEntropyLoss: expected 3 class weights, got 2");
  CHECK_THROWS_WITH(build(R"({"type": "CrossEntropyLoss", "label_smoothing": 2})"),
                    "CrossEntropyLoss: expected label_smoothing <= 1, got 2");
  CHECK_THROWS_WITH(build(R"({"type": "MSELoss", "beta": 1})"),
                    "MSELoss: expected no options, got \"beta\"");
  CHECK_THROWS_WITH(build(R"("L1")"),
                    "Network: expected loss to be one of CrossEntropyLoss, MSELoss, "
                    "BCEWithLogitsLoss, got \"L1\"");
  auto network = build(R"("MSELoss")");
  network.labels()[0] = 3;
  CHECK_THROWS_WITH(network.aim_at_labels(1), "MSELoss: expected a label from 0 to 2, got 3");
}

TEST_CASE("a network learns the toy classes under any loss") {
  const Dataset data = toy_dataset(600, 1);
  const Dataset unseen = toy_dataset(300, 2);
  for (const char* loss : {R"("MSELoss")", R"("BCEWithLogitsLoss")",
                           R"({"type": "CrossEntropyLoss", "label_smoothing": 0.1})"}) {
    INFO(loss);
    std::string text = kToyNetwork;
    text.insert(text.rfind('}'), R"(, "loss": )" + std::string(loss));
    Network<float> network(parse_description(text), 16, 1);
    Trainer trainer(network, data, parse_trainer_options(R"({"batch_size": 16, "lr": 0.01})"));
    for (int i = 0; i < 150; ++i) REQUIRE(trainer.step().status == StepStatus::Ok);
    CHECK(evaluate(network, unseen, 0, 300).correct > 270);
  }
}
