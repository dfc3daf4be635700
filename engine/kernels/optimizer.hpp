#pragma once

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "engine/core/simd.hpp"

/// Optimiser steps over one flat array of all weights. Specified by optimizer_reference.hpp.
namespace convscope::kernels {

/// Weights or moments that a step changes, and where to keep what they were before; null where
/// nobody asks, for all arrays of a step alike.
template <class T>
struct Changing {
  T* now;
  T* before;
};

/// Turns subnormal numbers into 0. The moments of a weight that gets no gradient any more, behind a
/// dead ReLU for instance, fade into them and stay there; many processors take a hundred times as
/// long over each. To be called now and then: in every step it would cost two fifths of Adam's.
template <class T>
void flush_subnormals(std::int64_t count, T* values) {
  const Vec<T> least(std::numeric_limits<T>::min());
  map(
      count, values,
      [&](const Vec<T>& v) { return xsimd::select(xsimd::abs(v) < least, Vec<T>(T(0)), v); },
      static_cast<const T*>(values));
}

/// 0 for each element that is finite, NaN for others.
template <class T>
inline Vec<T> trouble(const Vec<T>& value) {
  return value - value;
}

/// Calls update(read, change) for every vector of `count` elements: read(array) gives it,
/// change(changing, old, value) keeps the old value and writes the new one. Whether all that update
/// returns is finite.
/// Everything of a vector at once: in several passes the roots and quotients of one wait for
/// nothing that another could do meanwhile, and copies made beforehand and a look at the outcome
/// afterwards take half as long as Adam's arithmetic. `update` holds what it works with by value:
/// through references it would be read again after every store.
template <class T, bool keeps = true, class Update>
[[gnu::always_inline]] inline bool change_all(std::int64_t count, Update update) {
  const Vec<T> zero(T(0));
  Vec<T> residue = zero;
  std::int64_t i = 0;
  const auto update_at = [&](std::int64_t ahead, auto read, auto write) {
    const Vec<T> outcome =
        update([&](const T* from) { return read(from + i + ahead); },
               [&](const Changing<T>& array, const Vec<T>& old, const Vec<T>& value) {
                 if constexpr (keeps) write(array.before + i + ahead, old);
                 write(array.now + i + ahead, value);
               });
    residue = multiply_add(outcome, zero, residue);
  };
  const auto update_whole = [&](std::int64_t ahead) {
    update_at(
        ahead, [](const T* from) { return load(from); },
        [](T* to, const Vec<T>& v) { store(to, v); });
  };
  if constexpr (!keeps) {
    for (; i + 2 * kLanes<T> <= count; i += 2 * kLanes<T>) {
      update_whole(0);
      update_whole(kLanes<T>);
    }
  }
  for (; i + kLanes<T> <= count; i += kLanes<T>) update_whole(0);
  if (i < count) {
    update_at(
        0, [&](const T* from) { return load_partial(from, count - i); },
        [&](T* to, const Vec<T>& v) { store_partial(to, v, count - i); });
  }
  return sum_lanes(residue) == T(0);
}

struct SgdSettings {
  double lr = 1e-3, momentum = 0, weight_decay = 0;
  bool nesterov = false;
};

/// d = g + decay w; v = momentum v + d; w -= lr v, or lr (d + momentum v) with nesterov. Whether
/// all weights and moments are finite afterwards. Source: torch.optim.SGD, dampening 0.
template <class T>
bool sgd_step(std::int64_t count, const SgdSettings& s, const T* gradient,
              const Changing<T>& velocity, const Changing<T>& weight) {
  const Vec<T> lr(static_cast<T>(s.lr));
  const Vec<T> momentum(static_cast<T>(s.momentum));
  const Vec<T> decay(static_cast<T>(s.weight_decay));
  return change_all<T>(count, [=](auto read, auto change) {
    const Vec<T> w = read(weight.now);
    const Vec<T> g = read(gradient);
    const Vec<T> old = read(velocity.now);
    const Vec<T> v = momentum * old + g + decay * w;
    const Vec<T> next = w - lr * (s.nesterov ? g + decay * w + momentum * v : v);
    change(velocity, old, v);
    change(weight, w, next);
    return trouble(v) + next;
  });
}

struct RmspropSettings {
  double lr = 1e-3, alpha = 0.99, eps = 1e-8, momentum = 0, weight_decay = 0;
};

/// g += decay w; s = alpha s + (1 - alpha) g^2; v = momentum v + g / (sqrt(s) + eps); w -= lr v.
/// Whether all weights and moments are finite afterwards. Source: torch.optim.RMSprop, not centred.
template <class T>
bool rmsprop_step(std::int64_t count, const RmspropSettings& s, const T* gradient,
                  const Changing<T>& velocity, const Changing<T>& square,
                  const Changing<T>& weight) {
  const Vec<T> lr(static_cast<T>(s.lr));
  const Vec<T> alpha(static_cast<T>(s.alpha));
  const Vec<T> rest(static_cast<T>(1 - s.alpha));
  const Vec<T> eps(static_cast<T>(s.eps));
  const Vec<T> momentum(static_cast<T>(s.momentum));
  const Vec<T> decay(static_cast<T>(s.weight_decay));
  return change_all<T>(count, [=](auto read, auto change) {
    const Vec<T> w = read(weight.now);
    const Vec<T> g = read(gradient) + decay * w;
    const Vec<T> old_square = read(square.now);
    const Vec<T> old = read(velocity.now);
    const Vec<T> q = alpha * old_square + rest * (g * g);
    const Vec<T> v = momentum * old + g / (xsimd::sqrt(q) + eps);
    const Vec<T> next = w - lr * v;
    change(square, old_square, q);
    change(velocity, old, v);
    change(weight, w, next);
    return trouble(q) + trouble(v) + next;
  });
}

struct AdamSettings {
  double lr = 1e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weight_decay = 0;
  /// AdamW: the weights shrink by themselves instead of through the gradient.
  bool decoupled = false;
};

/// One step of Adam. beta1_power = beta1^t and beta2_power = beta2^t for step t (from 1), kept by
/// the caller as running products because pow differs between C libraries. Whether all weights and
/// moments are finite afterwards. Source: Kingma and Ba, "Adam", ICLR 2015, and Loshchilov and
/// Hutter, "Decoupled weight decay", ICLR 2019, in the form of torch.optim.Adam and AdamW.
/// Where nothing is kept, weight_decay must be 0, and two vectors are updated at a time: together
/// four fifths of the time.
template <class T>
bool adam_step(std::int64_t count, const AdamSettings& s, double beta1_power, double beta2_power,
               const T* gradient, const Changing<T>& mean, const Changing<T>& square,
               const Changing<T>& weight) {
  const Vec<T> beta1(static_cast<T>(s.beta1));
  const Vec<T> beta2(static_cast<T>(s.beta2));
  const Vec<T> rest1(static_cast<T>(1 - s.beta1));
  const Vec<T> rest2(static_cast<T>(1 - s.beta2));
  const Vec<T> decay(static_cast<T>(s.decoupled ? 0 : s.weight_decay));
  const Vec<T> keep(static_cast<T>(s.decoupled ? 1 - s.lr * s.weight_decay : 1));
  const Vec<T> eps(static_cast<T>(s.eps));
  // Squares below it would be subnormal, which takes many processors a hundred times as long; it
  // stands for a gradient of 1e-15, which eps hides.
  const Vec<T> least(static_cast<T>(1e-30));
  const Vec<T> down(static_cast<T>(-s.lr / (1 - beta1_power)));
  const Vec<T> inv_correction(static_cast<T>(1 / std::sqrt(1 - beta2_power)));
  assert(mean.before != nullptr || s.weight_decay == 0);
  const auto update = [=](auto decays) {
    return [=](auto read, auto change) {
      const Vec<T> w = read(weight.now);
      const Vec<T> old_mean = read(mean.now);
      const Vec<T> old_square = read(square.now);
      Vec<T> g = read(gradient);
      if constexpr (decays) g = multiply_add(decay, w, g);
      const Vec<T> m = multiply_add(beta1, old_mean, rest1 * g);
      const Vec<T> v = multiply_add(beta2, old_square, rest2 * multiply_add(g, g, least));
      const Vec<T> root = multiply_add(xsimd::sqrt(v), inv_correction, eps);
      const Vec<T> next = multiply_add(down, m / root, decays ? keep * w : w);
      change(mean, old_mean, m);
      change(square, old_square, v);
      change(weight, w, next);
      return decays ? trouble(v) + next : next;
    };
  };
  return mean.before == nullptr ? change_all<T, false>(count, update(std::false_type()))
                                : change_all<T>(count, update(std::true_type()));
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
