#pragma once

#include <cmath>
#include <cstdint>

/// The specification of the optimiser kernels: the plain formulas, kept for ever.
namespace convscope::kernels::reference {

/// torch.optim.SGD without dampening.
template <class T>
void sgd_step(std::int64_t count, T lr, T momentum, T weight_decay, bool nesterov,
              const T* gradient, T* velocity, T* weight) {
  for (std::int64_t i = 0; i < count; ++i) {
    const T g = gradient[i] + weight_decay * weight[i];
    velocity[i] = momentum * velocity[i] + g;
    weight[i] -= lr * (nesterov ? g + momentum * velocity[i] : velocity[i]);
  }
}

/// torch.optim.RMSprop, not centred.
template <class T>
void rmsprop_step(std::int64_t count, T lr, T alpha, T eps, T momentum, T weight_decay,
                  const T* gradient, T* velocity, T* square, T* weight) {
  for (std::int64_t i = 0; i < count; ++i) {
    const T g = gradient[i] + weight_decay * weight[i];
    square[i] = alpha * square[i] + (T(1) - alpha) * g * g;
    velocity[i] = momentum * velocity[i] + g / (std::sqrt(square[i]) + eps);
    weight[i] -= lr * velocity[i];
  }
}

/// torch.optim.Adam, or AdamW if `decoupled`, at step number `step` (from 1).
template <class T>
void adam_step(std::int64_t count, T lr, T beta1, T beta2, T eps, T weight_decay, bool decoupled,
               int step, const T* gradient, T* mean, T* square, T* weight) {
  for (std::int64_t i = 0; i < count; ++i) {
    const T g = gradient[i] + (decoupled ? T(0) : weight_decay * weight[i]);
    if (decoupled) weight[i] -= lr * weight_decay * weight[i];
    mean[i] = beta1 * mean[i] + (T(1) - beta1) * g;
    square[i] = beta2 * square[i] + (T(1) - beta2) * g * g;
    const T mean_hat = mean[i] / (T(1) - std::pow(beta1, T(step)));
    const T square_hat = square[i] / (T(1) - std::pow(beta2, T(step)));
    weight[i] -= lr * mean_hat / (std::sqrt(square_hat) + eps);
  }
}

}  // namespace convscope::kernels::reference
