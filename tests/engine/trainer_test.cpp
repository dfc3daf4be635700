#include "engine/network/trainer.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numeric>
#include <set>

#include "tests/engine/support/toy_data.hpp"

using namespace convscope;
using namespace convscope::testing;

namespace {

Network<float> toy_network(std::uint64_t seed = 1) {
  return Network<float>(parse_description(kToyNetwork), 16, seed);
}

std::vector<float> weights(const Network<float>& network) {
  const auto all = network.all_parameters();
  return {all.begin(), all.end()};
}

TrainerOptions options(const char* text) {
  return parse_trainer_options(text);
}

}  // namespace

TEST_CASE("training learns the toy images with either optimiser") {
  const Dataset train = toy_dataset(600, 1);
  const Dataset unseen = toy_dataset(300, 2);
  for (const char* text : {R"({"batch_size": 16, "optimizer": "Adam", "lr": 0.01})",
                           R"({"batch_size": 16, "optimizer": "SGD", "lr": 0.05})",
                           R"({"batch_size": 16, "lr": 0.01, "augment": {"shift_pixels": 1,
                               "rotate_degrees": 5, "thickness": 0.3, "elastic": 0.3}})"}) {
    INFO(text);
    Network<float> network = toy_network();
    const auto before = evaluate(network, unseen, 0, 300);
    Trainer trainer(network, train, options(text));
    for (int i = 0; i < 150; ++i) REQUIRE(trainer.step().status == StepStatus::Ok);
    const auto after = evaluate(network, unseen, 0, 300);
    CHECK(before.correct < 180);
    CHECK(after.correct > 285);
    CHECK(after.count == 300);
  }
}

TEST_CASE("the same seed trains to the same weights, bit for bit") {
  const Dataset data = toy_dataset(100, 1);
  const auto train = [&](const char* text) {
    Network<float> network = toy_network();
    Trainer trainer(network, data, options(text));
    for (int i = 0; i < 40; ++i) trainer.step();
    return weights(network);
  };
  const char* plain = R"({"batch_size": 16, "seed": 4, "augment": {"rotate_degrees": 9}})";
  CHECK(train(plain) == train(plain));
  CHECK(train(plain) !=
        train(R"({"batch_size": 16, "seed": 5, "augment": {"rotate_degrees": 9}})"));
}

TEST_CASE("images as floats train to the weights of the same images as bytes") {
  const Dataset bytes = toy_dataset(100, 1);
  Dataset floats(bytes.image_shape(), 3, 100, Dataset::Values::Floats);
  std::vector<float> image(static_cast<std::size_t>(bytes.image_shape().size()));
  for (std::int64_t n = 0; n < 100; ++n) {
    bytes.write_image(n, image.data());
    const auto* raw = reinterpret_cast<const std::uint8_t*>(image.data());
    const std::uint8_t label = bytes.label(n);
    floats.append({raw, image.size() * sizeof(float)}, {&label, 1});
  }
  const auto train = [](const Dataset& data, const char* text) {
    Network<float> network = toy_network();
    Trainer trainer(network, data, options(text));
    for (int i = 0; i < 20; ++i) trainer.step();
    return weights(network);
  };
  const char* plain = R"({"batch_size": 16, "seed": 4})";
  CHECK(train(floats, plain) == train(bytes, plain));
  // Interpolated before or after the division by 255, that differs in the last bits.
  const char* varied = R"({"batch_size": 16, "seed": 4, "augment": {"rotate_degrees": 9}})";
  const auto expected = train(bytes, varied);
  const auto found = train(floats, varied);
  for (std::size_t i = 0; i < found.size(); ++i) {
    CHECK(found[i] == doctest::Approx(expected[i]).epsilon(0.01));
  }
}

TEST_CASE("every image of an epoch is drawn once, also those that arrive meanwhile") {
  Sampler sampler(9, 100);
  sampler.start_epoch(9, 0);
  std::multiset<std::int64_t> seen;
  sampler.grow(40);
  for (int i = 0; i < 30; ++i) seen.insert(sampler.draw());
  sampler.grow(100);
  for (int i = 0; i < 70; ++i) seen.insert(sampler.draw());
  CHECK(seen.size() == 100);
  CHECK(std::set<std::int64_t>(seen.begin(), seen.end()).size() == 100);
  CHECK(*seen.rbegin() == 99);
}

