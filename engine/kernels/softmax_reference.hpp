#pragma once

#include <cmath>

#include "engine/kernels/softmax.hpp"

/// The specification of the softmax kernels: the plain formulas, kept for ever.
namespace convscope::kernels::reference {

/// Calls visit(offset of the first element) for every column.
template <class Visit>
void for_each_column(const AxisShape& s, Visit visit) {
  for (std::int64_t o = 0; o < s.outer; ++o) {
    for (std::int64_t i = 0; i < s.inner; ++i) visit(o * s.slice() + i);
  }
}

template <class T>
void softmax_forward(const AxisShape& s, const T* x, T* y) {
  for_each_column(s, [&](std::int64_t at) {
    T sum = T(0);
    for (std::int64_t k = at; k < at + s.slice(); k += s.inner) sum += std::exp(x[k]);
    for (std::int64_t k = at; k < at + s.slice(); k += s.inner) y[k] = std::exp(x[k]) / sum;
  });
}

template <class T>
void softmax_backward(const AxisShape& s, const T* y, const T* dy, T* dx) {
  for_each_column(s, [&](std::int64_t at) {
    for (std::int64_t k = at; k < at + s.slice(); k += s.inner) {
      dx[k] = T(0);
      for (std::int64_t j = at; j < at + s.slice(); j += s.inner) {
        dx[k] += dy[j] * y[j] * ((j == k ? T(1) : T(0)) - y[k]);
      }
    }
  });
}

template <class T>
void log_softmax_forward(const AxisShape& s, const T* x, T* y) {
  for_each_column(s, [&](std::int64_t at) {
    T sum = T(0);
    for (std::int64_t k = at; k < at + s.slice(); k += s.inner) sum += std::exp(x[k]);
    for (std::int64_t k = at; k < at + s.slice(); k += s.inner) y[k] = x[k] - std::log(sum);
  });
}

template <class T>
void log_softmax_backward(const AxisShape& s, const T* y, const T* dy, T* dx) {
  for_each_column(s, [&](std::int64_t at) {
    for (std::int64_t k = at; k < at + s.slice(); k += s.inner) {
      dx[k] = T(0);
      for (std::int64_t j = at; j < at + s.slice(); j += s.inner) {
        dx[k] += dy[j] * ((j == k ? T(1) : T(0)) - std::exp(y[k]));
      }
    }
  });
}

}  // namespace convscope::kernels::reference
