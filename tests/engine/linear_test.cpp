#include <doctest/doctest.h>

#include "engine/kernels/linear.hpp"
#include "engine/kernels/linear_reference.hpp"
#include "tests/engine/support/gradient_check.hpp"
#include "tests/engine/support/numbers.hpp"
#include "tests/engine/support/run_layer.hpp"

using namespace convscope;
using namespace convscope::testing;

namespace {

const GradientCases linear_cases{
    "Linear",
    {{"[6]", R"({"type": "Linear", "out_features": 5})"},
     {"[5]", R"({"type": "Linear", "out_features": 9, "bias": false})"}}};

const GradientCases flatten_cases{
    "Flatten", {{"[2, 3, 2]", R"({"type": "Flatten"}, {"type": "Linear", "out_features": 4})"}}};

void compare_with_reference(std::int64_t count, std::int64_t in, std::int64_t out) {
  INFO(count << " x " << in << " -> " << out);
  constexpr double kTolerance = 1e-5;
  const auto x = random_values<float>(count * in, 1);
  const auto w = random_values<float>(out * in, 2);
  const auto b = random_values<float>(out, 3);
  const auto dy = random_values<float>(count * out, 4);
  ThreadPool threads(2);
  // NaN in the workspaces: a kernel that reads what it has not written is caught.
  std::vector<float> packed(static_cast<std::size_t>(kernels::linear_packed(count, out)),
                            std::nanf(""));
  const std::int64_t own = kernels::linear_workspace<float>(count, out);
  std::vector<float> workspaces(static_cast<std::size_t>(own * threads.threads()), std::nanf(""));
  const auto workspace = [&](int worker) { return workspaces.data() + worker * own; };
  Guarded<float> y(count * out);
  kernels::linear_forward(threads, count, in, out, x.data(), w.data(), b.data(), y.data());
  std::vector<double> y_expected(dy.size());
  kernels::reference::linear_forward(count, in, out, widen(x).data(), widen(w).data(),
                                     widen(b).data(), y_expected.data());
  check_close(y.values(), y_expected, kTolerance);

  Guarded<float> dx(count * in);
  kernels::linear_backward_input(threads, count, in, out, dy.data(), w.data(), dx.data(),
                                 packed.data(), workspace);
  std::vector<double> dx_expected(x.size());
  kernels::reference::linear_backward_input(count, in, out, widen(dy).data(), widen(w).data(),
                                            dx_expected.data());
  check_close(dx.values(), dx_expected, kTolerance);

  Guarded<float> dw(out * in);
  Guarded<float> db(out);
  kernels::linear_backward_weight(threads, count, in, out, x.data(), dy.data(), dw.data(),
                                  db.data(), packed.data(), workspace);
  std::vector<double> dw_expected(w.size());
  std::vector<double> db_expected(b.size());
  kernels::reference::linear_backward_weight(count, in, out, widen(x).data(), widen(dy).data(),
                                             dw_expected.data(), db_expected.data());
  check_close(dw.values(), dw_expected, kTolerance);
  check_close(db.values(), db_expected, kTolerance);
}

}  // namespace

TEST_CASE("linear kernels equal the reference below, at and above the vector and tile widths") {
  for (std::int64_t size : {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 16, 17}) {
    compare_with_reference(size, 6, 5);
    compare_with_reference(3, size, 5);
    compare_with_reference(3, 6, size);
    compare_with_reference(1, size, 5);
    compare_with_reference(1, 6, size);
  }
  compare_with_reference(64, 300, 10);
  compare_with_reference(1, 1030, 11);
}

TEST_CASE("linear kernels allow no bias") {
  const auto x = random_values<float>(7, 1);
  const auto w = random_values<float>(7 * 3, 2);
  Guarded<float> y(3);
  kernels::linear_forward<float>(ThreadPool::single(), 1, 7, 3, x.data(), w.data(), nullptr,
                                 y.data());
  std::vector<double> expected(3);
  kernels::reference::linear_forward<double>(1, 7, 3, widen(x).data(), widen(w).data(), nullptr,
                                             expected.data());
  check_close(y.values(), expected, 1e-5);
}

TEST_CASE("Linear wants a flat input") {
  CHECK_THROWS_WITH(
      LayerUnderTest("[1, 4, 4]", R"({"type": "Linear", "name": "fc", "out_features": 3})", 1),
      "Linear(fc): expected a flat input (F), got (1, 4, 4); put a Flatten before it");
}
