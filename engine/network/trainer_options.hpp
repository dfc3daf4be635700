#pragma once

#include <cstdint>
#include <string_view>

#include "engine/kernels/augment.hpp"
#include "engine/layers/schema.hpp"
#include "engine/network/schedule.hpp"

namespace convscope {

enum class OptimizerKind { SGD, RMSprop, Adam, AdamW };

struct TrainerOptions {
  std::int64_t batch_size = 64;
  OptimizerKind optimizer = OptimizerKind::Adam;
  double lr = 1e-3;
  double weight_decay = 0;
  /// SGD and RMSprop.
  double momentum = 0.9;
  /// SGD.
  bool nesterov = false;
  /// RMSprop.
  double alpha = 0.99;
  /// Adam and AdamW.
  double beta1 = 0.9, beta2 = 0.999;
  /// RMSprop, Adam and AdamW.
  double eps = 1e-8;
  Schedule schedule;
  /// Largest norm of the whole gradient; 0 for no limit.
  double clip_grad_norm = 0;
  /// How much of the average of the weights each step keeps; 0 for no average.
  double ema_decay = 0;
  std::uint64_t seed = 1;
  kernels::AugmentSettings augment;
};

/// What can be set on a trainer and on its augmentation, in the form of the layers' schemas.
const LayerSchema& documented_trainer_schema();
const LayerSchema& documented_augment_schema();

/// Reads {"batch_size": 64, "optimizer": "Adam", "lr": 0.001, ..., "schedule": {...},
/// "augment": {...}}. The default momentum is 0.9 for SGD and, as in PyTorch, 0 for RMSprop.
/// Throws Error(InvalidOption).
TrainerOptions parse_trainer_options(std::string_view text);

/// The options as parse_trainer_options reads them.
Json to_json(const TrainerOptions& options);

}  // namespace convscope
