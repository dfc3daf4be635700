#pragma once

#include <cstdint>

#include "engine/network/trainer.hpp"
#include "tests/engine/support/toy_data.hpp"

namespace convscope::fuzzing {

/// Small enough that a checkpoint of it is little more than its header.
inline constexpr const char* kSubject = R"({"input": [1, 8, 8], "layers": [
    {"type": "Conv2d", "name": "conv", "out_channels": 2, "kernel_size": 3, "stride": 4},
    {"type": "BatchNorm2d", "name": "norm"}, {"type": "Flatten"},
    {"type": "Linear", "name": "fc", "out_features": 3}]})";

/// A network in training, the same each time.
struct Subject {
  explicit Subject(const char* options = "{\"batch_size\": 4}")
      : data(testing::toy_dataset(8, 1)),
        network(parse_description(kSubject), 4, 1),
        trainer(network, data, parse_trainer_options(options)) {}

  Dataset data;
  Network<float> network;
  Trainer trainer;
};

}  // namespace convscope::fuzzing
