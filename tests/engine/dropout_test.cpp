#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

#include "engine/kernels/dropout.hpp"
#include "tests/engine/support/gradient_check.hpp"
#include "tests/engine/support/numbers.hpp"
#include "tests/engine/support/reference_json.hpp"
#include "tests/engine/support/run_layer.hpp"

using namespace convscope;
using namespace convscope::testing;

namespace {

const GradientCases dropout_cases{
    "Dropout",
    {{"[9]", R"({"type": "Dropout", "p": 0.4})"},
     {"[2, 3, 3]", R"({"type": "Dropout", "p": 0.4, "mode": "downscale_in_infer"})"},
     {"[9]", R"({"type": "Dropout", "p": 0.4, "mode": "downscale_in_infer"})", Mode::Eval},
     {"[9]", R"({"type": "Dropout", "p": 0})"},
     {"[3, 2, 2]", R"({"type": "Dropout", "p": 0.4, "axis": [0, 1]})"},
     {"[3, 2, 2]", R"({"type": "Dropout", "p": 0.4, "axis": 3})"}}};

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
    kernels::dropout_mask(philox, 0.5F, 0, 64, values.data());
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
    kernels::dropout_mask(philox, 0.5F, 0, size, mask.data());
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

TEST_CASE("Dropout refuses a share above one and an unknown mode") {
  CHECK_THROWS_WITH(LayerUnderTest("[4]", R"({"type": "Dropout", "name": "d", "p": 1.5})", 1),
                    "Dropout(d): expected p <= 1, got 1.5");
  CHECK_THROWS_WITH(
      LayerUnderTest("[4]", R"({"type": "Dropout", "name": "d", "mode": "always"})", 1),
      "Dropout(d): expected mode to be upscale_in_train or downscale_in_infer, got \"always\"");
}

TEST_CASE("one mask is shared along the axes that are not named, as in Paddle") {
  constexpr std::size_t kCount = 8, kChannels = 4, kHeight = 3, kWidth = 5;
  const auto masks = [&](const std::string& axis) {
    LayerUnderTest layer("[4, 3, 5]", R"({"type": "Dropout", "p": 0.5, "axis": )" + axis + "}",
                         kCount);
    layer.forward(std::vector<float>(kCount * kChannels * kHeight * kWidth, 1), Mode::Train);
    const auto mask = layer.network().mask(0);
    return std::vector<float>(mask.begin(), mask.end());
  };
  // How often two neighbours along an axis differ.
  const auto changes = [&](const std::vector<float>& mask, std::size_t stride, std::size_t extent) {
    int count = 0;
    for (std::size_t i = 0; i < mask.size(); ++i) {
      if (i / stride % extent + 1 < extent) count += mask[i] != mask[i + stride] ? 1 : 0;
    }
    return count;
  };
  constexpr std::size_t kStrides[] = {kChannels * kHeight * kWidth, kHeight * kWidth, kWidth, 1};
  constexpr std::size_t kExtents[] = {kCount, kChannels, kHeight, kWidth};
  for (const std::vector<int>& axes :
       std::vector<std::vector<int>>{{0}, {1}, {0, 1}, {2, 3}, {0, 1, 2, 3}, {1, 3}}) {
    const auto mask = masks(ReferenceJson(axes).dump());
    for (int axis = 0; axis < 4; ++axis) {
      INFO(ReferenceJson(axes).dump() << " along " << axis);
      const auto at = static_cast<std::size_t>(axis);
      const bool varies = std::ranges::find(axes, axis) != axes.end();
      CHECK((changes(mask, kStrides[at], kExtents[at]) > 0) == varies);
    }
  }
  CHECK_THROWS_WITH(LayerUnderTest("[4]", R"({"type": "Dropout", "name": "d", "axis": [2]})", 1),
                    "Dropout(d): expected axis from 0 to 1 for an input of shape (4), got 2");
}

TEST_CASE("the mask can be read, and a pass can be repeated with it") {
  LayerUnderTest layer("[40]", R"({"type": "Dropout", "p": 0.5})", 2);
  const std::vector<float> ones(80, 1);
  const auto first = layer.forward(ones, Mode::Train);
  const auto mask = layer.network().mask(0);
  for (std::size_t i = 0; i < 80; ++i) CHECK(first[i] == 2 * mask[i]);
  layer.network().forward(2, Mode::Train, Masks::Keep);
  CHECK(std::ranges::equal(layer.network().activation(0), first));
  mask[0] = 1 - mask[0];
  layer.network().forward(2, Mode::Train, Masks::Keep);
  CHECK(layer.network().activation(0)[0] == 2 - first[0]);
  CHECK(layer.forward(ones, Mode::Train) != first);
}

TEST_CASE("p = 1 drops everything in training, in either mode") {
  for (const char* mode : {"upscale_in_train", "downscale_in_infer"}) {
    LayerUnderTest layer("[8]",
                         R"({"type": "Dropout", "p": 1, "mode": ")" + std::string(mode) + "\"}", 1);
    CHECK(layer.forward(std::vector<float>(8, 3), Mode::Train) == std::vector<float>(8, 0));
    const float kept = std::string(mode) == "upscale_in_train" ? 3 : 0;
    CHECK(layer.forward(std::vector<float>(8, 3)) == std::vector<float>(8, kept));
  }
}
