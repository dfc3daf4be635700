#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

/// Pooling over (N, C, H, W). Plain loops: pooling is a few percent of a step, see the benchmarks
/// of the network before replacing them.
namespace convscope::kernels {

struct Pool2dGeometry {
  std::int64_t channels = 1, in_height = 1, in_width = 1;
  std::int64_t out_height = 1, out_width = 1;
  std::int64_t kernel_height = 1, kernel_width = 1;
  std::int64_t stride_height = 1, stride_width = 1;
  std::int64_t pad_height = 0, pad_width = 0;

  constexpr std::int64_t input_plane() const { return in_height * in_width; }
  constexpr std::int64_t output_plane() const { return out_height * out_width; }
};

/// The window of output pixel (oy, ox), clipped to the image.
struct PoolWindow {
  std::int64_t top, left, bottom, right;

  PoolWindow(const Pool2dGeometry& g, std::int64_t oy, std::int64_t ox)
      : top(oy * g.stride_height - g.pad_height),
        left(ox * g.stride_width - g.pad_width),
        bottom(std::min(top + g.kernel_height, g.in_height)),
        right(std::min(left + g.kernel_width, g.in_width)) {
    top = std::max<std::int64_t>(top, 0);
    left = std::max<std::int64_t>(left, 0);
  }
};

/// Calls visit(plane, output index within the plane, window) for every output.
template <class Visit>
void for_each_window(const Pool2dGeometry& g, std::int64_t planes, Visit visit) {
  for (std::int64_t plane = 0; plane < planes; ++plane) {
    for (std::int64_t oy = 0; oy < g.out_height; ++oy) {
      for (std::int64_t ox = 0; ox < g.out_width; ++ox) {
        visit(plane, oy * g.out_width + ox, PoolWindow(g, oy, ox));
      }
    }
  }
}

/// y = the largest of each window; winners[j] = its index within the input plane. The first of
/// equal values wins and NaN beats everything, as in PyTorch. Padding never wins.
template <class T>
void max_pool2d_forward(const Pool2dGeometry& g, std::int64_t count, const T* x, T* y,
                        std::int32_t* winners) {
  for_each_window(g, count * g.channels, [&](auto plane, auto j, const PoolWindow& window) {
    const T* from = x + plane * g.input_plane();
    std::int64_t winner = window.top * g.in_width + window.left;
    T best = from[winner];
    for (std::int64_t iy = window.top; iy < window.bottom; ++iy) {
      for (std::int64_t ix = window.left; ix < window.right; ++ix) {
        const T value = from[iy * g.in_width + ix];
        if (!(value <= best) && !std::isnan(best)) {
          best = value;
          winner = iy * g.in_width + ix;
        }
      }
    }
    y[plane * g.output_plane() + j] = best;
    winners[plane * g.output_plane() + j] = static_cast<std::int32_t>(winner);
  });
}

template <class T>
void max_pool2d_backward(const Pool2dGeometry& g, std::int64_t count, const T* dy,
                         const std::int32_t* winners, T* dx) {
  const std::int64_t planes = count * g.channels;
  std::fill_n(dx, planes * g.input_plane(), T(0));
  for (std::int64_t plane = 0; plane < planes; ++plane) {
    for (std::int64_t j = 0; j < g.output_plane(); ++j, ++dy, ++winners) dx[*winners] += *dy;
    dx += g.input_plane();
  }
}

/// y = the mean of each window; padding counts as zeros (PyTorch's count_include_pad=True).
template <class T>
void avg_pool2d_forward(const Pool2dGeometry& g, std::int64_t count, const T* x, T* y) {
  const T area = static_cast<T>(g.kernel_height * g.kernel_width);
  for_each_window(g, count * g.channels, [&](auto plane, auto j, const PoolWindow& window) {
    const T* from = x + plane * g.input_plane();
    T sum = T(0);
    for (std::int64_t iy = window.top; iy < window.bottom; ++iy) {
      for (std::int64_t ix = window.left; ix < window.right; ++ix) {
        sum += from[iy * g.in_width + ix];
      }
    }
    y[plane * g.output_plane() + j] = sum / area;
  });
}

template <class T>
void avg_pool2d_backward(const Pool2dGeometry& g, std::int64_t count, const T* dy, T* dx) {
  const T area = static_cast<T>(g.kernel_height * g.kernel_width);
  std::fill_n(dx, count * g.channels * g.input_plane(), T(0));
  for_each_window(g, count * g.channels, [&](auto plane, auto j, const PoolWindow& window) {
    T* to = dx + plane * g.input_plane();
    const T share = dy[plane * g.output_plane() + j] / area;
    for (std::int64_t iy = window.top; iy < window.bottom; ++iy) {
      for (std::int64_t ix = window.left; ix < window.right; ++ix) {
        to[iy * g.in_width + ix] += share;
      }
    }
  });
}

}  // namespace convscope::kernels
