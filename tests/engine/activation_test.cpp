#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "engine/kernels/activation.hpp"
#include "engine/kernels/activation_reference.hpp"
#include "tests/engine/support/gradient_check.hpp"
#include "tests/engine/support/numbers.hpp"

using namespace convscope;
using namespace convscope::testing;

namespace {

const GradientCases relu_cases{
    "ReLU", {{"[7]", R"({"type": "ReLU"})"}, {"[2, 3, 3]", R"({"type": "ReLU"})"}}};
const GradientCases sigmoid_cases{"Sigmoid", {{"[7]", R"({"type": "Sigmoid"})"}}};
const GradientCases tanh_cases{"Tanh", {{"[2, 2, 3]", R"({"type": "Tanh"})"}}};
const GradientCases silu_cases{"SiLU", {{"[7]", R"({"type": "SiLU"})"}}};
const GradientCases leaky_relu_cases{
    "LeakyReLU",
    {{"[7]", R"({"type": "LeakyReLU"})"},
     {"[2, 2, 3]", R"({"type": "LeakyReLU", "negative_slope": 0.3})"}}};
const GradientCases gelu_cases{
    "GELU",
    {{"[7]", R"({"type": "GELU"})"}, {"[7]", R"({"type": "GELU", "approximate": "tanh"})"}}};
const GradientCases identity_cases{"Identity", {{"[5]", R"({"type": "Identity"})"}}};

constexpr std::int64_t kSizes[] = {1, 2, 3, 4, 5, 7, 8, 9, 17};

}  // namespace

TEST_CASE("activation kernels equal the reference below, at and above the vector width") {
  for (std::int64_t size : kSizes) {
    INFO(size);
    auto x = random_values<float>(size, 1);
    for (float& value : x) value *= 12;
    const auto dy = random_values<float>(size, 2);
    std::vector<double> expected(x.size());
    Guarded<float> y(size);
    kernels::relu_forward(size, x.data(), y.data());
    kernels::reference::relu_forward(size, widen(x).data(), expected.data());
    check_close(y.values(), expected, 0);
    Guarded<float> dx(size);
    kernels::relu_backward(size, y.data(), dy.data(), dx.data());
    kernels::reference::relu_backward(size, widen(y.values()).data(), widen(dy).data(),
                                      expected.data());
    check_close(dx.values(), expected, 0);

    kernels::sigmoid_forward(size, x.data(), y.data());
    kernels::reference::sigmoid_forward(size, widen(x).data(), expected.data());
    check_close(y.values(), expected, 1e-6);
    kernels::sigmoid_backward(size, y.data(), dy.data(), dx.data());
    kernels::reference::sigmoid_backward(size, widen(y.values()).data(), widen(dy).data(),
                                         expected.data());
    check_close(dx.values(), expected, 1e-6);
  }
}

TEST_CASE("sigmoid neither overflows nor loses small values, and its slope is at most 1/4") {
  const std::vector<float> x{-200, -80, -20, 0, 20, 80, 200};
  std::vector<float> y(x.size());
  kernels::sigmoid_forward<float>(7, x.data(), y.data());
  CHECK(y[3] == 0.5F);
  CHECK(y[6] == 1.0F);
  CHECK(y[0] >= 0.0F);
  CHECK(y[0] < 1e-30F);
  CHECK(y[2] == doctest::Approx(std::exp(-20.0) / (1 + std::exp(-20.0))).epsilon(1e-5));
  const std::vector<float> one(x.size(), 1);
  std::vector<float> slope(x.size());
  kernels::sigmoid_backward<float>(7, y.data(), one.data(), slope.data());
  CHECK(slope[3] == 0.25F);
  CHECK(*std::ranges::max_element(slope) == 0.25F);
}

