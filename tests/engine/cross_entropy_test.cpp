#include <doctest/doctest.h>

#include <cmath>

#include "engine/kernels/cross_entropy.hpp"
#include "engine/kernels/cross_entropy_reference.hpp"
#include "engine/kernels/regression_loss.hpp"
#include "engine/network/network.hpp"
#include "tests/engine/support/numbers.hpp"

using namespace convscope;
using namespace convscope::testing;

TEST_CASE("softmax and cross-entropy equal the reference around the vector width") {
  for (std::int64_t classes : {2, 3, 4, 5, 7, 8, 9, 10, 17}) {
    INFO(classes);
    constexpr std::int64_t kCount = 3;
    auto logits = random_values<float>(kCount * classes, 1);
    for (float& value : logits) value *= 20;
    std::vector<std::int32_t> labels{0, 1, static_cast<std::int32_t>(classes - 1)};
    Guarded<float> probabilities(kCount * classes);
    std::vector<float> log_sums(kCount);
    kernels::softmax(kCount, classes, logits.data(), probabilities.data(), log_sums.data());
    std::vector<double> expected(logits.size());
    kernels::reference::softmax(kCount, classes, widen(logits).data(), expected.data());
    check_close(probabilities.values(), expected, 1e-6);

    const auto sum =
        kernels::cross_entropy_sum(kCount, classes, logits.data(), log_sums.data(), labels.data());
    const double reference =
        kernels::reference::cross_entropy(kCount, classes, widen(logits).data(), labels.data());
    CHECK(sum.loss / kCount == doctest::Approx(reference).epsilon(1e-5));

    // Against finite differences of the reference loss.
    Guarded<float> gradient(kCount * classes);
    kernels::cross_entropy_backward(kCount, classes, probabilities.data(), labels.data(),
                                    gradient.data());
    std::vector<double> slopes;
    auto wide = widen(logits);
    for (double& value : wide) {
      const double original = value;
      const auto at = [&](double x) {
        value = x;
        return kernels::reference::cross_entropy(kCount, classes, wide.data(), labels.data());
      };
      slopes.push_back((at(original + 1e-5) - at(original - 1e-5)) / 2e-5);
      value = original;
    }
    check_close(gradient.values(), slopes, 1e-5);
  }
}

TEST_CASE("softmax survives logits that would overflow exp, and shows NaN") {
  const std::vector<float> logits{1000, 999, -1000};
  std::vector<float> probabilities(3);
  std::vector<float> log_sums(1);
  kernels::softmax<float>(1, 3, logits.data(), probabilities.data(), log_sums.data());
  CHECK(probabilities[0] == doctest::Approx(1 / (1 + std::exp(-1.0))));
  CHECK(log_sums[0] == doctest::Approx(1000 + std::log1p(std::exp(-1.0))));
  const std::vector<float> broken{1, std::nanf(""), 2};
  kernels::softmax<float>(1, 3, broken.data(), probabilities.data(), log_sums.data());
  CHECK(std::isnan(log_sums[0]));
}

TEST_CASE("errors that no weight notices do not fade into subnormal numbers on their way") {
  // Probabilities of about 1, 1e-13, 6e-16, 1e-30 and 0.
  const std::vector<float> logits{0, -30, -35, -69, -200};
  const std::vector<std::int32_t> labels{0};
  constexpr std::int64_t kClasses = 5;
  std::vector<float> probabilities(kClasses);
  kernels::softmax<float>(1, kClasses, logits.data(), probabilities.data(), nullptr);
  CHECK(probabilities[2] > 0);
  std::vector<float> gradient(kClasses);
  const auto check = [&] {
    CHECK(gradient[1] == doctest::Approx(std::exp(-30.0)));
    for (std::size_t c = 2; c < kClasses; ++c) CHECK(gradient[c] == 0);
  };
  kernels::cross_entropy_backward(1, kClasses, probabilities.data(), labels.data(),
                                  gradient.data());
  check();
  const std::vector<float> weights(kClasses, 1.0F);
  const kernels::CrossEntropySettings<float> settings{.class_weights = weights.data()};
  kernels::smoothed_cross_entropy_backward(1, kClasses, settings, probabilities.data(),
                                           labels.data(), gradient.data());
  check();
  const std::vector<float> targets(kClasses, 0.0F);
  kernels::binary_cross_entropy_backward(kClasses, logits.data(), targets.data(), gradient.data());
  CHECK(gradient[1] == doctest::Approx(std::exp(-30.0) / kClasses));
  for (std::size_t c = 2; c < kClasses; ++c) CHECK(gradient[c] == 0);

  probabilities[3] = std::nanf("");
  kernels::cross_entropy_backward(1, kClasses, probabilities.data(), labels.data(),
                                  gradient.data());
  CHECK(std::isnan(gradient[3]));
}

TEST_CASE("correct answers are counted at the first maximum") {
  const std::vector<float> logits{1, 3, 3, 0, 2, 1};
  const std::vector<float> log_sums{0, 0};
  const std::vector<std::int32_t> first{1, 1};
  const std::vector<std::int32_t> second{2, 0};
  CHECK(kernels::cross_entropy_sum<float>(2, 3, logits.data(), log_sums.data(), first.data())
            .correct == 2);
  CHECK(kernels::cross_entropy_sum<float>(2, 3, logits.data(), log_sums.data(), second.data())
            .correct == 0);
}

TEST_CASE("a label outside the classes is refused") {
  Network<float> network(parse_description(R"({"input": [4], "layers": [
      {"type": "Linear", "out_features": 3}]})"),
                         2, 1);
  network.forward(2, Mode::Eval);
  for (const std::int32_t label : {-1, 3}) {
    network.labels()[0] = 0;
    network.labels()[1] = label;
    try {
      network.backward(true);
      FAIL("accepted");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::LabelOutOfRange);
      CHECK(std::string(error.what()) ==
            "CrossEntropyLoss: expected a label from 0 to 2, got " + std::to_string(label));
    }
  }
}
