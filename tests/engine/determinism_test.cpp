#include <doctest/doctest.h>

#include <bit>
#include <fstream>
#include <iomanip>
#include <sstream>

#include "engine/network/trainer.hpp"
#include "tests/engine/support/reference_json.hpp"

using namespace convscope;
using convscope::testing::ReferenceJson;

namespace {

// The same hash of the weights is asserted natively, in Node (tests/unit/determinism.test.js) and
// in Chromium (tests/browser/determinism.test.js); whoever changes the arithmetic changes it in
// tests/determinism.json, to what this test prints.

ReferenceJson golden() {
  std::ifstream file(CONVSCOPE_GOLDEN_DIR "/../determinism.json");
  std::stringstream text;
  text << file.rdbuf();
  return ReferenceJson::parse(text.str());
}

/// Images of 8 x 8 made from integer arithmetic alone, so that JavaScript makes the same.
Dataset hashed_images(std::uint32_t count) {
  Dataset data({1, 8, 8}, 3, count);
  std::vector<std::uint8_t> pixels, labels;
  for (std::uint32_t n = 0; n < count; ++n) {
    labels.push_back(static_cast<std::uint8_t>(n % 3));
    for (std::uint32_t y = 0; y < 8; ++y) {
      for (std::uint32_t x = 0; x < 8; ++x) {
        std::uint32_t h = n * 73856093U ^ y * 19349663U ^ x * 83492791U;
        h = (h ^ (h >> 13)) * 1274126177U;
        const bool bright = n % 3 == 0 ? x == n % 8 : n % 3 == 1 ? y == n % 8 : (x + n) % 8 == y;
        pixels.push_back(static_cast<std::uint8_t>((h >> 16 & 127) + (bright ? 128 : 0)));
      }
    }
  }
  data.append(pixels, labels);
  return data;
}

/// FNV-1a over the bits of all parameters and running statistics. Source: Fowler, Noll and Vo.
std::string hash_of(const Network<float>& network) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const auto* tensors : {&network.parameters(), &network.states()}) {
    for (const auto& tensor : *tensors) {
      for (const float value : tensor.values) {
        const auto bits = std::bit_cast<std::uint32_t>(value);
        for (int shift = 0; shift < 32; shift += 8) {
          hash = (hash ^ (bits >> shift & 255)) * 0x100000001b3U;
        }
      }
    }
  }
  std::stringstream text;
  text << std::hex << std::setfill('0') << std::setw(16) << hash;
  return text.str();
}

/// The hash after all steps, in which the loss must have fallen.
std::string train(ThreadPool& threads) {
  const ReferenceJson expected = golden();
  const Dataset data = hashed_images(expected["images"]);
  Network<float> network(parse_description(expected["description"].dump()), 16,
                         expected["networkSeed"], {}, threads);
  Trainer trainer(network, data, parse_trainer_options(expected["training"].dump()));
  double loss = 0;
  for (int i = 0; i < expected["steps"]; ++i) {
    const StepResult result = trainer.step();
    REQUIRE(result.status == StepStatus::Ok);
    loss = result.batch.loss;
  }
  CHECK(loss < 0.8);
  return hash_of(network);
}

}  // namespace

TEST_CASE("100 steps of a network with batch norm and dropout give the same bits everywhere") {
  CHECK(train(ThreadPool::single()) == golden()["hash"].get<std::string>());
}

TEST_CASE("any number of threads gives the same bits") {
  for (const int count : {2, 3, 5}) {
    INFO(count << " threads");
    ThreadPool threads(count);
    CHECK(train(threads) == golden()["hash"].get<std::string>());
  }
}
