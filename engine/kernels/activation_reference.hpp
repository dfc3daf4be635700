#pragma once

#include <cmath>
#include <cstdint>

/// The specification of the activation kernels: the plain formulas, kept for ever.
namespace convscope::kernels::reference {

template <class T>
void relu_forward(std::int64_t count, const T* x, T* y) {
  for (std::int64_t i = 0; i < count; ++i) y[i] = x[i] < T(0) ? T(0) : x[i];
}

template <class T>
void relu_backward(std::int64_t count, const T* y, const T* dy, T* dx) {
  for (std::int64_t i = 0; i < count; ++i) dx[i] = y[i] > T(0) ? dy[i] : T(0);
}

template <class T>
void sigmoid_forward(std::int64_t count, const T* x, T* y) {
  for (std::int64_t i = 0; i < count; ++i) y[i] = T(1) / (T(1) + std::exp(-x[i]));
}

template <class T>
void sigmoid_backward(std::int64_t count, const T* y, const T* dy, T* dx) {
  for (std::int64_t i = 0; i < count; ++i) dx[i] = dy[i] * y[i] * (T(1) - y[i]);
}

}  // namespace convscope::kernels::reference
