#include "engine/network/optimizer.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <tuple>

#include "engine/kernels/optimizer.hpp"
#include "engine/kernels/optimizer_reference.hpp"
#include "engine/network/trainer.hpp"
#include "tests/engine/support/numbers.hpp"
#include "tests/engine/support/toy_data.hpp"

using namespace convscope;
using namespace convscope::testing;

namespace {

using Changing = kernels::Changing<float>;

/// Values that a kernel changes, with room for what they were before.
struct Changed {
  std::vector<float> now;
  std::vector<float> before = now;
  Changing pointers() { return {now.data(), before.data()}; }
};

/// Runs three steps of a kernel and of its reference from the same random weights;
/// kernel(step, gradient, first, second, weight) and likewise reference in double.
template <class Kernel, class Reference>
void compare_three_steps(std::int64_t size, Kernel kernel, Reference reference) {
  INFO(size);
  const auto count = static_cast<std::size_t>(size);
  Changed weight{random_values<float>(size, 1)};
  auto expected = widen(weight.now);
  Changed first{std::vector<float>(count)};
  Changed second = first;
  std::vector<double> first_expected(count), second_expected(count);
  for (int step = 1; step <= 3; ++step) {
    const auto gradient = random_values<float>(size, static_cast<std::uint64_t>(10 + step));
    const auto wide = widen(gradient);
    const std::vector<float> before = weight.now;
    const std::vector<float> first_before = first.now;
    CHECK(kernel(step, gradient.data(), first.pointers(), second.pointers(), weight.pointers()));
    CHECK(weight.before == before);
    CHECK(first.before == first_before);
    reference(step, wide.data(), first_expected.data(), second_expected.data(), expected.data());
    check_close(weight.now, expected, 1e-5);
  }
}

constexpr std::int64_t kSizes[] = {1, 2, 3, 4, 5, 7, 8, 9, 17};

}  // namespace

TEST_CASE("Adam takes the same steps whether or not what was before is kept") {
  for (const std::int64_t size : kSizes) {
    Changed weight{random_values<float>(size, 1)};
    Changed mean{random_values<float>(size, 2)};
    Changed square{std::vector<float>(mean.now.size(), 0.1F)};
    auto [w, m, s] = std::tuple(weight.now, mean.now, square.now);
    const auto gradient = random_values<float>(size, 3);
    CHECK(kernels::adam_step<float>(size, {}, 0.9, 0.999, gradient.data(), mean.pointers(),
                                    square.pointers(), weight.pointers()));
    CHECK(kernels::adam_step<float>(size, {}, 0.9, 0.999, gradient.data(), {m.data(), nullptr},
                                    {s.data(), nullptr}, {w.data(), nullptr}));
    CHECK(w == weight.now);
    CHECK(m == mean.now);
    CHECK(s == square.now);
  }
}

TEST_CASE("SGD and RMSprop equal the reference over three steps around the vector width") {
  for (const std::int64_t size : kSizes) {
    for (const bool nesterov : {false, true}) {
      compare_three_steps(
          size,
          [&](int, const float* g, const Changing& v, const Changing&, const Changing& w) {
            return kernels::sgd_step(
                size, {.lr = 0.1, .momentum = 0.9, .weight_decay = 0.01, .nesterov = nesterov}, g,
                v, w);
          },
          [&](int, const double* g, double* v, double*, double* w) {
            kernels::reference::sgd_step(size, 0.1, 0.9, 0.01, nesterov, g, v, w);
          });
    }
    compare_three_steps(
        size,
        [&](int, const float* g, const Changing& v, const Changing& s, const Changing& w) {
          return kernels::rmsprop_step(
              size, {.lr = 0.01, .alpha = 0.9, .eps = 1e-3, .momentum = 0.5, .weight_decay = 0.1},
              g, v, s, w);
        },
        [&](int, const double* g, double* v, double* s, double* w) {
          kernels::reference::rmsprop_step(size, 0.01, 0.9, 1e-3, 0.5, 0.1, g, v, s, w);
        });
  }
}

