#include "engine/network/optimizer.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/core/cold.hpp"
#include "engine/kernels/dropout.hpp"
#include "engine/kernels/finite.hpp"
#include "engine/kernels/optimizer.hpp"

CONVSCOPE_COLD_BEGIN
namespace convscope {
namespace {

/// Parameters that are updated at a time: with gradient, moments and copies they fit the
/// first-level cache.
constexpr std::int64_t kBlockParameters = 1024;

/// Steps from one flush of subnormal moments to the next.
constexpr std::uint64_t kFlushSteps = 16;

}  // namespace

Optimizer::Optimizer(Network<float>& network, const TrainerOptions& options)
    : network_(network), options_(options) {
  const std::array<std::span<float>*, 6> arrays{&first_,          &second_,       &average_,
                                                &weights_before_, &first_before_, &second_before_};
  std::array<Arena::Slot<float>, arrays.size()> slots;
  for (auto& slot : slots) slot = arena_.reserve<float>(std::ssize(network.all_parameters()));
  arena_.allocate();
  for (std::size_t i = 0; i < arrays.size(); ++i) *arrays[i] = arena_.span(slots[i]);
  std::ranges::copy(network.all_parameters(), average_.begin());
  for (const ParameterRange& range : network.trainable_ranges()) {
    for (std::int64_t at = 0; at < range.count; at += kBlockParameters) {
      blocks_.push_back({range.first + at, std::min(kBlockParameters, range.count - at)});
    }
  }
  squares_.resize(blocks_.size());
  healthy_.resize(blocks_.size());
}

void Optimizer::set_options(const TrainerOptions& options) {
  put_back();
  if (options.optimizer != options_.optimizer) {
    std::ranges::fill(first_, 0.0F);
    std::ranges::fill(second_, 0.0F);
    position_.beta1_power = position_.beta2_power = 1;
  }
  if (options_.ema_decay == 0 && options.ema_decay > 0) {
    std::ranges::copy(network_.all_parameters(), average_.begin());
  }
  options_ = options;
}

double Optimizer::learning_rate() const {
  return scheduled_learning_rate(options_.schedule, options_.lr, position_.step);
}

void Optimizer::use_average(bool averaged) {
  if (averaged && options_.ema_decay == 0) {
    throw_error(ErrorCode::InvalidArgument,
                {"Trainer: expected ema_decay > 0 to use the average of the weights, got 0"});
  }
  if (averaged == uses_average_) return;
  std::ranges::swap_ranges(network_.all_parameters(), average_);
  uses_average_ = averaged;
}

void Optimizer::put_back() noexcept {
  if (!uses_average_) return;
  std::ranges::swap_ranges(network_.all_parameters(), average_);
  uses_average_ = false;
}

bool Optimizer::step() {
  put_back();
  if (!measure_gradient()) return false;
  const OptimizerPosition before = position_;
  const double lr = learning_rate();
  position_.beta1_power *= options_.beta1;
  position_.beta2_power *= options_.beta2;
  const double clip = clip_factor();
  keeps_ = may_overflow(lr);
  const bool healthy = for_each_block([&](std::size_t i) { return update(blocks_[i], lr, clip); });
  if (healthy) {
    ++position_.step;
    return true;
  }
  if (keeps_) go_back();
  position_ = before;
  return false;
}

/// Whether visit(block) is true for all; it is called for each, by all threads.
template <class Visit>
bool Optimizer::for_each_block(Visit visit) {
  network_.threads().run(std::ssize(blocks_), [&](std::int64_t i, int) {
    const auto block = static_cast<std::size_t>(i);
    healthy_[block] = visit(block) ? 1 : 0;
  });
  return std::ranges::all_of(healthy_, [](char healthy) { return healthy != 0; });
}

/// The norm of the gradient; false if it has NaN or infinity.
bool Optimizer::measure_gradient() {
  const float* gradients = network_.all_gradients().data();
  const bool finite = for_each_block([&](std::size_t i) {
    const float* gradient = gradients + blocks_[i].first;
    squares_[i] = kernels::sum_squares(blocks_[i].count, gradient);
    // A sum of finite squares may overflow.
    return std::isfinite(squares_[i]) ||
           kernels::all_finite(std::span(gradient, static_cast<std::size_t>(blocks_[i].count)));
  });
  double squares = 0;
  for (const double part : squares_) squares += part;
  if (finite) gradient_norm_ = std::sqrt(squares);
  return finite;
}

/// Source: torch.nn.utils.clip_grad_norm_.
double Optimizer::clip_factor() const {
  if (options_.clip_grad_norm == 0) return 1;
  return std::min(1.0, options_.clip_grad_norm / (gradient_norm_ + 1e-6));
}

/// Whether finite weights and moments may overflow in an update by the gradient that was measured.
/// Adam's cannot as long as the bound of its steps is modest, and then nothing is kept for the way
/// back, which is a twentieth of a step for a single image.
bool Optimizer::may_overflow(double lr) {
  if (first_bound_ == kUnknown) {
    first_bound_ = 0;
    for (const float moment : first_) {
      first_bound_ = std::max(first_bound_, std::abs(static_cast<double>(moment)));
    }
  }
  first_bound_ = std::max(first_bound_, 2 * gradient_norm_);
  const bool adam =
      options_.optimizer == OptimizerKind::Adam || options_.optimizer == OptimizerKind::AdamW;
  const double largest_step = lr * first_bound_ / ((1 - position_.beta1_power) * options_.eps);
  // With these a square is 1e30 at most, and a step too small to be noticed by the largest float.
  const bool modest = gradient_norm_ < 1e15 && largest_step < 1e30;
  return !adam || options_.weight_decay != 0 || !modest;
}

/// Everything that happens to a block happens while it is in the cache. False when a weight or
/// moment overflows.
bool Optimizer::update(const ParameterRange& block, double lr, double clip) {
  if (clip < 1) {
    float* gradient = network_.all_gradients().data() + block.first;
    kernels::scale(block.count, static_cast<const float*>(gradient), static_cast<float>(clip),
                   gradient);
  }
  const bool finite = apply_to(block, lr);
  if (position_.step % kFlushSteps == 0) {
    kernels::flush_subnormals(block.count, first_.data() + block.first);
    kernels::flush_subnormals(block.count, second_.data() + block.first);
  }
  if (finite && options_.ema_decay > 0) {
    kernels::blend_average(block.count, static_cast<float>(options_.ema_decay),
                           network_.all_parameters().data() + block.first,
                           average_.data() + block.first);
  }
  return finite;
}

/// Frozen parameters were never touched, nor were the second moments by SGD.
void Optimizer::go_back() {
  const auto put_back = [](const ParameterRange& block, std::span<const float> from, float* to) {
    std::copy_n(from.data() + block.first, block.count, to + block.first);
  };
  for (const ParameterRange& block : blocks_) {
    put_back(block, weights_before_, network_.all_parameters().data());
    put_back(block, first_before_, first_.data());
    if (options_.optimizer != OptimizerKind::SGD) put_back(block, second_before_, second_.data());
  }
}

bool Optimizer::apply_to(const ParameterRange& range, double lr) {
  const float* gradient = network_.all_gradients().data() + range.first;
  const auto changing = [&](std::span<float> now, std::span<float> before) {
    return kernels::Changing<float>{now.data() + range.first,
                                    keeps_ ? before.data() + range.first : nullptr};
  };
  const auto weight = changing(network_.all_parameters(), weights_before_);
  const auto first = changing(first_, first_before_);
  const auto second = changing(second_, second_before_);
  switch (options_.optimizer) {
    case OptimizerKind::SGD:
      return kernels::sgd_step(range.count,
                               {.lr = lr,
                                .momentum = options_.momentum,
                                .weight_decay = options_.weight_decay,
                                .nesterov = options_.nesterov},
                               gradient, first, weight);
    case OptimizerKind::RMSprop:
      return kernels::rmsprop_step(range.count,
                                   {.lr = lr,
                                    .alpha = options_.alpha,
                                    .eps = options_.eps,
                                    .momentum = options_.momentum,
                                    .weight_decay = options_.weight_decay},
                                   gradient, first, second, weight);
    default:
      return kernels::adam_step(range.count,
                                {.lr = lr,
                                 .beta1 = options_.beta1,
                                 .beta2 = options_.beta2,
                                 .eps = options_.eps,
                                 .weight_decay = options_.weight_decay,
                                 .decoupled = options_.optimizer == OptimizerKind::AdamW},
                                position_.beta1_power, position_.beta2_power, gradient, first,
                                second, weight);
  }
}

}  // namespace convscope
CONVSCOPE_COLD_END
