#pragma once

#include <algorithm>

#include "engine/kernels/conv2d_geometry.hpp"

/// The specification of the convolution kernels: the plain sums, kept for ever.
namespace convscope::kernels::reference {

/// Calls visit(x index, w index, y index) for every product of the convolution of one image.
template <class Visit>
void for_each_product(const Conv2dGeometry& g, Visit visit) {
  std::int64_t y_index = 0;
  for (std::int64_t o = 0; o < g.groups * g.out_channels; ++o) {
    const std::int64_t first_channel = o / g.out_channels * g.in_channels;
    for (std::int64_t oy = 0; oy < g.out_height; ++oy) {
      for (std::int64_t ox = 0; ox < g.out_width; ++ox, ++y_index) {
        std::int64_t w_index = o * g.depth();
        for (std::int64_t i = first_channel; i < first_channel + g.in_channels; ++i) {
          for (std::int64_t u = 0; u < g.kernel_height; ++u) {
            for (std::int64_t v = 0; v < g.kernel_width; ++v, ++w_index) {
              const std::int64_t iy = oy * g.stride_height + u * g.dilation_height - g.pad_top;
              const std::int64_t ix = ox * g.stride_width + v * g.dilation_width - g.pad_left;
              if (iy < 0 || iy >= g.in_height || ix < 0 || ix >= g.in_width) continue;
              visit((i * g.in_height + iy) * g.in_width + ix, w_index, y_index);
            }
          }
        }
      }
    }
  }
}

template <class T>
void conv2d_forward(const Conv2dGeometry& g, std::int64_t count, const T* x, const T* w, const T* b,
                    T* y) {
  const std::int64_t plane = g.out_height * g.out_width;
  for (std::int64_t n = 0; n < count; ++n, x += g.input_size(), y += g.output_size()) {
    for (std::int64_t j = 0; j < g.output_size(); ++j) y[j] = b != nullptr ? b[j / plane] : T(0);
    for_each_product(g, [&](auto xi, auto wi, auto yi) { y[yi] += x[xi] * w[wi]; });
  }
}

template <class T>
void conv2d_backward_input(const Conv2dGeometry& g, std::int64_t count, const T* dy, const T* w,
                           T* dx) {
  std::fill_n(dx, count * g.input_size(), T(0));
  for (std::int64_t n = 0; n < count; ++n, dx += g.input_size(), dy += g.output_size()) {
    for_each_product(g, [&](auto xi, auto wi, auto yi) { dx[xi] += dy[yi] * w[wi]; });
  }
}

template <class T>
void conv2d_backward_weight(const Conv2dGeometry& g, std::int64_t count, const T* x, const T* dy,
                            T* dw, T* db) {
  const std::int64_t plane = g.out_height * g.out_width;
  std::fill_n(dw, g.weight_size(), T(0));
  if (db != nullptr) std::fill_n(db, g.groups * g.out_channels, T(0));
  for (std::int64_t n = 0; n < count; ++n, x += g.input_size(), dy += g.output_size()) {
    for_each_product(g, [&](auto xi, auto wi, auto yi) { dw[wi] += dy[yi] * x[xi]; });
    if (db == nullptr) continue;
    for (std::int64_t j = 0; j < g.output_size(); ++j) db[j / plane] += dy[j];
  }
}

}  // namespace convscope::kernels::reference