TEST_CASE("activations let NaN through") {
  for (std::int64_t size : kSizes) {
    std::vector<float> x(static_cast<std::size_t>(size), std::nanf(""));
    std::vector<float> y(x.size());
    kernels::relu_forward(size, x.data(), y.data());
    CHECK(std::ranges::all_of(y, [](float v) { return std::isnan(v); }));
    kernels::sigmoid_forward(size, x.data(), y.data());
    CHECK(std::ranges::all_of(y, [](float v) { return std::isnan(v); }));
  }
}

TEST_CASE("the other activation kernels equal the reference, in the tails too") {
  namespace reference = kernels::reference;
  for (std::int64_t size : kSizes) {
    INFO(size);
    auto x = random_values<float>(size, 1);
    for (float& value : x) value *= 6;
    const auto dy = random_values<float>(size, 2);
    const auto wide_x = widen(x);
    const auto wide_dy = widen(dy);
    std::vector<double> expected(x.size());
    Guarded<float> got(size);
    const auto compare = [&](auto run, auto specify) {
      run(x.data(), dy.data(), got.data());
      specify(wide_x.data(), wide_dy.data(), expected.data());
      check_close(got.values(), expected, 1e-6);
    };
    compare([&](auto* v, auto*, auto* y) { kernels::tanh_forward(size, v, y); },
            [&](auto* v, auto*, auto* y) { reference::tanh_forward(size, v, y); });
    compare([&](auto* v, auto*, auto* y) { kernels::silu_forward(size, v, y); },
            [&](auto* v, auto*, auto* y) { reference::silu_forward(size, v, y); });
    compare([&](auto* v, auto* d, auto* y) { kernels::silu_backward(size, v, d, y); },
            [&](auto* v, auto* d, auto* y) { reference::silu_backward(size, v, d, y); });
    compare([&](auto* v, auto*, auto* y) { kernels::gelu_forward(size, v, y); },
            [&](auto* v, auto*, auto* y) { reference::gelu_forward(size, v, y); });
    compare([&](auto* v, auto* d, auto* y) { kernels::gelu_backward(size, v, d, y); },
            [&](auto* v, auto* d, auto* y) { reference::gelu_backward(size, v, d, y); });
    compare([&](auto* v, auto*, auto* y) { kernels::gelu_tanh_forward(size, v, y); },
            [&](auto* v, auto*, auto* y) { reference::gelu_tanh_forward(size, v, y); });
    compare([&](auto* v, auto* d, auto* y) { kernels::gelu_tanh_backward(size, v, d, y); },
            [&](auto* v, auto* d, auto* y) { reference::gelu_tanh_backward(size, v, d, y); });
    compare([&](auto* v, auto*, auto* y) { kernels::leaky_relu_forward(size, 0.2F, v, y); },
            [&](auto* v, auto*, auto* y) { reference::leaky_relu_forward(size, 0.2, v, y); });
    compare([&](auto* v, auto* d, auto* y) { kernels::leaky_relu_backward(size, 0.2F, v, d, y); },
            [&](auto* v, auto* d, auto* y) { reference::leaky_relu_backward(size, 0.2, v, d, y); });
    // The slope of tanh is taken from its output.
    compare([&](auto* v, auto* d, auto* y) { kernels::tanh_backward(size, v, d, y); },
            [&](auto* v, auto* d, auto* y) { reference::tanh_backward(size, v, d, y); });
  }
}

TEST_CASE("the other activations let NaN through") {
  const std::vector<float> x{std::nanf("")};
  float y = 0;
  kernels::tanh_forward<float>(1, x.data(), &y);
  CHECK(std::isnan(y));
  kernels::silu_forward<float>(1, x.data(), &y);
  CHECK(std::isnan(y));
  kernels::gelu_forward<float>(1, x.data(), &y);
  CHECK(std::isnan(y));
  kernels::gelu_tanh_forward<float>(1, x.data(), &y);
  CHECK(std::isnan(y));
  kernels::leaky_relu_forward(1, 0.1F, x.data(), &y);
  CHECK(std::isnan(y));
}
