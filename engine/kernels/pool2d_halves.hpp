#pragma once

#include <cstdint>

#include "engine/core/simd.hpp"

/// Pooling by windows of 2 x 2 that lie side by side, a vector of windows at a time: the common
/// case of pool2d.hpp, with the same results bit for bit. Chosen over its plain loops, which take
/// 14 times as long on (8, 24, 24).
namespace convscope::kernels::halves {

/// The left and the right columns of as many windows as there are lanes.
template <class T>
struct Columns {
  Vec<T> left, right;
};

template <class T>
inline Columns<T> split_columns(const T* from) {
  const Vec<T> a = load(from);
  const Vec<T> b = load(from + kLanes<T>);
  if constexpr (kLanes<T> == 4) {
    const Vec<T> low = xsimd::zip_lo(a, b);
    const Vec<T> high = xsimd::zip_hi(a, b);
    return {xsimd::zip_lo(low, high), xsimd::zip_hi(low, high)};
  } else {
    static_assert(kLanes<T> == 2);
    return {xsimd::zip_lo(a, b), xsimd::zip_hi(a, b)};
  }
}

/// y and winners (indices within the plane) of the first `columns` / lanes vectors of a row of
/// windows, whose upper pixels start at x[first]. Returns how many windows that were.
template <class T>
std::int64_t max_row(std::int64_t first, std::int64_t width, std::int64_t columns, const T* x, T* y,
                     std::int32_t* winners) {
  std::array<T, static_cast<std::size_t>(kLanes<T>)> steps;
  for (std::int64_t i = 0; i < kLanes<T>; ++i) steps[i] = static_cast<T>(2 * i);
  const Vec<T> step = load(steps.data());
  std::int64_t c = 0;
  for (; c + kLanes<T> <= columns; c += kLanes<T>) {
    const std::int64_t at = first + 2 * c;
    const Columns<T> top = split_columns(x + at);
    const Columns<T> bottom = split_columns(x + at + width);
    Vec<T> best = top.left;
    Vec<T> winner(T(0));
    const auto challenge = [&](const Vec<T>& value, std::int64_t place) {
      const auto stays = value <= best || best != best;
      best = xsimd::select(stays, best, value);
      winner = xsimd::select(stays, winner, Vec<T>(static_cast<T>(place)));
    };
    challenge(top.right, 1);
    challenge(bottom.left, width);
    challenge(bottom.right, width + 1);
    store(y + c, best);
    // Exact: planes that come here have fewer than 2^24 pixels.
    std::array<T, static_cast<std::size_t>(kLanes<T>)> places;
    store(places.data(), winner + step + Vec<T>(static_cast<T>(at)));
    for (std::int64_t i = 0; i < kLanes<T>; ++i) {
      winners[c + i] = static_cast<std::int32_t>(places[i]);
    }
  }
  return c;
}

/// Means of a row of windows; `x` is its first upper pixel.
template <class T>
std::int64_t mean_row(std::int64_t width, std::int64_t columns, const T* x, T* y) {
  std::int64_t c = 0;
  for (; c + kLanes<T> <= columns; c += kLanes<T>) {
    const Columns<T> top = split_columns(x + 2 * c);
    const Columns<T> bottom = split_columns(x + 2 * c + width);
    store(y + c, (top.left + top.right + bottom.left + bottom.right) * Vec<T>(T(0.25)));
  }
  return c;
}

/// Gives each pixel of a row of windows a quarter of its window's gradient.
template <class T>
std::int64_t spread_row(std::int64_t width, std::int64_t columns, const T* dy, T* dx) {
  std::int64_t c = 0;
  for (; c + kLanes<T> <= columns; c += kLanes<T>) {
    const Vec<T> share = load(dy + c) * Vec<T>(T(0.25));
    const Vec<T> low = xsimd::zip_lo(share, share);
    const Vec<T> high = xsimd::zip_hi(share, share);
    for (T* to : {dx + 2 * c, dx + 2 * c + width}) {
      store(to, low);
      store(to + kLanes<T>, high);
    }
  }
  return c;
}

}  // namespace convscope::kernels::halves
