#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/network/dataset.hpp"
#include "engine/network/network.hpp"
#include "engine/network/optimizer.hpp"
#include "engine/network/sampler.hpp"
#include "engine/network/trainer_options.hpp"

namespace convscope {

enum class StepStatus {
  Ok,
  /// The images that are here are used up and more are expected in this epoch.
  Starved,
  /// Loss, gradient or weights became NaN or infinite; the weights are those from before the step.
  Diverged,
};

struct StepResult {
  StepStatus status = StepStatus::Ok;
  BatchResult batch{};
  /// Of the whole gradient, before clipping.
  double gradient_norm = 0;
  /// Rate that the step was made with.
  double learning_rate = 0;
};

/// Where training stands; saved and restored with the weights.
struct TrainerPosition {
  OptimizerPosition optimizer;
  std::int64_t epoch = 0;
  std::int64_t epoch_images = 0;
  std::uint64_t training_passes = 0;
  std::uint64_t shuffle_seed = 1;
  std::vector<Sampler::Growth> growth;
};

/// Trains a network on a dataset; both must outlive it. All memory is taken by the constructor.
class Trainer {
 public:
  /// Throws Error(ShapeMismatch) when images or classes do not fit the network and
  /// Error(InvalidOption) when the batch is larger than the network's.
  Trainer(Network<float>& network, const Dataset& dataset, const TrainerOptions& options);

  /// One batch: forward, backward, update.
  StepResult step();

  /// What step() found when it said Diverged: the first layer with a value that is not finite, as
  /// Error(Diverged) says it.
  Error divergence() const;

  /// Changes hyper-parameters between steps; another optimiser starts with fresh moments, another
  /// seed reshuffles from the next epoch on. Throws as the constructor.
  void set_options(const TrainerOptions& options);
  /// Throws Error(InvalidOption) unless 0 <= lr <= 1e6.
  void set_learning_rate(double lr);

  const TrainerOptions& options() const noexcept { return options_; }
  TrainerPosition position() const;
  std::uint64_t steps() const noexcept { return optimizer_.position().step; }
  std::int64_t epoch() const noexcept { return sampler_.epoch(); }
  std::int64_t epoch_images() const noexcept { return sampler_.position(); }
  /// Images in the current epoch.
  std::int64_t epoch_size() const noexcept { return dataset_.expected(); }

  const Network<float>& network() const noexcept { return network_; }
  Network<float>& network() noexcept { return network_; }
  Optimizer& optimizer() noexcept { return optimizer_; }
  const Optimizer& optimizer() const noexcept { return optimizer_; }
  /// Goes back to a saved position; weights and moments are restored by the caller.
  void restore(const TrainerPosition& position);

 private:
  void check(const TrainerOptions& options) const;
  std::int64_t next_batch_size();
  void load_batch(std::int64_t count);
  void load_image(std::int64_t index, float* to);
  Network<float>& network_;
  const Dataset& dataset_;
  TrainerOptions options_;
  Sampler sampler_;
  Optimizer optimizer_;
  std::vector<float> image_, scratch_;
};

/// Loss (summed) and right answers over images [first, first + count) of a dataset, in evaluation
/// mode. Throws Error(InvalidArgument) outside the dataset.
struct Evaluation {
  double loss_sum = 0;
  std::int64_t correct = 0;
  std::int64_t count = 0;
};
Evaluation evaluate(Network<float>& network, const Dataset& dataset, std::int64_t first,
                    std::int64_t count);

}  // namespace convscope
