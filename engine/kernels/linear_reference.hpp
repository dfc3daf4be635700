#pragma once

#include <cstdint>

/// The specification of the fully connected kernels: the plain sums, kept for ever.
namespace convscope::kernels::reference {

/// y[n,o] = b[o] + sum over i of w[o,i] x[n,i]. x: (count, in), w: (out, in), b: (out) or null.
template <class T>
void linear_forward(std::int64_t count, std::int64_t in, std::int64_t out, const T* x, const T* w,
                    const T* b, T* y) {
  for (std::int64_t n = 0; n < count; ++n) {
    for (std::int64_t o = 0; o < out; ++o) {
      T sum = b != nullptr ? b[o] : T(0);
      for (std::int64_t i = 0; i < in; ++i) sum += w[o * in + i] * x[n * in + i];
      y[n * out + o] = sum;
    }
  }
}

template <class T>
void linear_backward_input(std::int64_t count, std::int64_t in, std::int64_t out, const T* dy,
                           const T* w, T* dx) {
  for (std::int64_t n = 0; n < count; ++n) {
    for (std::int64_t i = 0; i < in; ++i) {
      T sum = T(0);
      for (std::int64_t o = 0; o < out; ++o) sum += dy[n * out + o] * w[o * in + i];
      dx[n * in + i] = sum;
    }
  }
}

template <class T>
void linear_backward_weight(std::int64_t count, std::int64_t in, std::int64_t out, const T* x,
                            const T* dy, T* dw, T* db) {
  for (std::int64_t o = 0; o < out; ++o) {
    for (std::int64_t i = 0; i < in; ++i) {
      T sum = T(0);
      for (std::int64_t n = 0; n < count; ++n) sum += dy[n * out + o] * x[n * in + i];
      dw[o * in + i] = sum;
    }
    if (db == nullptr) continue;
    db[o] = T(0);
    for (std::int64_t n = 0; n < count; ++n) db[o] += dy[n * out + o];
  }
}

}  // namespace convscope::kernels::reference