TEST_CASE("Adam and AdamW equal the reference over three steps around the vector width") {
  for (const std::int64_t size : kSizes) {
    for (const bool decoupled : {false, true}) {
      const kernels::AdamSettings settings{
          .lr = 0.05, .weight_decay = 0.01, .decoupled = decoupled};
      double power1 = 1;
      double power2 = 1;
      compare_three_steps(
          size,
          [&](int, const float* g, const Changing& m, const Changing& s, const Changing& w) {
            power1 *= settings.beta1;
            power2 *= settings.beta2;
            return kernels::adam_step(size, settings, power1, power2, g, m, s, w);
          },
          [&](int step, const double* g, double* m, double* s, double* w) {
            kernels::reference::adam_step(size, 0.05, 0.9, 0.999, 1e-8, 0.01, decoupled, step, g, m,
                                          s, w);
          });
    }
  }
}

TEST_CASE("subnormal numbers are flushed, others stay, up to the last") {
  constexpr float kLeast = std::numeric_limits<float>::min();
  const std::vector<float> values{kLeast, kLeast / 2, -kLeast, -kLeast / 4, 0, 1e-45F, -3};
  for (std::size_t count = 0; count <= values.size(); ++count) {
    std::vector<float> flushed = values;
    kernels::flush_subnormals(static_cast<std::int64_t>(count), flushed.data());
    for (std::size_t i = 0; i < values.size(); ++i) {
      const bool gone = i < count && std::fpclassify(values[i]) == FP_SUBNORMAL;
      CHECK(flushed[i] == (gone ? 0 : values[i]));
    }
  }
}

TEST_CASE("the moments of weights that get no gradient any more end at zero, not in subnormals") {
  for (const char* text :
       {R"({"optimizer": "SGD", "momentum": 0.9})", R"({"optimizer": "RMSprop", "momentum": 0.9})",
        R"({"optimizer": "Adam"})"}) {
    CAPTURE(text);
    Network<float> network(parse_description(kToyNetwork), 1, 1);
    Optimizer optimizer(network, parse_trainer_options(text));
    std::ranges::fill(optimizer.first_moments(), 1e-37F);
    std::ranges::fill(optimizer.second_moments(), 2e-38F);
    std::ranges::fill(network.all_gradients(), 0.0F);
    for (int i = 0; i < 1008; ++i) CHECK(optimizer.step());
    for (const float value : optimizer.first_moments()) CHECK(value == 0);
    for (const float value : optimizer.second_moments())
      CHECK(std::fpclassify(value) != FP_SUBNORMAL);
  }
}

TEST_CASE("steps tell when a weight or a moment is not finite any more, wherever it stands") {
  constexpr std::int64_t kCount = 7;
  const std::vector<float> gradient(kCount, 1.0F);
  for (std::size_t at = 0; at < kCount; ++at) {
    CAPTURE(at);
    for (const std::size_t which : {0, 1, 2, 3}) {
      CAPTURE(which);
      std::array<Changed, 3> values;
      values.fill({std::vector<float>(kCount, 0.5F)});
      if (which < 3) values[which].now[at] = std::numeric_limits<float>::infinity();
      auto& [first, second, weight] = values;
      const bool finite = which == 3;
      CHECK(kernels::adam_step(kCount, {}, 0.9, 0.999, gradient.data(), first.pointers(),
                               second.pointers(), weight.pointers()) == finite);
      values.fill({std::vector<float>(kCount, 0.5F)});
      if (which < 3) values[which].now[at] = -std::numeric_limits<float>::infinity();
      CHECK(kernels::rmsprop_step(kCount, {.momentum = 0.9}, gradient.data(), first.pointers(),
                                  second.pointers(), weight.pointers()) == finite);
      values.fill({std::vector<float>(kCount, 0.5F)});
      if (which < 3) values[which].now[at] = std::numeric_limits<float>::quiet_NaN();
      CHECK(kernels::sgd_step(kCount, {.momentum = 0.9}, gradient.data(), first.pointers(),
                              weight.pointers()) == (finite || which == 1));
    }
  }
}

TEST_CASE("the norm of a gradient neither rounds nor overflows with its length") {
  const std::vector<float> ones(100000, 1.0F);
  CHECK(kernels::sum_squares(100000, ones.data()) == 100000);
  const std::vector<float> mixed{3, 4};
  CHECK(kernels::sum_squares(2, mixed.data()) == 25);
  using Limits = std::numeric_limits<float>;
  for (const float broken : {Limits::quiet_NaN(), -Limits::infinity()}) {
    const std::vector<float> values{1, broken, 1e-20F};
    CHECK_FALSE(std::isfinite(kernels::sum_squares(3, values.data())));
  }
}

