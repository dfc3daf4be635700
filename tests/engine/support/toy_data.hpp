#pragma once

#include <cstdint>
#include <vector>

#include "engine/core/rng.hpp"
#include "engine/network/dataset.hpp"

namespace convscope::testing {

inline constexpr std::int64_t kToySide = 8;

/// Images of 8 x 8 with noise, whose bright bar says the class: a column for 0, a row for 1, a
/// diagonal for 2. Easy to learn, impossible to guess.
inline void add_toy_images(Dataset& dataset, std::int64_t count, std::uint64_t seed) {
  RandomStream random(seed, 77);
  std::vector<std::uint8_t> images;
  std::vector<std::uint8_t> labels;
  for (std::int64_t n = 0; n < count; ++n) {
    const std::uint32_t label = random.below(3);
    const std::uint32_t place = random.below(kToySide);
    labels.push_back(static_cast<std::uint8_t>(label));
    for (std::uint32_t y = 0; y < kToySide; ++y) {
      for (std::uint32_t x = 0; x < kToySide; ++x) {
        const bool bright = label == 0   ? x == place
                            : label == 1 ? y == place
                                         : (x + place) % kToySide == y;
        images.push_back(static_cast<std::uint8_t>(random.below(90) + (bright ? 160 : 0)));
      }
    }
  }
  dataset.append(images, labels);
}

inline Dataset toy_dataset(std::int64_t count, std::uint64_t seed) {
  Dataset dataset({1, kToySide, kToySide}, 3, count);
  add_toy_images(dataset, count, seed);
  return dataset;
}

inline constexpr const char* kToyNetwork = R"({"input": [1, 8, 8], "layers": [
    {"type": "Conv2d", "name": "conv", "out_channels": 6, "kernel_size": 3, "padding": 1},
    {"type": "BatchNorm2d", "name": "norm"}, {"type": "ReLU"},
    {"type": "MaxPool2d", "kernel_size": 2}, {"type": "Flatten"}, {"type": "Dropout", "p": 0.2},
    {"type": "Linear", "name": "fc", "out_features": 3}]})";

}  // namespace convscope::testing
