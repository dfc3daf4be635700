#pragma once

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

/// 1 / (1 + exp(-x)); exp never overflows since only exp(-|x|) is taken.
template <class T>
void sigmoid_forward(std::int64_t count, const T* x, T* y) {
  map(
      count, y,
      [](const Vec<T>& v) {
        const Vec<T> one(T(1));
        const Vec<T> e = xsimd::exp(-xsimd::abs(v));
        return xsimd::select(v < Vec<T>(T(0)), e, one) / (one + e);
      },
      x);
}

template <class T>
void sigmoid_backward(std::int64_t count, const T* y, const T* dy, T* dx) {
  map(
      count, dx, [](const Vec<T>& out, const Vec<T>& g) { return g * out * (Vec<T>(T(1)) - out); },
      y, dy);
}

}  // namespace convscope::kernels
