#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/core/arena.hpp"
#include "engine/network/network.hpp"
#include "engine/network/trainer_options.hpp"

namespace convscope {

/// Where an optimiser stands; saved and restored with its moments.
struct OptimizerPosition {
  std::uint64_t step = 0;
  double beta1_power = 1;
  double beta2_power = 1;
};

/// Turns the gradients that stand in a network into steps of its weights: clipping, schedule,
/// update and average. The network must outlive it; all memory is taken by the constructor.
class Optimizer {
 public:
  Optimizer(Network<float>& network, const TrainerOptions& options);

  /// One update. False when a gradient, weight or moment is or becomes NaN or infinite; then
  /// weights, moments and position are those from before.
  bool step();

  /// Another optimiser starts with fresh moments; a new average starts from the present weights.
  void set_options(const TrainerOptions& options);

  /// Of the next step.
  double learning_rate() const;
  /// Of the last step, over all weights that are not frozen, before clipping.
  double gradient_norm() const noexcept { return gradient_norm_; }

  OptimizerPosition position() const noexcept { return position_; }
  void restore(const OptimizerPosition& position) noexcept { position_ = position; }

  /// First moments (velocity for SGD and RMSprop), second moments and the averaged weights, in the
  /// order of the network's parameters.
  std::span<float> first_moments() noexcept {
    first_bound_ = kUnknown;
    return first_;
  }
  std::span<float> second_moments() noexcept { return second_; }
  std::span<float> average() noexcept { return average_; }

  /// Puts the averaged weights into the network, or the trained ones back; step() puts them back
  /// too. Throws Error(InvalidArgument) when no average is kept.
  void use_average(bool averaged);
  bool uses_average() const noexcept { return uses_average_; }

 private:
  template <class Visit>
  bool for_each_block(Visit visit);
  bool measure_gradient();
  double clip_factor() const;
  bool may_overflow(double lr);
  bool update(const ParameterRange& block, double lr, double clip);
  bool apply_to(const ParameterRange& range, double lr);
  void go_back();
  void put_back() noexcept;

  Network<float>& network_;
  TrainerOptions options_;
  OptimizerPosition position_;
  double gradient_norm_ = 0;
  bool uses_average_ = false;
  /// Holds what follows; in parts of the heap's own choice some vectors would lie across two lines
  /// of the cache.
  Arena arena_;
  std::span<float> first_, second_, average_;
  /// Adam's first moments are no larger.
  double first_bound_ = 0;
  static constexpr double kUnknown = -1;
  /// Whether the update at hand keeps what was before.
  bool keeps_ = true;
  /// Weights and moments from before an update, in case it overflows.
  std::span<float> weights_before_, first_before_, second_before_;
  /// The trainable parameters, in pieces; of each the squared norm of its gradient and whether it
  /// is finite.
  std::vector<ParameterRange> blocks_;
  std::vector<double> squares_;
  std::vector<char> healthy_;
};

}  // namespace convscope
