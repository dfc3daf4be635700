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

/// Calls visit(c) for the first of every vector of windows, the last of which may overlap the one
/// before. Returns how many windows that were: all, or none of a row that is narrower than a
/// vector.
template <class T, class Visit>
std::int64_t cover_row(std::int64_t columns, Visit visit) {
  if (columns < kLanes<T>) return 0;
  std::int64_t c = 0;
  for (; c + kLanes<T> <= columns; c += kLanes<T>) visit(c);
  if (c < columns) visit(columns - kLanes<T>);
  return columns;
}

using Indices = xsimd::batch<std::int32_t>;

/// Whether a vector of indices has as many lanes as one of values.
template <class T>
inline constexpr bool kIndicesFit = kLanes<T> == static_cast<std::int64_t>(Indices::size);

/// The upper left pixels of windows that lie side by side, the first of them at `first`.
inline Indices corners(std::int64_t first) {
  constexpr std::array<std::int32_t, 4> kSteps{0, 2, 4, 6};
  return Indices::load_unaligned(kSteps.data()) + Indices(static_cast<std::int32_t>(first));
}

template <class T>
struct Candidates {
  Vec<T> values;
  Indices places;
};

/// The larger of both, the first when they are equal; NaN is larger than everything.
template <class T>
inline Candidates<T> larger(const Candidates<T>& a, const Candidates<T>& b) {
  const auto second = !(b.values <= a.values) && a.values == a.values;
  return {xsimd::select(second, b.values, a.values),
          xsimd::select(xsimd::batch_bool_cast<std::int32_t>(second), b.places, a.places)};
}

/// y and winners (indices within the plane) of a row of windows, whose upper pixels start at
/// x[first]. Returns how many windows that were.
template <class T>
std::int64_t max_row(std::int64_t first, std::int64_t width, std::int64_t columns, const T* x, T* y,
                     std::int32_t* winners) {
  if constexpr (kIndicesFit<T>) {
    return cover_row<T>(columns, [&](std::int64_t c) {
      const std::int64_t at = first + 2 * c;
      const Columns<T> top = split_columns(x + at);
      const Columns<T> bottom = split_columns(x + at + width);
      const Indices above = corners(at);
      const Indices below = corners(at + width);
      const Candidates<T> best =
          larger<T>(larger<T>({top.left, above}, {top.right, above + Indices(1)}),
                    larger<T>({bottom.left, below}, {bottom.right, below + Indices(1)}));
      store(y + c, best.values);
      best.places.store_unaligned(winners + c);
    });
  } else {
    return 0;
  }
}

/// Gives the winners of a row of windows their window's gradient and the other pixels zero.
template <class T>
std::int64_t reward_row(std::int64_t first, std::int64_t width, std::int64_t columns, const T* dy,
                        const std::int32_t* winners, T* dx) {
  if constexpr (kIndicesFit<T>) {
    return cover_row<T>(columns, [&](std::int64_t c) {
      const std::int64_t at = first + 2 * c;
      const Vec<T> gradient = load(dy + c);
      const Indices winner = Indices::load_unaligned(winners + c);
      const auto reward = [&](const Indices& places) {
        return xsimd::select(xsimd::batch_bool_cast<T>(winner == places), gradient, Vec<T>(T(0)));
      };
      for (const std::int64_t row : {at, at + width}) {
        const Vec<T> left = reward(corners(row));
        const Vec<T> right = reward(corners(row + 1));
        store(dx + row, xsimd::zip_lo(left, right));
        store(dx + row + kLanes<T>, xsimd::zip_hi(left, right));
      }
    });
  } else {
    return 0;
  }
}

/// Means of a row of windows; `x` is its first upper pixel.
template <class T>
std::int64_t mean_row(std::int64_t width, std::int64_t columns, const T* x, T* y) {
  return cover_row<T>(columns, [&](std::int64_t c) {
    const Columns<T> top = split_columns(x + 2 * c);
    const Columns<T> bottom = split_columns(x + 2 * c + width);
    store(y + c, (top.left + top.right + bottom.left + bottom.right) * Vec<T>(T(0.25)));
  });
}

/// Gives each pixel of a row of windows a quarter of its window's gradient.
template <class T>
std::int64_t spread_row(std::int64_t width, std::int64_t columns, const T* dy, T* dx) {
  return cover_row<T>(columns, [&](std::int64_t c) {
    const Vec<T> share = load(dy + c) * Vec<T>(T(0.25));
    const Vec<T> low = xsimd::zip_lo(share, share);
    const Vec<T> high = xsimd::zip_hi(share, share);
    for (T* to : {dx + 2 * c, dx + 2 * c + width}) {
      store(to, low);
      store(to + kLanes<T>, high);
    }
  });
}

}  // namespace convscope::kernels::halves
