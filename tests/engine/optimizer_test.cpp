#include <doctest/doctest.h>

#include "engine/kernels/optimizer.hpp"
#include "engine/kernels/optimizer_reference.hpp"
#include "tests/engine/support/numbers.hpp"

using namespace convscope;
using namespace convscope::testing;

TEST_CASE("optimiser kernels equal the reference over three steps around the vector width") {
  for (std::int64_t size : {1, 2, 3, 4, 5, 7, 8, 9, 17}) {
    INFO(size);
    auto sgd = random_values<float>(size, 1);
    auto adam = sgd;
    auto sgd_expected = widen(sgd);
    auto adam_expected = sgd_expected;
    const auto count = static_cast<std::size_t>(size);
    std::vector<float> velocity(count);
    std::vector<float> mean(count);
    std::vector<float> square(count);
    std::vector<double> velocity_expected(count);
    std::vector<double> mean_expected(count);
    std::vector<double> square_expected(count);
    const kernels::AdamSettings settings{.lr = 0.05, .weight_decay = 0.01};
    double power1 = 1;
    double power2 = 1;
    for (int step = 1; step <= 3; ++step) {
      const auto gradient = random_values<float>(size, static_cast<std::uint64_t>(10 + step));
      kernels::sgd_step(size, 0.1F, 0.9F, 0.01F, gradient.data(), velocity.data(), sgd.data());
      kernels::reference::sgd_step(size, 0.1, 0.9, 0.01, widen(gradient).data(),
                                   velocity_expected.data(), sgd_expected.data());
      check_close(sgd, sgd_expected, 1e-6);

      power1 *= settings.beta1;
      power2 *= settings.beta2;
      kernels::adam_step(size, settings, power1, power2, gradient.data(), mean.data(),
                         square.data(), adam.data());
      kernels::reference::adam_step(size, 0.05, 0.9, 0.999, 1e-8, 0.01, step,
                                    widen(gradient).data(), mean_expected.data(),
                                    square_expected.data(), adam_expected.data());
      check_close(adam, adam_expected, 1e-5);
    }
  }
}
