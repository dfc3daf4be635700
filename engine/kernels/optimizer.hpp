#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/core/simd.hpp"

/// Optimiser steps over one flat array of all weights. Specified by optimizer_reference.hpp.
namespace convscope::kernels {

/// The moments of a weight that gets no gradient any more, behind a dead ReLU for instance, fade
/// into subnormal numbers and stay there; many processors take a hundred times as long over each.
template <class T>
Vec<T> without_subnormals(const Vec<T>& v) {
  const Vec<T> least(std::numeric_limits<T>::min());
  return xsimd::select(xsimd::abs(v) < least, Vec<T>(T(0)), v);
}

struct SgdSettings {
  double lr = 1e-3, momentum = 0, weight_decay = 0;
  bool nesterov = false;
};

/// d = g + decay w; v = momentum v + d; w -= lr v, or lr (d + momentum v) with nesterov.
/// Source: torch.optim.SGD, dampening 0.
template <class T>
void sgd_step(std::int64_t count, const SgdSettings& s, const T* gradient, T* velocity, T* weight) {
  const Vec<T> lr(static_cast<T>(s.lr));
  const Vec<T> momentum(static_cast<T>(s.momentum));
  const Vec<T> decay(static_cast<T>(s.weight_decay));
  map(
      count, velocity,
      [&](const Vec<T>& v, const Vec<T>& g, const Vec<T>& w) {
        return without_subnormals(momentum * v + g + decay * w);
      },
      velocity, gradient, weight);
  if (!s.nesterov) {
    map(
        count, weight, [&](const Vec<T>& w, const Vec<T>& v) { return w - lr * v; }, weight,
        velocity);
    return;
  }
  map(
      count, weight,
      [&](const Vec<T>& w, const Vec<T>& v, const Vec<T>& g) {
        return w - lr * (g + decay * w + momentum * v);
      },
      weight, velocity, gradient);
}

struct RmspropSettings {
  double lr = 1e-3, alpha = 0.99, eps = 1e-8, momentum = 0, weight_decay = 0;
};

/// g += decay w; s = alpha s + (1 - alpha) g^2; v = momentum v + g / (sqrt(s) + eps); w -= lr v.
/// Source: torch.optim.RMSprop, not centred.
template <class T>
void rmsprop_step(std::int64_t count, const RmspropSettings& s, const T* gradient, T* velocity,
                  T* square, T* weight) {
  const Vec<T> lr(static_cast<T>(s.lr));
  const Vec<T> alpha(static_cast<T>(s.alpha));
  const Vec<T> rest(static_cast<T>(1 - s.alpha));
  const Vec<T> eps(static_cast<T>(s.eps));
  const Vec<T> momentum(static_cast<T>(s.momentum));
  const Vec<T> decay(static_cast<T>(s.weight_decay));
  map(
      count, square,
      [&](const Vec<T>& q, const Vec<T>& g, const Vec<T>& w) {
        const Vec<T> full = g + decay * w;
        return without_subnormals(alpha * q + rest * (full * full));
      },
      square, gradient, weight);
  map(
      count, velocity,
      [&](const Vec<T>& v, const Vec<T>& q, const Vec<T>& g, const Vec<T>& w) {
        return without_subnormals(momentum * v + (g + decay * w) / (xsimd::sqrt(q) + eps));
      },
      velocity, square, gradient, weight);
  map(
      count, weight, [&](const Vec<T>& w, const Vec<T>& v) { return w - lr * v; }, weight,
      velocity);
}

struct AdamSettings {
  double lr = 1e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weight_decay = 0;
  /// AdamW: the weights shrink by themselves instead of through the gradient.
  bool decoupled = false;
};

/// One step of Adam. beta1_power = beta1^t and beta2_power = beta2^t for step t (from 1), kept by
/// the caller as running products because pow differs between C libraries. Source: Kingma and Ba,
/// "Adam", ICLR 2015, and Loshchilov and Hutter, "Decoupled weight decay", ICLR 2019, in the form
/// of torch.optim.Adam and AdamW.
template <class T>
void adam_step(std::int64_t count, const AdamSettings& s, double beta1_power, double beta2_power,
               const T* gradient, T* mean, T* square, T* weight) {
  const Vec<T> beta1(static_cast<T>(s.beta1));
  const Vec<T> beta2(static_cast<T>(s.beta2));
  const Vec<T> rest1(static_cast<T>(1 - s.beta1));
  const Vec<T> rest2(static_cast<T>(1 - s.beta2));
  const Vec<T> decay(static_cast<T>(s.decoupled ? 0 : s.weight_decay));
  const Vec<T> keep(static_cast<T>(s.decoupled ? 1 - s.lr * s.weight_decay : 1));
  const Vec<T> eps(static_cast<T>(s.eps));
  const Vec<T> step(static_cast<T>(s.lr / (1 - beta1_power)));
  const Vec<T> inv_correction(static_cast<T>(1 / std::sqrt(1 - beta2_power)));
  // Everything of a vector at once: in three passes the roots and quotients of one wait for nothing
  // that another could do meanwhile.
  const auto update = [&](auto read, auto write, std::int64_t i) {
    const Vec<T> w = read(weight + i);
    const Vec<T> g = read(gradient + i) + decay * w;
    const Vec<T> m = without_subnormals(beta1 * read(mean + i) + rest1 * g);
    const Vec<T> v = without_subnormals(beta2 * read(square + i) + rest2 * (g * g));
    write(mean + i, m);
    write(square + i, v);
    write(weight + i, keep * w - step * m / (xsimd::sqrt(v) * inv_correction + eps));
  };
  std::int64_t i = 0;
  for (; i + kLanes<T> <= count; i += kLanes<T>) {
    update([](const T* p) { return load(p); }, [](T* p, const Vec<T>& x) { store(p, x); }, i);
  }
  if (i == count) return;
  update([&](const T* p) { return load_partial(p, count - i); },
         [&](T* p, const Vec<T>& x) { store_partial(p, x, count - i); }, i);
}

/// average = keep average + (1 - keep) weight.
template <class T>
void blend_average(std::int64_t count, T keep, const T* weight, T* average) {
  const Vec<T> kept(keep);
  const Vec<T> rest(T(1) - keep);
  map(
      count, average, [&](const Vec<T>& a, const Vec<T>& w) { return kept * a + rest * w; },
      average, weight);
}

/// Sum of squares: short runs in T, their sums in double, so that it neither rounds nor overflows
/// with the length.
template <class T>
double sum_squares(std::int64_t count, const T* values) {
  constexpr std::int64_t kRun = 256;
  double sum = 0;
  for (std::int64_t i = 0; i < count; i += kRun) {
    sum += static_cast<double>(
        map_sum<T>(std::min(kRun, count - i), [](const Vec<T>& v) { return v * v; }, values + i));
  }
  return sum;
}

}  // namespace convscope::kernels
