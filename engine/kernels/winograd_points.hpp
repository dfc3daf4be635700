#pragma once

#include <array>

#include "engine/core/simd.hpp"

/// The arithmetic of F(2x2, 3x3): a tile of 2x2 outputs of a 3x3 convolution is made from 4x4
/// pixels by 16 products where plain sums take 36. Pixels, weights and outputs are taken to the
/// same 16 points, there each product is a point's own, and sums over channels are products of
/// matrices. Everything is linear, so gradients go through the same steps turned around. Powers of
/// two are the only factors: errors stay those of plain sums (1e-6 of the largest value).
/// Source: Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR 2016.
namespace convscope::kernels::winograd {

inline constexpr std::int64_t kPoints = 16;

/// A square of vectors, each of the same place in several channels.
template <class T, std::size_t Side>
using Patch = std::array<std::array<Vec<T>, Side>, Side>;

template <class T, std::size_t Side>
inline Patch<T, Side> load_patch(const T* from, std::int64_t row, std::int64_t column) {
  Patch<T, Side> patch;
  for (auto& line : patch) {
    const T* at = from;
    for (auto& value : line) {
      value = load(at);
      at += column;
    }
    from += row;
  }
  return patch;
}

template <class T, std::size_t Side>
inline void store_patch(const Patch<T, Side>& patch, T* to, std::int64_t row, std::int64_t column) {
  for (const auto& line : patch) {
    T* at = to;
    for (const auto& value : line) {
      store(at, value);
      at += column;
    }
    to += row;
  }
}

/// `line` applied to the rows and then to the columns.
template <std::size_t To, class T, std::size_t From, class Line>
inline Patch<T, To> both_ways(const Patch<T, From>& from, Line line) {
  std::array<std::array<Vec<T>, To>, From> half;
  for (std::size_t r = 0; r < From; ++r) half[r] = line(from[r]);
  Patch<T, To> to;
  for (std::size_t c = 0; c < To; ++c) {
    std::array<Vec<T>, From> column;
    for (std::size_t r = 0; r < From; ++r) column[r] = half[r][c];
    const std::array<Vec<T>, To> turned = line(column);
    for (std::size_t r = 0; r < To; ++r) to[r][c] = turned[r];
  }
  return to;
}

template <class T>
inline Patch<T, 4> pixels_to_points(const Patch<T, 4>& pixels) {
  return both_ways<4, T>(pixels, [](const auto& d) {
    return std::array<Vec<T>, 4>{d[0] - d[2], d[1] + d[2], d[2] - d[1], d[1] - d[3]};
  });
}

template <class T>
inline Patch<T, 4> weights_to_points(const Patch<T, 3>& weights) {
  return both_ways<4, T>(weights, [](const auto& w) {
    const Vec<T> half(T(0.5));
    const Vec<T> ends = (w[0] + w[2]) * half;
    const Vec<T> middle = w[1] * half;
    return std::array<Vec<T>, 4>{w[0], ends + middle, ends - middle, w[2]};
  });
}

template <class T>
inline Patch<T, 2> points_to_outputs(const Patch<T, 4>& points) {
  return both_ways<2, T>(points, [](const auto& m) {
    return std::array<Vec<T>, 2>{m[0] + m[1] + m[2], m[1] - m[2] - m[3]};
  });
}

// What the three above do to gradients.

template <class T>
inline Patch<T, 4> points_to_pixels(const Patch<T, 4>& points) {
  return both_ways<4, T>(points, [](const auto& m) {
    return std::array<Vec<T>, 4>{m[0], m[1] - m[2] + m[3], m[1] + m[2] - m[0], -m[3]};
  });
}

template <class T>
inline Patch<T, 3> points_to_weights(const Patch<T, 4>& points) {
  return both_ways<3, T>(points, [](const auto& m) {
    const Vec<T> half(T(0.5));
    const Vec<T> middle = (m[1] + m[2]) * half;
    return std::array<Vec<T>, 3>{m[0] + middle, (m[1] - m[2]) * half, middle + m[3]};
  });
}

template <class T>
inline Patch<T, 4> outputs_to_points(const Patch<T, 2>& outputs) {
  return both_ways<4, T>(outputs, [](const auto& y) {
    return std::array<Vec<T>, 4>{y[0], y[0] + y[1], y[0] - y[1], -y[1]};
  });
}

}  // namespace convscope::kernels::winograd
