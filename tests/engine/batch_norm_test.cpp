#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "engine/kernels/batch_norm.hpp"
#include "engine/kernels/batch_norm_reference.hpp"
#include "tests/engine/support/gradient_check.hpp"
#include "tests/engine/support/numbers.hpp"
#include "tests/engine/support/run_layer.hpp"

using namespace convscope;
using namespace convscope::testing;

namespace {

const GradientCases norm1d_cases{
    "BatchNorm1d",
    {{"[5]", R"({"type": "BatchNorm1d"})"},
     {"[5]", R"({"type": "BatchNorm1d", "affine": false, "eps": 0.1})"},
     {"[6]", R"({"type": "BatchNorm1d"})", Mode::Eval},
     {"[5]", R"({"type": "BatchNorm1d", "track_running_stats": false})", Mode::Eval},
     {"[5]", R"({"type": "BatchNorm1d", "frozen": true})"}}};

const GradientCases norm2d_cases{
    "BatchNorm2d",
    {{"[2, 3, 3]", R"({"type": "BatchNorm2d"})"},
     {"[3, 2, 2]", R"({"type": "BatchNorm2d", "affine": false, "eps": 0.1})"},
     {"[2, 3, 3]", R"({"type": "BatchNorm2d", "track_running_stats": false})", Mode::Eval},
     {"[2, 3, 3]", R"({"type": "BatchNorm2d", "frozen": true})"},
     {"[2, 3, 3]", R"({"type": "BatchNorm2d"})", Mode::Eval}}};

void compare_with_reference(const kernels::BatchNormShape& s) {
  INFO(s.count << " x " << s.channels << " x " << s.spatial);
  constexpr double kTolerance = 2e-5;
  constexpr float kEps = 1e-5F;
  const std::int64_t elements = s.count * s.channels * s.spatial;
  auto x = random_values<float>(elements, 1);
  for (float& value : x) value = 3 * value + 5;
  const auto dy = random_values<float>(elements, 2);
  const auto gamma = random_values<float>(s.channels, 3);
  const auto beta = random_values<float>(s.channels, 4);
  const auto channels = static_cast<std::size_t>(s.channels);
  // Parts as of three threads, some of them without a sample, and a batch that came before.
  constexpr std::int64_t kParts = 3;
  std::vector<kernels::Moments> moments(kParts * channels);
  std::vector<kernels::GradientSums> sums(kParts * channels);
  const auto for_each_part = [&](const auto& visit) {
    for (std::int64_t part = 0; part < kParts; ++part) {
      const std::int64_t first = part * s.count / kParts;
      const std::int64_t count = (part + 1) * s.count / kParts - first;
      visit(kernels::BatchNormShape{count, s.channels, s.spatial}, first * s.channels * s.spatial,
            part * s.channels);
    }
  };

  std::vector<float> mean(channels);
  std::vector<float> variance(channels);
  std::vector<double> mean_expected(channels);
  std::vector<double> variance_expected(channels);
  for (int batch = 0; batch < 2; ++batch) {
    for_each_part([&](const auto& shape, std::int64_t at, std::int64_t row) {
      kernels::add_moments(shape, x.data() + at, moments.data() + row);
    });
    kernels::merge_moments(s.channels, kParts, moments.data(), mean.data(), variance.data());
  }
  kernels::reference::batch_statistics(s.count, s.channels, s.spatial, widen(x).data(),
                                       mean_expected.data(), variance_expected.data());
  check_close(mean, mean_expected, kTolerance);
  check_close(variance, variance_expected, kTolerance);

  // From here on both sides start from the same statistics, away from a variance of zero.
  for (float& v : variance) v += 0.5F;
  std::vector<float> inv_std(channels);
  kernels::inverse_deviation(s.channels, variance.data(), kEps, inv_std.data());
  Guarded<float> y(elements);
  std::vector<float> slope(channels);
  for (std::size_t c = 0; c < channels; ++c) slope[c] = gamma[c] * inv_std[c];
  kernels::batch_norm_apply(s, x.data(), mean.data(), slope.data(), beta.data(), y.data());
  std::vector<double> expected(x.size());
  kernels::reference::batch_norm_apply<double>(
      s.count, s.channels, s.spatial, widen(x).data(), widen(mean).data(), widen(variance).data(),
      kEps, widen(gamma).data(), widen(beta).data(), expected.data());
  check_close(y.values(), expected, kTolerance);

  std::vector<float> dgamma(channels);
  std::vector<float> dbeta(channels);
  for (int batch = 0; batch < 2; ++batch) {
    for_each_part([&](const auto& shape, std::int64_t at, std::int64_t row) {
      kernels::add_gradient_sums(shape, x.data() + at, dy.data() + at, mean.data(),
                                 sums.data() + row);
    });
    kernels::merge_gradient_sums(s.channels, kParts, sums.data(), inv_std.data(), dgamma.data(),
                                 dbeta.data());
  }
  std::vector<double> dgamma_expected(channels);
  std::vector<double> dbeta_expected(channels);
  kernels::reference::batch_norm_backward_affine<double>(
      s.count, s.channels, s.spatial, widen(x).data(), widen(dy).data(), widen(mean).data(),
      widen(variance).data(), kEps, dgamma_expected.data(), dbeta_expected.data());
  check_close(dgamma, dgamma_expected, kTolerance);
  check_close(dbeta, dbeta_expected, kTolerance);

  Guarded<float> dx(elements);
  std::vector<float> tilt(channels);
  std::vector<float> shift(channels);
  for (std::size_t c = 0; c < channels; ++c) {
    const float share = -slope[c] / static_cast<float>(s.samples());
    tilt[c] = share * inv_std[c] * dgamma[c];
    shift[c] = share * dbeta[c];
  }
  kernels::batch_norm_backward_input(s, x.data(), dy.data(), mean.data(), slope.data(), tilt.data(),
                                     shift.data(), dx.data());
  kernels::reference::batch_norm_backward_input<double>(
      s.count, s.channels, s.spatial, widen(x).data(), widen(dy).data(), widen(mean).data(),
      widen(variance).data(), kEps, widen(gamma).data(), dgamma_expected.data(),
      dbeta_expected.data(), expected.data());
  check_close(dx.values(), expected, kTolerance);
}

}  // namespace