TEST_CASE("clipping keeps the direction and cuts the norm, and only when it is too large") {
  const Dataset data = toy_dataset(32, 1);
  const auto moved = [&](const char* text) {
    Network<float> network(parse_description(kToyNetwork), 16, 1);
    Trainer trainer(network, data, parse_trainer_options(text));
    const std::vector<float> before(network.all_parameters().begin(),
                                    network.all_parameters().end());
    const StepResult result = trainer.step();
    double squares = 0;
    for (std::size_t i = 0; i < before.size(); ++i) {
      const double step = static_cast<double>(network.all_parameters()[i] - before[i]);
      squares += step * step;
    }
    return std::pair(std::sqrt(squares), result.gradient_norm);
  };
  const auto [free, norm] = moved(R"({"batch_size": 16, "optimizer": "SGD", "lr": 1})");
  CHECK(free == doctest::Approx(norm).epsilon(1e-4));
  REQUIRE(norm > 0.2);
  const auto [cut, same] =
      moved(R"({"batch_size": 16, "optimizer": "SGD", "lr": 1, "clip_grad_norm": 0.1})");
  CHECK(cut == doctest::Approx(0.1).epsilon(1e-3));
  CHECK(same == norm);
  const auto [loose, unused] =
      moved(R"({"batch_size": 16, "optimizer": "SGD", "lr": 1, "clip_grad_norm": 1e6})");
  CHECK(loose == free);
  CHECK(unused == norm);
}

TEST_CASE("the average of the weights trails them, can be tried out, and is put back by a step") {
  const Dataset data = toy_dataset(32, 1);
  Network<float> network(parse_description(kToyNetwork), 16, 1);
  Trainer trainer(network, data,
                  parse_trainer_options(R"({"batch_size": 16, "lr": 0.1, "ema_decay": 0.75})"));
  auto average =
      std::vector<float>(network.all_parameters().begin(), network.all_parameters().end());
  for (int i = 0; i < 3; ++i) {
    trainer.step();
    for (std::size_t k = 0; k < average.size(); ++k) {
      average[k] = 0.75F * average[k] + 0.25F * network.all_parameters()[k];
    }
  }
  const std::vector<float> trained(network.all_parameters().begin(),
                                   network.all_parameters().end());
  trainer.optimizer().use_average(true);
  check_close(std::vector<float>(network.all_parameters().begin(), network.all_parameters().end()),
              average, 1e-6);
  trainer.optimizer().use_average(false);
  CHECK(std::ranges::equal(network.all_parameters(), trained));
  trainer.optimizer().use_average(true);
  trainer.step();
  CHECK_FALSE(trainer.optimizer().uses_average());
  CHECK_THROWS_WITH(
      [&] {
        trainer.set_options(parse_trainer_options(R"({"batch_size": 16})"));
        trainer.optimizer().use_average(true);
      }(),
      "Trainer: expected ema_decay > 0 to use the average of the weights, got 0");
}

TEST_CASE("frozen layers keep their weights and statistics while the others learn") {
  const Dataset data = toy_dataset(32, 1);
  Network<float> network(parse_description(R"({"input": [1, 8, 8], "layers": [
      {"type": "Conv2d", "name": "conv", "out_channels": 4, "kernel_size": 3, "frozen": true},
      {"type": "BatchNorm2d", "name": "norm", "frozen": true}, {"type": "ReLU"},
      {"type": "ConvTranspose2d", "name": "up", "out_channels": 2, "kernel_size": 2,
       "frozen": true},
      {"type": "Flatten"}, {"type": "Linear", "name": "fc", "out_features": 3},
      {"type": "Linear", "name": "last", "out_features": 3, "frozen": true}]})"),
                         16, 1);
  const auto copy = [](const auto& tensors) {
    std::vector<std::vector<float>> all;
    for (const auto& tensor : tensors) all.emplace_back(tensor.values.begin(), tensor.values.end());
    return all;
  };
  const auto weights = copy(network.parameters());
  const auto states = copy(network.states());
  Trainer trainer(network, data,
                  parse_trainer_options(R"({"batch_size": 16, "lr": 0.1, "weight_decay": 0.1})"));
  for (int i = 0; i < 3; ++i) trainer.step();
  CHECK(copy(network.states()) == states);
  const auto after = copy(network.parameters());
  for (std::size_t i = 0; i < after.size(); ++i) {
    INFO(network.parameters()[i].name);
    CHECK((after[i] == weights[i]) != network.parameters()[i].name.starts_with("fc."));
  }
}