TEST_CASE("epochs are shuffled, each in its own way") {
  const auto order = [](std::int64_t epoch) {
    Sampler sampler(3, 50);
    sampler.start_epoch(3, epoch);
    sampler.grow(50);
    std::vector<std::int64_t> drawn;
    for (int i = 0; i < 50; ++i) drawn.push_back(sampler.draw());
    return drawn;
  };
  CHECK(order(0) == order(0));
  CHECK(order(0) != order(1));
  std::vector<std::int64_t> sorted(50);
  std::iota(sorted.begin(), sorted.end(), 0);
  CHECK(order(0) != sorted);
}

TEST_CASE("training waits for the images it lacks and goes on when they come") {
  Dataset data({1, kToySide, kToySide}, 3, 64);
  Network<float> network = toy_network();
  Trainer trainer(network, data, options(R"({"batch_size": 16})"));
  CHECK(trainer.step().status == StepStatus::Starved);
  add_toy_images(data, 40, 1);
  CHECK(trainer.step().status == StepStatus::Ok);
  CHECK(trainer.step().status == StepStatus::Ok);
  CHECK(trainer.step().status == StepStatus::Starved);
  CHECK(trainer.position().epoch_images == 32);
  add_toy_images(data, 24, 2);
  CHECK(trainer.step().status == StepStatus::Ok);
  CHECK(trainer.step().status == StepStatus::Ok);
  CHECK(trainer.position().epoch_images == 64);
  CHECK(trainer.step().status == StepStatus::Ok);
  CHECK(trainer.position().epoch == 1);
}

TEST_CASE("a closed dataset makes an epoch of what is there, its last batch smaller") {
  Dataset data({1, kToySide, kToySide}, 3, 64);
  add_toy_images(data, 20, 1);
  data.close();
  Network<float> network = toy_network();
  Trainer trainer(network, data, options(R"({"batch_size": 16})"));
  CHECK(trainer.epoch_size() == 20);
  CHECK(trainer.step().batch.count == 16);
  CHECK(trainer.step().batch.count == 4);
  CHECK(trainer.step().batch.count == 16);
  CHECK(trainer.position().epoch == 1);
}

TEST_CASE("divergence stops before it touches the weights") {
  const Dataset data = toy_dataset(64, 1);
  Network<float> network = toy_network();
  Trainer trainer(network, data, options(R"({"batch_size": 16, "optimizer": "SGD"})"));
  trainer.step();
  const std::uint64_t step = trainer.steps();
  const float original = network.parameters().front().values[0];
  // A weight that overflows the activations: NaN or infinity in the loss.
  network.parameters().front().values[0] = std::numeric_limits<float>::max();
  const auto before = weights(network);
  CHECK(trainer.step().status == StepStatus::Diverged);
  CHECK(trainer.divergence().code() == ErrorCode::Diverged);
  CHECK(std::string(trainer.divergence().what()) ==
        "BatchNorm2d(norm): expected finite activations, got NaN in step 2");
  CHECK(weights(network) == before);
  CHECK(trainer.steps() == step);
  for (const auto& tensor : network.states()) {
    for (const float value : tensor.values) CHECK(std::isfinite(value));
  }
  network.parameters().front().values[0] = original;
  CHECK(trainer.step().status == StepStatus::Ok);
}

TEST_CASE("a learning rate that overflows the weights leaves the old ones in place") {
  const Dataset data = toy_dataset(64, 1);
  Network<float> network = toy_network();
  Trainer trainer(network, data, options(R"({"batch_size": 16, "optimizer": "SGD", "lr": 1e6})"));
  StepResult result;
  for (int i = 0; i < 60 && result.status == StepStatus::Ok; ++i) result = trainer.step();
  CHECK(result.status == StepStatus::Diverged);
  for (const float value : network.all_parameters()) CHECK(std::isfinite(value));
}

TEST_CASE("an update that overflows leaves the moments of the optimiser in place too") {
  const Dataset data = toy_dataset(64, 1);
  Network<float> network = toy_network();
  Trainer trainer(network, data, options(R"({"batch_size": 16, "optimizer": "SGD", "lr": 0.01})"));
  trainer.step();
  const auto moments = trainer.optimizer().first_moments();
  const std::vector<float> velocity(moments.begin(), moments.end());
  network.parameters().back().values[0] = 1e33F;
  const auto before = weights(network);
  trainer.set_options(options(R"({"batch_size": 16, "optimizer": "SGD", "weight_decay": 1,
                                  "lr": 1e6})"));
  const StepResult result = trainer.step();
  CHECK(std::isfinite(result.batch.loss));
  CHECK(result.status == StepStatus::Diverged);
  CHECK(weights(network) == before);
  CHECK(std::ranges::equal(moments, velocity));
}

