#pragma once

#include "engine/core/functions.hpp"
#include "engine/core/simd.hpp"

namespace convscope::kernels {

/// max(x, 0), written so that NaN stays NaN: a diverged network must not look healthy.
template <class T>
void relu_forward(std::int64_t count, const T* x, T* y) {
  map(
      count, y, [](const Vec<T>& v) { return xsimd::select(v < Vec<T>(T(0)), Vec<T>(T(0)), v); },
      x);
}

template <class T>
void relu_backward(std::int64_t count, const T* y, const T* dy, T* dx) {
  map(
      count, dx,
      [](const Vec<T>& out, const Vec<T>& g) {
        return xsimd::select(out > Vec<T>(T(0)), g, Vec<T>(T(0)));
      },
      y, dy);
}

/// x above zero and slope x below it.
template <class T>
void leaky_relu_forward(std::int64_t count, T slope, const T* x, T* y) {
  map(
      count, y,
      [slope](const Vec<T>& v) { return xsimd::select(v < Vec<T>(T(0)), Vec<T>(slope) * v, v); },
      x);
}

template <class T>
void leaky_relu_backward(std::int64_t count, T slope, const T* x, const T* dy, T* dx) {
  map(
      count, dx,
      [slope](const Vec<T>& v, const Vec<T>& g) {
        return xsimd::select(v > Vec<T>(T(0)), g, Vec<T>(slope) * g);
      },
      x, dy);
}

/// 1 / (1 + exp(-x)); exp never overflows since only exp(-|x|) is taken.
template <class T>
inline Vec<T> logistic(const Vec<T>& v) {
  const Vec<T> one(T(1));
  const Vec<T> e = exponential<T>(-xsimd::abs(v));
  return xsimd::select(v < Vec<T>(T(0)), e, one) / (one + e);
}

template <class T>
void sigmoid_forward(std::int64_t count, const T* x, T* y) {
  map(count, y, [](const Vec<T>& v) { return logistic<T>(v); }, x);
}

template <class T>
void sigmoid_backward(std::int64_t count, const T* y, const T* dy, T* dx) {
  map(
      count, dx, [](const Vec<T>& out, const Vec<T>& g) { return g * out * (Vec<T>(T(1)) - out); },
      y, dy);
}

template <class T>
void tanh_forward(std::int64_t count, const T* x, T* y) {
  map(count, y, [](const Vec<T>& v) { return hyperbolic_tangent<T>(v); }, x);
}

template <class T>
void tanh_backward(std::int64_t count, const T* y, const T* dy, T* dx) {
  map(
      count, dx, [](const Vec<T>& out, const Vec<T>& g) { return g * (Vec<T>(T(1)) - out * out); },
      y, dy);
}

/// x sigmoid(x).
template <class T>
void silu_forward(std::int64_t count, const T* x, T* y) {
  map(count, y, [](const Vec<T>& v) { return v * logistic<T>(v); }, x);
}

template <class T>
void silu_backward(std::int64_t count, const T* x, const T* dy, T* dx) {
  map(
      count, dx,
      [](const Vec<T>& v, const Vec<T>& g) {
        const Vec<T> s = logistic<T>(v);
        return g * (s + v * s * (Vec<T>(T(1)) - s));
      },
      x, dy);
}

/// Share of a standard normal distribution below v. Written with erfc, which keeps its digits far
/// below zero where 1 + erf would cancel.
template <class T>
inline Vec<T> normal_below(const Vec<T>& v) {
  return Vec<T>(T(0.5)) * error_complement<T>(v * Vec<T>(T(-0.7071067811865476)));
}

/// x times the share of a standard normal distribution below x.
template <class T>
void gelu_forward(std::int64_t count, const T* x, T* y) {
  map(count, y, [](const Vec<T>& v) { return v * normal_below<T>(v); }, x);
}

template <class T>
void gelu_backward(std::int64_t count, const T* x, const T* dy, T* dx) {
  const T density = T(0.3989422804014327);  // 1 / sqrt(2 pi)
  map(
      count, dx,
      [density](const Vec<T>& v, const Vec<T>& g) {
        const Vec<T> bell = Vec<T>(density) * exponential<T>(v * v * Vec<T>(T(-0.5)));
        return g * (normal_below<T>(v) + v * bell);
      },
      x, dy);
}

/// The inner part of GELU's approximation: tanh(sqrt(2 / pi) (x + 0.044715 x^3)).
template <class T>
inline Vec<T> gelu_inner_tanh(const Vec<T>& v) {
  const Vec<T> cubic = Vec<T>(T(1)) + Vec<T>(T(0.044715)) * v * v;
  return hyperbolic_tangent<T>(Vec<T>(T(0.7978845608028654)) * v * cubic);
}

template <class T>
void gelu_tanh_forward(std::int64_t count, const T* x, T* y) {
  map(
      count, y,
      [](const Vec<T>& v) { return Vec<T>(T(0.5)) * v * (Vec<T>(T(1)) + gelu_inner_tanh<T>(v)); },
      x);
}

template <class T>
void gelu_tanh_backward(std::int64_t count, const T* x, const T* dy, T* dx) {
  map(
      count, dx,
      [](const Vec<T>& v, const Vec<T>& g) {
        const Vec<T> one(T(1));
        const Vec<T> t = gelu_inner_tanh<T>(v);
        const Vec<T> slope = Vec<T>(T(0.7978845608028654)) * (one + Vec<T>(T(0.134145)) * v * v);
        return g * Vec<T>(T(0.5)) * (one + t + v * (one - t * t) * slope);
      },
      x, dy);
}

}  // namespace convscope::kernels