TEST_CASE("batch normalisation kernels equal the reference around the vector width") {
  for (std::int64_t size : {1, 2, 3, 4, 5, 7, 8, 9, 13}) {
    compare_with_reference({size, 3, 5});
    compare_with_reference({3, size, 5});
    compare_with_reference({3, 2, size});
    compare_with_reference({4, size, 1});
  }
}

TEST_CASE("BatchNorm1d normalises the rows of the lesson") {
  LayerUnderTest norm("[3]", R"({"type": "BatchNorm1d", "name": "n"})", 3);
  const auto y = norm.forward({1, 2, 3, 4, 5, 6, 7, 8, 9}, Mode::Train);
  for (std::size_t column = 0; column < 3; ++column) {
    CHECK(y[column] == doctest::Approx(-1.2247).epsilon(1e-4));
    CHECK(y[3 + column] == doctest::Approx(0.0));
    CHECK(y[6 + column] == doctest::Approx(1.2247).epsilon(1e-4));
  }
  // Columns 1, 4, 7: mean 4 and unbiased variance 9; momentum 0.1 from the start (0, 1).
  CHECK(norm.state("n.running_mean")[0] == doctest::Approx(0.4));
  CHECK(norm.state("n.running_var")[0] == doctest::Approx(0.9 + 0.9));
}

TEST_CASE("BatchNorm uses and leaves alone the running statistics in evaluation") {
  LayerUnderTest norm("[2]", R"({"type": "BatchNorm1d", "name": "n", "eps": 1e-12})", 1);
  norm.set("n.running_mean", {1, -2});
  norm.set("n.running_var", {4, 9});
  norm.set("n.weight", {10, 1});
  norm.set("n.bias", {0.5F, 0});
  const auto y = norm.forward({3, 4});
  CHECK(y[0] == doctest::Approx(10.5));
  CHECK(y[1] == doctest::Approx(2.0));
  CHECK(norm.state("n.running_mean") == std::vector<float>{1, -2});
  CHECK(norm.state("n.running_var") == std::vector<float>{4, 9});
}

TEST_CASE("a diverged training pass leaves no trace in the running statistics") {
  LayerUnderTest norm("[2]", R"({"type": "BatchNorm1d", "name": "n"})", 2);
  const float huge = std::numeric_limits<float>::max();
  for (const float bad : {std::nanf(""), std::numeric_limits<float>::infinity(), huge}) {
    const auto y = norm.forward({1, bad, 2, -bad}, Mode::Train);
    CHECK_FALSE(std::isfinite(y[1]));
    CHECK(norm.state("n.running_mean") == std::vector<float>{0, 0});
    CHECK(norm.state("n.running_var") == std::vector<float>{1, 1});
  }
}

TEST_CASE("a batch of one sample moves the running mean but has no variance to add") {
  LayerUnderTest norm("[1]", R"({"type": "BatchNorm1d", "name": "n"})", 1);
  const auto y = norm.forward({3}, Mode::Train);
  CHECK(y[0] == 0);
  CHECK(norm.state("n.running_mean")[0] == doctest::Approx(0.3));
  CHECK(norm.state("n.running_var")[0] == 1);
}

TEST_CASE("batch normalisation wants the rank of its name") {
  CHECK_THROWS_WITH(LayerUnderTest("[4]", R"({"type": "BatchNorm2d", "name": "n"})", 1),
                    "BatchNorm2d(n): expected an input of shape (C, H, W), got (4)");
  CHECK_THROWS_WITH(
      LayerUnderTest("[1, 2, 2]", R"({"type": "BatchNorm1d", "name": "n"})", 1),
      "BatchNorm1d(n): expected a flat input (F), got (1, 2, 2); put a Flatten before "
      "it");
}
