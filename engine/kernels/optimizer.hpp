#pragma once

#include <cmath>

#include "engine/core/simd.hpp"

/// Optimiser steps over one flat array of all weights. Specified by optimizer_reference.hpp.
namespace convscope::kernels {

/// v = momentum v + g + decay w; w -= lr v. Source: torch.optim.SGD, dampening 0.
template <class T>
void sgd_step(std::int64_t count, T lr, T momentum, T weight_decay, const T* gradient, T* velocity,
              T* weight) {
  map(
      count, velocity,
      [=](const Vec<T>& v, const Vec<T>& g, const Vec<T>& w) {
        return Vec<T>(momentum) * v + g + Vec<T>(weight_decay) * w;
      },
      velocity, gradient, weight);
  map(
      count, weight, [=](const Vec<T>& w, const Vec<T>& v) { return w - Vec<T>(lr) * v; }, weight,
      velocity);
}

struct AdamSettings {
  double lr = 1e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weight_decay = 0;
};

/// One step of Adam. beta1_power = beta1^t and beta2_power = beta2^t for step t (from 1), kept by
/// the caller as running products because pow differs between C libraries. Source: Kingma and Ba,
/// "Adam", ICLR 2015, in the form of torch.optim.Adam.
template <class T>
void adam_step(std::int64_t count, const AdamSettings& s, double beta1_power, double beta2_power,
               const T* gradient, T* mean, T* square, T* weight) {
  const Vec<T> beta1(static_cast<T>(s.beta1));
  const Vec<T> beta2(static_cast<T>(s.beta2));
  const Vec<T> rest1(static_cast<T>(1 - s.beta1));
  const Vec<T> rest2(static_cast<T>(1 - s.beta2));
  const Vec<T> decay(static_cast<T>(s.weight_decay));
  const Vec<T> eps(static_cast<T>(s.eps));
  const Vec<T> step(static_cast<T>(s.lr / (1 - beta1_power)));
  const Vec<T> inv_correction(static_cast<T>(1 / std::sqrt(1 - beta2_power)));
  const auto regularised = [&](const Vec<T>& g, const Vec<T>& w) { return g + decay * w; };
  map(
      count, mean,
      [&](const Vec<T>& m, const Vec<T>& g, const Vec<T>& w) {
        return beta1 * m + rest1 * regularised(g, w);
      },
      mean, gradient, weight);
  map(
      count, square,
      [&](const Vec<T>& v, const Vec<T>& g, const Vec<T>& w) {
        const Vec<T> full = regularised(g, w);
        return beta2 * v + rest2 * (full * full);
      },
      square, gradient, weight);
  map(
      count, weight,
      [&](const Vec<T>& w, const Vec<T>& m, const Vec<T>& v) {
        return w - step * m / (xsimd::sqrt(v) * inv_correction + eps);
      },
      weight, mean, square);
}

}  // namespace convscope::kernels
