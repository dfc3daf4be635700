#pragma once

#include <algorithm>

#include "engine/core/cold.hpp"
#include "engine/core/functions.hpp"
#include "engine/core/simd.hpp"

/// Softmax along any axis, vectorised over the elements behind it. Specified by
/// softmax_reference.hpp. Compiled to be small: what a loss needs stands in cross_entropy.hpp.
namespace convscope::kernels {

CONVSCOPE_COLD_BEGIN
/// A tensor seen from one of its axes.
struct AxisShape {
  std::int64_t outer = 1, extent = 1, inner = 1;
  constexpr std::int64_t slice() const { return extent * inner; }
};

template <class T>
inline Vec<T> load_some(const T* from, std::int64_t count) {
  return count == kLanes<T> ? load(from) : load_partial(from, count);
}

template <class T>
inline void store_some(T* to, const Vec<T>& value, std::int64_t count) {
  count == kLanes<T> ? store(to, value) : store_partial(to, value, count);
}

/// Calls visit(offset of the first element, lanes) for every run of neighbouring columns.
template <class T, class Visit>
void for_each_column_run(const AxisShape& s, Visit visit) {
  for (std::int64_t o = 0; o < s.outer; ++o) {
    for (std::int64_t i = 0; i < s.inner; i += kLanes<T>) {
      visit(o * s.slice() + i, std::min(kLanes<T>, s.inner - i));
    }
  }
}

/// Largest value of each column; the shift keeps exp from overflowing.
template <class T>
Vec<T> column_maximum(const AxisShape& s, const T* x, std::int64_t lanes) {
  Vec<T> top = load_some(x, lanes);
  for (std::int64_t k = 1; k < s.extent; ++k) {
    top = xsimd::max(top, load_some(x + k * s.inner, lanes));
  }
  return top;
}

/// y = exp(x) / sum exp(x) along the axis.
template <class T>
void softmax_forward(const AxisShape& s, const T* x, T* y) {
  for_each_column_run<T>(s, [&](std::int64_t at, std::int64_t lanes) {
    const Vec<T> top = column_maximum(s, x + at, lanes);
    Vec<T> sum(T(0));
    for (std::int64_t k = at; k < at + s.slice(); k += s.inner) {
      const Vec<T> e = exponential<T>(load_some(x + k, lanes) - top);
      sum += e;
      store_some(y + k, e, lanes);
    }
    for (std::int64_t k = at; k < at + s.slice(); k += s.inner) {
      store_some(y + k, load_some(y + k, lanes) / sum, lanes);
    }
  });
}

/// dx = y (dy - sum dy y).
template <class T>
void softmax_backward(const AxisShape& s, const T* y, const T* dy, T* dx) {
  for_each_column_run<T>(s, [&](std::int64_t at, std::int64_t lanes) {
    Vec<T> sum(T(0));
    for (std::int64_t k = at; k < at + s.slice(); k += s.inner) {
      sum += load_some(y + k, lanes) * load_some(dy + k, lanes);
    }
    for (std::int64_t k = at; k < at + s.slice(); k += s.inner) {
      store_some(dx + k, load_some(y + k, lanes) * (load_some(dy + k, lanes) - sum), lanes);
    }
  });
}

/// y = x - log sum exp(x) along the axis.
template <class T>
void log_softmax_forward(const AxisShape& s, const T* x, T* y) {
  for_each_column_run<T>(s, [&](std::int64_t at, std::int64_t lanes) {
    const Vec<T> top = column_maximum(s, x + at, lanes);
    Vec<T> sum(T(0));
    for (std::int64_t k = at; k < at + s.slice(); k += s.inner) {
      sum += exponential<T>(load_some(x + k, lanes) - top);
    }
    const Vec<T> log_sum = logarithm<T>(sum);
    for (std::int64_t k = at; k < at + s.slice(); k += s.inner) {
      store_some(y + k, (load_some(x + k, lanes) - top) - log_sum, lanes);
    }
  });
}

/// dx = dy - exp(y) sum dy.
template <class T>
void log_softmax_backward(const AxisShape& s, const T* y, const T* dy, T* dx) {
  for_each_column_run<T>(s, [&](std::int64_t at, std::int64_t lanes) {
    Vec<T> sum(T(0));
    for (std::int64_t k = at; k < at + s.slice(); k += s.inner) sum += load_some(dy + k, lanes);
    for (std::int64_t k = at; k < at + s.slice(); k += s.inner) {
      const Vec<T> share = exponential<T>(load_some(y + k, lanes));
      store_some(dx + k, load_some(dy + k, lanes) - share * sum, lanes);
    }
  });
}

CONVSCOPE_COLD_END

}  // namespace convscope::kernels
