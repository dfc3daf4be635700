#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

#include "engine/kernels/dropout.hpp"
#include "tests/engine/support/gradient_check.hpp"
#include "tests/engine/support/numbers.hpp"
#include "tests/engine/support/run_layer.hpp"

using namespace convscope;
using namespace convscope::testing;

namespace {

const GradientCases dropout_cases{
    "Dropout",
    {{"[9]", R"({"type": "Dropout", "p": 0.4})"},
     {"[2, 3, 3]", R"({"type": "Dropout", "p": 0.4, "mode": "downscale_in_infer"})"},
     {"[9]", R"({"type": "Dropout", "p": 0.4, "mode": "downscale_in_infer"})", Mode::Eval},
     {"[9]", R"({"type": "Dropout", "p": 0})"}}};

constexpr std::int64_t kUnits = 4000;
constexpr double kP = 0.3;

std::vector<float> run(const char* mode, Mode pass) {
  LayerUnderTest dropout(
      "[4000]", std::string(R"({"type": "Dropout", "p": 0.3, "mode": ")") + mode + "\"}", 1);
  return dropout.forward(std::vector<float>(kUnits, 2.0F), pass);
}

double mean(const std::vector<float>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

}  // namespace

TEST_CASE("both modes of Dropout drop a share p and keep the expected sum") {
  // Three standard deviations of the mean of 4000 Bernoulli draws.
  const double spread = 3 * std::sqrt(kP * (1 - kP) / kUnits);
  const auto upscaled = run("upscale_in_train", Mode::Train);
  const auto dropped = static_cast<double>(std::ranges::count(upscaled, 0.0F)) / kUnits;
  CHECK(std::abs(dropped - kP) < spread);
  for (const float value : upscaled) {
    const bool kept_or_dropped = value == 0 || value == doctest::Approx(2 / (1 - kP));
    CHECK(kept_or_dropped);
  }
  CHECK(run("upscale_in_train", Mode::Eval) == std::vector<float>(kUnits, 2.0F));
  CHECK(std::abs(mean(upscaled) - 2) < 2 * spread / (1 - kP));

  const auto plain = run("downscale_in_infer", Mode::Train);
  const auto scaled = run("downscale_in_infer", Mode::Eval);
  CHECK(mean(scaled) == doctest::Approx(2 * (1 - kP)));
  CHECK(std::abs(mean(plain) - mean(scaled)) < 2 * spread);
}

TEST_CASE("Dropout masks depend on seed, layer and step, and on nothing else") {
  const auto mask = [](std::uint64_t seed, std::uint64_t layer, std::uint64_t step) {
    std::vector<float> values(64);
    const Philox philox(seed, random_stream(RandomPurpose::Dropout, layer, step));
    kernels::dropout_mask(philox, 0.5F, 64, values.data());
    return values;
  };
  CHECK(mask(1, 2, 3) == mask(1, 2, 3));
  CHECK(mask(1, 2, 3) != mask(2, 2, 3));
  CHECK(mask(1, 2, 3) != mask(1, 3, 3));
  CHECK(mask(1, 2, 3) != mask(1, 2, 4));
}

TEST_CASE("dropout kernels work for sizes around the vector width") {
  for (std::int64_t size : {1, 2, 3, 4, 5, 7, 8, 9}) {
    const auto x = random_values<float>(size, 1);
    Guarded<float> mask(size);
    const Philox philox(5, random_stream(RandomPurpose::Dropout, 0, 1));
    kernels::dropout_mask(philox, 0.5F, size, mask.data());
    Guarded<float> y(size);
    kernels::dropout_apply(size, x.data(), mask.data(), 2.0F, y.data());
    const auto masks = mask.values();
    std::vector<float> expected;
    for (std::size_t i = 0; i < x.size(); ++i) expected.push_back(x[i] * masks[i] * 2);
    CHECK(y.values() == expected);
    kernels::scale(size, x.data(), 0.5F, y.data());
    for (std::size_t i = 0; i < x.size(); ++i) expected[i] = x[i] / 2;
    CHECK(y.values() == expected);
  }
}

TEST_CASE("Dropout refuses a share of one and an unknown mode") {
  CHECK_THROWS_WITH(LayerUnderTest("[4]", R"({"type": "Dropout", "name": "d", "p": 1})", 1),
                    "Dropout(d): expected p < 1, got 1");
  CHECK_THROWS_WITH(
      LayerUnderTest("[4]", R"({"type": "Dropout", "name": "d", "mode": "always"})", 1),
      "Dropout(d): expected mode to be upscale_in_train or downscale_in_infer, got \"always\"");
}