TEST_CASE(
    "an update that overflows leaves frozen layers and what Adam knows of them in place too") {
  const Dataset data = toy_dataset(64, 1);
  Network<float> network(parse_description(R"({"input": [1, 8, 8], "layers": [{"type": "Flatten"},
          {"type": "Linear", "out_features": 4}, {"type": "Linear", "out_features": 4,
           "frozen": true}, {"type": "Linear", "out_features": 3}]})"),
                         16, 1);
  Trainer trainer(network, data, options(R"({"batch_size": 16, "optimizer": "AdamW"})"));
  Optimizer& optimizer = trainer.optimizer();
  trainer.step();
  network.parameters().back().values[0] = 1e33F;
  const auto all = [&] {
    std::vector<float> values = weights(network);
    for (const auto& moments : {optimizer.first_moments(), optimizer.second_moments()}) {
      values.insert(values.end(), moments.begin(), moments.end());
    }
    return values;
  };
  const auto before = all();
  trainer.set_options(options(R"({"batch_size": 16, "optimizer": "AdamW", "weight_decay": 1,
                                  "lr": 1e6})"));
  const StepResult result = trainer.step();
  CHECK(std::isfinite(result.batch.loss));
  CHECK(result.status == StepStatus::Diverged);
  CHECK(all() == before);
}

TEST_CASE("Adam goes back when moments that came from elsewhere make its step overflow") {
  const Dataset data = toy_dataset(64, 1);
  Network<float> network = toy_network();
  Trainer trainer(network, data, options(R"({"batch_size": 16, "optimizer": "Adam", "lr": 1e6})"));
  const auto moments = trainer.optimizer().first_moments();
  const auto squares = trainer.optimizer().second_moments();
  moments.back() = 1e35F;
  const auto before = weights(network);
  const std::vector<float> mean(moments.begin(), moments.end());
  const std::vector<float> square(squares.begin(), squares.end());
  const StepResult result = trainer.step();
  CHECK(std::isfinite(result.batch.loss));
  CHECK(result.status == StepStatus::Diverged);
  CHECK(weights(network) == before);
  CHECK(std::ranges::equal(moments, mean));
  CHECK(std::ranges::equal(squares, square));
}

TEST_CASE("options change between steps") {
  const Dataset data = toy_dataset(64, 1);
  Network<float> network = toy_network();
  Trainer trainer(network, data, options(R"({"batch_size": 16})"));
  trainer.step();
  const auto before = weights(network);
  trainer.set_learning_rate(0);
  trainer.step();
  CHECK(weights(network) == before);
  trainer.set_options(options(R"({"batch_size": 8, "optimizer": "SGD", "lr": 0.1})"));
  CHECK(trainer.step().batch.count == 8);
  CHECK(weights(network) != before);
  CHECK_THROWS_WITH(trainer.set_learning_rate(-1),
                    "Trainer: expected lr from 0 to 1000000, got -1");
  CHECK_THROWS_WITH(trainer.set_learning_rate(std::nan("")),
                    "Trainer: expected lr from 0 to 1000000, got nan");
}

TEST_CASE("wrong options, images and ranges are refused") {
  const Dataset data = toy_dataset(64, 1);
  Network<float> network = toy_network();
  CHECK_THROWS_WITH(options(R"({"lr": "fast"})"),
                    "Trainer: expected lr to be a number, got \"fast\"");
  CHECK_THROWS_WITH(
      options(R"({"optimizer": "LBFGS"})"),
      "Trainer: expected optimizer to be SGD or RMSprop or Adam or AdamW, got \"LBFGS\"");
  CHECK_THROWS_WITH(options(R"({"augment": {"scale": 2}})"),
                    "Trainer(augment): expected scale <= 0.5, got 2");
  CHECK_THROWS_WITH(options("nonsense"), "Trainer: expected a JSON object of options");
  CHECK_THROWS_WITH(Trainer(network, data, options(R"({"batch_size": 17})")),
                    "Trainer: expected batch_size <= 16, got 17");
  const Dataset larger({1, 9, 9}, 3, 10);
  CHECK_THROWS_WITH(Trainer(network, larger, options(R"({"batch_size": 4})")),
                    "Trainer: expected images of shape (1, 8, 8), got (1, 9, 9)");
  const Dataset more({1, 8, 8}, 4, 10);
  CHECK_THROWS_WITH(Trainer(network, more, options(R"({"batch_size": 4})")),
                    "Trainer: expected at most 3 classes (the outputs of the network), got 4");
  CHECK_THROWS_WITH(evaluate(network, data, 60, 5),
                    "evaluate: expected images within [0, 64), got [60, 65)");
}
