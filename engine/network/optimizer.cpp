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

std::span<float> part_of(std::span<float> all, const ParameterRange& range) {
  return all.subspan(static_cast<std::size_t>(range.first), static_cast<std::size_t>(range.count));
}

}  // namespace

Optimizer::Optimizer(Network<float>& network, const TrainerOptions& options)
    : network_(network),
      options_(options),
      first_(network.all_parameters().size()),
      second_(first_.size()),
      average_(network.all_parameters().begin(), network.all_parameters().end()),
      weights_before_(first_.size()),
      first_before_(first_.size()),
      second_before_(first_.size()) {
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
  const bool healthy = for_each_block([&](std::size_t i) { return update(blocks_[i], lr, clip); });
  if (healthy) {
    ++position_.step;
    return true;
  }
  go_back();
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
    return kernels::all_finite(std::span(gradient, static_cast<std::size_t>(blocks_[i].count)));
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

/// Everything that happens to a block happens while it is in the cache. False when a weight or
/// moment overflows.
bool Optimizer::update(const ParameterRange& block, double lr, double clip) {
  const std::array<std::span<float>, 3> values{part_of(network_.all_parameters(), block),
                                               part_of(first_, block), part_of(second_, block)};
  const std::array<std::span<float>, 3> before{part_of(weights_before_, block),
                                               part_of(first_before_, block),
                                               part_of(second_before_, block)};
  for (std::size_t i = 0; i < values.size(); ++i) std::ranges::copy(values[i], before[i].begin());
  if (clip < 1) {
    float* gradient = network_.all_gradients().data() + block.first;
    kernels::scale(block.count, static_cast<const float*>(gradient), static_cast<float>(clip),
                   gradient);
  }
  apply_to(block, lr);
  const bool finite =
      std::ranges::all_of(values, [](auto part) { return kernels::all_finite<float>(part); });
  if (finite && options_.ema_decay > 0) {
    kernels::blend_average(block.count, static_cast<float>(options_.ema_decay), values[0].data(),
                           average_.data() + block.first);
  }
  return finite;
}

void Optimizer::go_back() {
  std::ranges::copy(weights_before_, network_.all_parameters().begin());
  std::ranges::copy(first_before_, first_.begin());
  std::ranges::copy(second_before_, second_.begin());
}

void Optimizer::apply_to(const ParameterRange& range, double lr) {
  const float* gradient = network_.all_gradients().data() + range.first;
  float* weight = network_.all_parameters().data() + range.first;
  float* first = first_.data() + range.first;
  float* second = second_.data() + range.first;
  switch (options_.optimizer) {
    case OptimizerKind::SGD:
      kernels::sgd_step(range.count,
                        {.lr = lr,
                         .momentum = options_.momentum,
                         .weight_decay = options_.weight_decay,
                         .nesterov = options_.nesterov},
                        gradient, first, weight);
      return;
    case OptimizerKind::RMSprop:
      kernels::rmsprop_step(range.count,
                            {.lr = lr,
                             .alpha = options_.alpha,
                             .eps = options_.eps,
                             .momentum = options_.momentum,
                             .weight_decay = options_.weight_decay},
                            gradient, first, second, weight);
      return;
    case OptimizerKind::Adam:
    case OptimizerKind::AdamW:
      kernels::adam_step(range.count,
                         {.lr = lr,
                          .beta1 = options_.beta1,
                          .beta2 = options_.beta2,
                          .eps = options_.eps,
                          .weight_decay = options_.weight_decay,
                          .decoupled = options_.optimizer == OptimizerKind::AdamW},
                         position_.beta1_power, position_.beta2_power, gradient, first, second,
                         weight);
  }
}

}  // namespace convscope
CONVSCOPE_COLD_END
