#include "engine/network/optimizer.hpp"

#include <algorithm>
#include <cmath>

#include "engine/kernels/dropout.hpp"
#include "engine/kernels/finite.hpp"
#include "engine/kernels/optimizer.hpp"

namespace convscope {

Optimizer::Optimizer(Network<float>& network, const TrainerOptions& options)
    : network_(network),
      options_(options),
      first_(network.all_parameters().size()),
      second_(first_.size()),
      average_(network.all_parameters().begin(), network.all_parameters().end()),
      weights_before_(first_.size()),
      first_before_(first_.size()),
      second_before_(first_.size()) {}

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
  if (!kernels::all_finite<float>(network_.all_gradients())) return false;
  clip();
  keep_before();
  const OptimizerPosition before = position_;
  apply();
  if (kernels::all_finite<float>(network_.all_parameters()) && kernels::all_finite<float>(first_) &&
      kernels::all_finite<float>(second_)) {
    ++position_.step;
    if (options_.ema_decay > 0) {
      kernels::blend_average(std::ssize(average_), static_cast<float>(options_.ema_decay),
                             network_.all_parameters().data(), average_.data());
    }
    return true;
  }
  go_back();
  position_ = before;
  return false;
}

/// Source: torch.nn.utils.clip_grad_norm_.
void Optimizer::clip() {
  double squares = 0;
  float* gradients = network_.all_gradients().data();
  for (const ParameterRange& range : network_.trainable_ranges()) {
    squares += kernels::sum_squares(range.count, gradients + range.first);
  }
  gradient_norm_ = std::sqrt(squares);
  if (options_.clip_grad_norm == 0) return;
  const double factor = options_.clip_grad_norm / (gradient_norm_ + 1e-6);
  if (factor >= 1) return;
  for (const ParameterRange& range : network_.trainable_ranges()) {
    float* gradient = gradients + range.first;
    kernels::scale(range.count, static_cast<const float*>(gradient), static_cast<float>(factor),
                   gradient);
  }
}

void Optimizer::keep_before() {
  std::ranges::copy(network_.all_parameters(), weights_before_.begin());
  std::ranges::copy(first_, first_before_.begin());
  std::ranges::copy(second_, second_before_.begin());
}

void Optimizer::go_back() {
  std::ranges::copy(weights_before_, network_.all_parameters().begin());
  std::ranges::copy(first_before_, first_.begin());
  std::ranges::copy(second_before_, second_.begin());
}

void Optimizer::apply() {
  const double lr = learning_rate();
  position_.beta1_power *= options_.beta1;
  position_.beta2_power *= options_.beta2;
  for (const ParameterRange& range : network_.trainable_ranges()) apply_to(range, lr);
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
