#pragma once

#include <algorithm>
#include <cstdint>

/// Padding of (N, C, H, W) with values of the image itself. Padding with zeros needs none of this:
/// the convolution does it while packing.
namespace convscope::kernels {

enum class PaddingMode { Zeros, Reflect, Replicate };

struct Pad2dGeometry {
  std::int64_t height = 1, width = 1;
  std::int64_t top = 0, bottom = 0, left = 0, right = 0;

  constexpr std::int64_t padded_height() const { return height + top + bottom; }
  constexpr std::int64_t padded_width() const { return width + left + right; }
};

/// The place within [0, size) whose value stands at `position`, which may lie outside. Reflection
/// leaves the edge itself out, so it reaches at most size - 1 far. As torch.nn.functional.pad.
constexpr std::int64_t padded_source(PaddingMode mode, std::int64_t position, std::int64_t size) {
  if (mode == PaddingMode::Replicate) return std::clamp<std::int64_t>(position, 0, size - 1);
  if (position < 0) return -position;
  return position < size ? position : 2 * (size - 1) - position;
}

/// Calls visit(padded index, image index) for every pixel of a padded plane.
template <class Visit>
void for_each_padded_pixel(const Pad2dGeometry& g, PaddingMode mode, Visit visit) {
  std::int64_t index = 0;
  for (std::int64_t y = 0; y < g.padded_height(); ++y) {
    const std::int64_t row = padded_source(mode, y - g.top, g.height) * g.width;
    for (std::int64_t x = 0; x < g.padded_width(); ++x) {
      visit(index++, row + padded_source(mode, x - g.left, g.width));
    }
  }
}

/// x: (planes, H, W) to padded: (planes, H + top + bottom, W + left + right).
template <class T>
void pad2d_forward(const Pad2dGeometry& g, PaddingMode mode, std::int64_t planes, const T* x,
                   T* padded) {
  for (std::int64_t plane = 0; plane < planes; ++plane) {
    for_each_padded_pixel(g, mode, [&](auto to, auto from) { padded[to] = x[from]; });
    x += g.height * g.width;
    padded += g.padded_height() * g.padded_width();
  }
}

/// Adds the gradient of every copy to that of its pixel. Overwrites dx.
template <class T>
void pad2d_backward(const Pad2dGeometry& g, PaddingMode mode, std::int64_t planes, const T* dpadded,
                    T* dx) {
  std::fill_n(dx, planes * g.height * g.width, T(0));
  for (std::int64_t plane = 0; plane < planes; ++plane) {
    for_each_padded_pixel(g, mode, [&](auto from, auto to) { dx[to] += dpadded[from]; });
    dx += g.height * g.width;
    dpadded += g.padded_height() * g.padded_width();
  }
}

}  // namespace convscope::kernels
