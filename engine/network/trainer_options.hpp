#pragma once

#include <cstdint>
#include <string_view>

#include "engine/kernels/augment.hpp"
#include "engine/kernels/optimizer.hpp"
#include "engine/layers/schema.hpp"

namespace convscope {

enum class OptimizerKind { SGD, Adam };

struct TrainerOptions {
  std::int64_t batch_size = 64;
  OptimizerKind optimizer = OptimizerKind::Adam;
  double momentum = 0.9;
  kernels::AdamSettings adam;
  std::uint64_t seed = 1;
  kernels::AugmentSettings augment;

  double lr() const noexcept { return adam.lr; }
  double weight_decay() const noexcept { return adam.weight_decay; }
};

/// What can be set on a trainer and on its augmentation, in the form of the layers' schemas.
const LayerSchema& trainer_schema();
const LayerSchema& augment_schema();

/// Reads {"batch_size": 64, "optimizer": "Adam", "lr": 0.001, ..., "augment": {...}}.
/// Throws Error(InvalidOption).
TrainerOptions parse_trainer_options(std::string_view text);

}  // namespace convscope
