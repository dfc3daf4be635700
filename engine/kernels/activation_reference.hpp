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

template <class T>
void leaky_relu_forward(std::int64_t count, T slope, const T* x, T* y) {
  for (std::int64_t i = 0; i < count; ++i) y[i] = x[i] < T(0) ? slope * x[i] : x[i];
}

template <class T>
void leaky_relu_backward(std::int64_t count, T slope, const T* x, const T* dy, T* dx) {
  for (std::int64_t i = 0; i < count; ++i) dx[i] = x[i] > T(0) ? dy[i] : slope * dy[i];
}

template <class T>
void tanh_forward(std::int64_t count, const T* x, T* y) {
  for (std::int64_t i = 0; i < count; ++i) y[i] = std::tanh(x[i]);
}

template <class T>
void tanh_backward(std::int64_t count, const T* y, const T* dy, T* dx) {
  for (std::int64_t i = 0; i < count; ++i) dx[i] = dy[i] * (T(1) - y[i] * y[i]);
}

template <class T>
void silu_forward(std::int64_t count, const T* x, T* y) {
  for (std::int64_t i = 0; i < count; ++i) y[i] = x[i] / (T(1) + std::exp(-x[i]));
}

template <class T>
void silu_backward(std::int64_t count, const T* x, const T* dy, T* dx) {
  for (std::int64_t i = 0; i < count; ++i) {
    const T s = T(1) / (T(1) + std::exp(-x[i]));
    dx[i] = dy[i] * (s + x[i] * s * (T(1) - s));
  }
}

template <class T>
void gelu_forward(std::int64_t count, const T* x, T* y) {
  for (std::int64_t i = 0; i < count; ++i)
    y[i] = T(0.5) * x[i] * std::erfc(-x[i] / std::sqrt(T(2)));
}

template <class T>
void gelu_backward(std::int64_t count, const T* x, const T* dy, T* dx) {
  const T density = T(0.3989422804014327);  // 1 / sqrt(2 pi)
  for (std::int64_t i = 0; i < count; ++i) {
    const T below = T(0.5) * std::erfc(-x[i] / std::sqrt(T(2)));
    dx[i] = dy[i] * (below + x[i] * density * std::exp(-x[i] * x[i] / T(2)));
  }
}

template <class T>
void gelu_tanh_forward(std::int64_t count, const T* x, T* y) {
  const T scale = T(0.7978845608028654);  // sqrt(2 / pi)
  for (std::int64_t i = 0; i < count; ++i) {
    const T inner = scale * (x[i] + T(0.044715) * x[i] * x[i] * x[i]);
    y[i] = T(0.5) * x[i] * (T(1) + std::tanh(inner));
  }
}

template <class T>
void gelu_tanh_backward(std::int64_t count, const T* x, const T* dy, T* dx) {
  const T scale = T(0.7978845608028654);
  for (std::int64_t i = 0; i < count; ++i) {
    const T t = std::tanh(scale * (x[i] + T(0.044715) * x[i] * x[i] * x[i]));
    const T inner = scale * (T(1) + T(0.134145) * x[i] * x[i]);
    dx[i] = dy[i] * T(0.5) * (T(1) + t + x[i] * (T(1) - t * t) * inner);
  }
}

}  // namespace convscope::kernels::reference
