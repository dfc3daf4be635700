#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <xsimd/xsimd.hpp>

#ifdef __wasm_relaxed_simd__
#include <wasm_simd128.h>
#endif

namespace convscope {

/// The vector of the build: 128 bits wide on WebAssembly and in the native build alike, so that
/// sums are taken in the same order and results agree bit for bit.
template <class T>
using Vec = xsimd::batch<T>;

template <class T>
inline constexpr std::int64_t kLanes = static_cast<std::int64_t>(Vec<T>::size);

template <class T>
inline Vec<T> load(const T* from) {
  return Vec<T>::load_unaligned(from);
}

template <class T>
inline void store(T* to, const Vec<T>& value) {
  value.store_unaligned(to);
}

/// a * b + c. The build for relaxed SIMD lets the processor round once, for a fused multiply-add;
/// every other build rounds twice, so that all of them agree bit for bit.
template <class T>
inline Vec<T> multiply_add(const Vec<T>& a, const Vec<T>& b, const Vec<T>& c) {
#ifdef __wasm_relaxed_simd__
  if constexpr (std::is_same_v<T, float>) return wasm_f32x4_relaxed_madd(a, b, c);
  if constexpr (std::is_same_v<T, double>) return wasm_f64x2_relaxed_madd(a, b, c);
#endif
  return a * b + c;
}

/// Loads `count` < lanes elements; the other lanes are zero. Never reads past them. Out of line, as
/// it stands once at the end of many long loops.
template <class T>
[[gnu::noinline]] Vec<T> load_partial(const T* from, std::int64_t count) {
  alignas(64) std::array<T, Vec<T>::size> lanes{};
  std::copy_n(from, count, lanes.data());
  return Vec<T>::load_aligned(lanes.data());
}

/// Stores the first `count` < lanes elements.
template <class T>
[[gnu::noinline]] void store_partial(T* to, const Vec<T>& value, std::int64_t count) {
  alignas(64) std::array<T, Vec<T>::size> lanes;
  value.store_aligned(lanes.data());
  std::copy_n(lanes.data(), count, to);
}

/// Stores the first `count` elements, all of them when there are more than lanes.
template <class T>
inline void store_up_to(T* to, const Vec<T>& value, std::int64_t count) {
  if (count >= kLanes<T>) {
    store(to, value);
  } else if (count > 0) {
    store_partial(to, value, count);
  }
}

/// out[i] = f(in[i]...) for i < count. `f` sees whole vectors; the tail goes through a zero-filled
/// one, so every element takes the same arithmetic whatever its place.
template <class T, class F, class... In>
inline void map(std::int64_t count, T* out, F f, const In*... in) {
  std::int64_t i = 0;
  for (; i + kLanes<T> <= count; i += kLanes<T>) store(out + i, f(load(in + i)...));
  if (i < count) store_partial(out + i, f(load_partial(in + i, count - i)...), count - i);
}

/// Sum of all lanes, the upper half onto the lower until one is left. xsimd's reduce_add adds in
/// another order with SSE3 than in WebAssembly, and results must agree bit for bit.
template <class T>
inline T sum_lanes(const Vec<T>& value) {
  alignas(64) std::array<T, Vec<T>::size> lanes;
  value.store_aligned(lanes.data());
  for (std::size_t half = lanes.size() / 2; half > 0; half /= 2) {
    for (std::size_t i = 0; i < half; ++i) lanes[i] += lanes[i + half];
  }
  return lanes[0];
}

/// Sum over i < count of f(in[i]...); f must give 0 for zero-filled lanes. Four sums side by side
/// hide the latency of the addition.
template <class T, class F, class... In>
inline T map_sum(std::int64_t count, F f, const In*... in) {
  constexpr std::int64_t kSums = 4;
  std::array<Vec<T>, kSums> sums;
  sums.fill(Vec<T>(T(0)));
  std::int64_t i = 0;
  for (; i + kSums * kLanes<T> <= count; i += kSums * kLanes<T>) {
    for (std::int64_t j = 0; j < kSums; ++j) sums[j] += f(load(in + i + j * kLanes<T>)...);
  }
  for (; i + kLanes<T> <= count; i += kLanes<T>) sums[0] += f(load(in + i)...);
  if (i < count) sums[1] += f(load_partial(in + i, count - i)...);
  return sum_lanes((sums[0] + sums[1]) + (sums[2] + sums[3]));
}

}  // namespace convscope
