#include "engine/kernels/softmax.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "engine/kernels/softmax_reference.hpp"
#include "tests/engine/support/gradient_check.hpp"
#include "tests/engine/support/numbers.hpp"
#include "tests/engine/support/run_layer.hpp"

using namespace convscope;
using namespace convscope::testing;

namespace {

const GradientCases softmax_cases{"Softmax",
                                  {{"[5]", R"({"type": "Softmax"})"},
                                   {"[3, 2, 5]", R"({"type": "Softmax"})"},
                                   {"[3, 2, 5]", R"({"type": "Softmax", "dim": 2})"},
                                   {"[3, 2, 5]", R"({"type": "Softmax", "dim": 3})"}}};
const GradientCases log_softmax_cases{"LogSoftmax",
                                      {{"[5]", R"({"type": "LogSoftmax"})"},
                                       {"[3, 2, 5]", R"({"type": "LogSoftmax"})"},
                                       {"[3, 2, 5]", R"({"type": "LogSoftmax", "dim": 3})"}}};

}  // namespace

TEST_CASE("softmax kernels equal the reference along any axis, around the vector width") {
  for (std::int64_t inner : {1, 2, 3, 4, 5, 8, 9}) {
    for (std::int64_t extent : {1, 2, 7}) {
      INFO(extent << " x " << inner);
      const kernels::AxisShape s{.outer = 3, .extent = extent, .inner = inner};
      const std::int64_t size = s.outer * s.slice();
      auto x = random_values<float>(size, 1);
      for (float& value : x) value *= 8;
      const auto dy = random_values<float>(size, 2);
      std::vector<double> y_expected(x.size());
      std::vector<double> dx_expected(x.size());
      Guarded<float> y(size);
      Guarded<float> dx(size);
      kernels::softmax_forward(s, x.data(), y.data());
      kernels::reference::softmax_forward(s, widen(x).data(), y_expected.data());
      check_close(y.values(), y_expected, 1e-6);
      kernels::softmax_backward(s, static_cast<const float*>(y.data()), dy.data(), dx.data());
      kernels::reference::softmax_backward(s, y_expected.data(), widen(dy).data(),
                                           dx_expected.data());
      // With one element along the axis, the true gradient is zero.
      if (extent > 1) check_close(dx.values(), dx_expected, 1e-5);

      kernels::log_softmax_forward(s, x.data(), y.data());
      kernels::reference::log_softmax_forward(s, widen(x).data(), y_expected.data());
      if (extent > 1) check_close(y.values(), y_expected, 1e-6);
      kernels::log_softmax_backward(s, static_cast<const float*>(y.data()), dy.data(), dx.data());
      kernels::reference::log_softmax_backward(s, y_expected.data(), widen(dy).data(),
                                               dx_expected.data());
      if (extent > 1) check_close(dx.values(), dx_expected, 1e-5);
    }
  }
}

TEST_CASE("softmax survives values that would overflow exp") {
  LayerUnderTest layer("[3]", R"({"type": "Softmax"})", 1);
  const auto y = layer.forward({1000, 999, -1000});
  CHECK(y[0] == doctest::Approx(1 / (1 + std::exp(-1.0))));
  CHECK(y[2] == 0);
}

TEST_CASE("an axis that the input does not have is refused") {
  CHECK_THROWS_WITH(
      LayerUnderTest("[3]", R"({"type": "Softmax", "name": "s", "dim": 2})", 1),
      "Softmax(s): expected dim from 1 to 1, or negative from the end, for an input of "
      "shape (3), got 2");
  CHECK_THROWS_WITH(
      LayerUnderTest("[3]", R"({"type": "Softmax", "name": "s", "dim": 0})", 1),
      "Softmax(s): expected dim from 1 to 1, or negative from the end, for an input of "
      "shape (3), got 0");
}

TEST_CASE("a negative dim counts from the end, as in PyTorch") {
  const auto x = random_values<float>(24, 1);
  LayerUnderTest last("[2, 3, 4]", R"({"type": "Softmax", "dim": -1})", 1);
  LayerUnderTest third("[2, 3, 4]", R"({"type": "Softmax", "dim": 3})", 1);
  CHECK(last.forward(x) == third.forward(x));
  LayerUnderTest first("[2, 3, 4]", R"({"type": "Softmax", "dim": -3})", 1);
  LayerUnderTest channels("[2, 3, 4]", R"({"type": "Softmax"})", 1);
  CHECK(first.forward(x) == channels.forward(x));
}
