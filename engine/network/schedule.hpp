#pragma once

#include <cstdint>

#include "engine/layers/schema.hpp"

namespace convscope {

enum class ScheduleKind { Constant, Step, Cosine, OneCycle };

/// How the learning rate goes, counted in training steps.
struct Schedule {
  ScheduleKind kind = ScheduleKind::Constant;
  std::uint64_t warmup_steps = 0;
  /// Step: the rate is multiplied by gamma every step_size steps.
  std::uint64_t step_size = 1000;
  double gamma = 0.1;
  /// Cosine and one-cycle: their length; the rate stays where it is after it.
  std::uint64_t total_steps = 1000;
  /// Cosine: the rate at the end.
  double final_lr = 0;
  /// One-cycle: the share of the steps on which the rate rises, how many times smaller than lr it
  /// is at the start, and how many times smaller than that at the end.
  double warmup_share = 0.3;
  double start_div = 25;
  double final_div = 1e4;
};

const LayerSchema& documented_schedule_schema();

/// Throws Error(InvalidOption).
Schedule parse_schedule(const Json& json);
Json to_json(const Schedule& schedule);

/// Learning rate of a step (from 0), a pure function, the same on every platform. Source: StepLR,
/// CosineAnnealingLR and OneCycleLR (cosine annealing, momentum not cycled) of
/// torch.optim.lr_scheduler; warm-up multiplies by (step + 1) / (warmup_steps + 1).
double scheduled_learning_rate(const Schedule& schedule, double lr, std::uint64_t step);

}  // namespace convscope
