#pragma once

#include "engine/core/simd.hpp"

/// xsimd's elementary functions, which give the same bits on every platform. Out of line: each is
/// about a kilobyte long and stands in several kernels, and a call costs little beside it.
namespace convscope {

template <class T>
[[gnu::noinline]] Vec<T> exponential(const Vec<T>& v) {
  return xsimd::exp(v);
}

template <class T>
[[gnu::noinline]] Vec<T> logarithm(const Vec<T>& v) {
  return xsimd::log(v);
}

template <class T>
[[gnu::noinline]] Vec<T> hyperbolic_tangent(const Vec<T>& v) {
  return xsimd::tanh(v);
}

template <class T>
[[gnu::noinline]] Vec<T> error_complement(const Vec<T>& v) {
  return xsimd::erfc(v);
}

}  // namespace convscope
