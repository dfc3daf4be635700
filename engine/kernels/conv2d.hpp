#pragma once

#include <algorithm>

#include "engine/core/simd.hpp"
#include "engine/kernels/conv2d_geometry.hpp"
#include "engine/kernels/conv2d_planes.hpp"
#include "engine/kernels/tile_4x2.hpp"

/// Convolution on register tiles of 4 channels x 2 vectors of pixels. The image is copied once into
/// zero-padded planes, one for each phase of the stride, where every tap of the kernel is a
/// constant offset; so there is no im2col buffer and any kernel size, stride and padding runs the
/// same loop.
namespace convscope::kernels {

/// Elements of `T` and of int32 that any one of the three kernels needs.
struct Conv2dWorkspace {
  std::int64_t elements;
  std::int64_t offsets;
};

template <class T>
constexpr Conv2dWorkspace conv2d_workspace(const Conv2dGeometry& g) {
  const std::int64_t taps = g.kernel_height * g.kernel_width;
  const std::int64_t forward =
      packed_size(g.out_channels, g.depth()) + input_planes<T>(g).elements();
  const std::int64_t backward_input =
      packed_size(g.in_channels, g.out_channels * taps) + gradient_planes<T>(g).elements();
  const std::int64_t backward_weight =
      gradient_rows<T>(g).elements() + input_planes<T>(g).elements();
  return {std::max({forward, backward_input, backward_weight}),
          std::max(g.depth(), g.out_channels * taps)};
}

namespace detail {

/// conv2d_forward of one group.
template <class T>
void conv2d_forward_group(const Conv2dGeometry& g, std::int64_t count, const T* x, const T* w,
                          const T* b, T* y, T* workspace, std::int32_t* offsets) {
  const PlaneLayout planes = input_planes<T>(g);
  const std::int64_t depth = g.depth();
  T* packed = workspace;
  T* image = workspace + packed_size(g.out_channels, depth);
  for (std::int64_t o = 0; o < g.out_channels; o += kTileRows) {
    pack_rows(o, g.out_channels, depth, packed + o * depth,
              [&](auto row, auto k) { return w[row * depth + k]; });
  }
  forward_offsets(g, planes, offsets);

  const std::int64_t plane = g.out_height * g.out_width;
  const PixelGrid grid{g.out_height, g.out_width, planes.columns};
  for (std::int64_t n = 0; n < count; ++n, x += g.input_size(), y += g.output_size()) {
    pack_input(g, planes, x, image);
    for (std::int64_t o = 0; o < g.out_channels; o += kTileRows) {
      const std::int64_t rows = std::min(kTileRows, g.out_channels - o);
      convolve_pixels(
          grid, depth, packed + o * depth, image, offsets,
          [&](std::int64_t r, std::int64_t row, std::int64_t column, Vec<T> sum, auto width) {
            if (r >= rows) return;
            if (b != nullptr) sum += Vec<T>(b[o + r]);
            store_pixels(y + (o + r) * plane + row * g.out_width + column, sum, width);
          });
    }
  }
}

/// conv2d_backward_input of one group.
template <class T>
void conv2d_backward_input_group(const Conv2dGeometry& g, std::int64_t count, const T* dy,
                                 const T* w, T* dx, T* workspace, std::int32_t* offsets) {
  const PlaneLayout planes = gradient_planes<T>(g);
  T* packed = workspace;
  T* image =
      workspace + packed_size(g.in_channels, g.out_channels * g.kernel_height * g.kernel_width);
  for (std::int64_t py = 0; py < g.stride_height; ++py) {
    for (std::int64_t px = 0; px < g.stride_width; ++px) {
      const StridePhase phase = stride_phase(g, py, px);
      const std::int64_t depth = phase_offsets(g, planes, phase, offsets);
      for (std::int64_t i = 0; i < g.in_channels; i += kTileRows) {
        pack_phase_weights(g, phase, i, w, packed + i * depth);
      }
      // Several phases read the same gradient: it is packed again for each, which is cheap beside
      // the products and keeps the workspace at one image.
      for (std::int64_t n = 0; n < count; ++n) {
        pack_gradient(g, planes, dy + n * g.output_size(), image);
        for (std::int64_t i = 0; i < g.in_channels; i += kTileRows) {
          const std::int64_t rows = std::min(kTileRows, g.in_channels - i);
          convolve_pixels(
              PixelGrid{phase.rows, phase.columns, planes.columns}, depth, packed + i * depth,
              image + phase.first_row * planes.columns + phase.first_column, offsets,
              [&](std::int64_t r, std::int64_t row, std::int64_t column, Vec<T> sum, auto width) {
                if (r >= rows) return;
                T* to = dx + n * g.input_size() +
                        ((i + r) * g.in_height + phase.y(g, row)) * g.in_width + phase.x(g, column);
                store_strided(to, sum, width, g.stride_width);
              });
        }
      }
    }
  }
}

/// conv2d_backward_weight of one group.
template <class T>
void conv2d_backward_weight_group(const Conv2dGeometry& g, std::int64_t count, const T* x,
                                  const T* dy, T* dw, T* db, T* workspace, std::int32_t* offsets) {
  const PlaneLayout planes = input_planes<T>(g);
  const PlaneLayout rows = gradient_rows<T>(g);
  T* gradient = workspace;
  T* image = workspace + rows.elements();
  const std::int64_t depth = g.depth();
  const std::int64_t plane = g.out_height * g.out_width;
  forward_offsets(g, planes, offsets);
  std::fill_n(dw, g.group_weight(), T(0));
  if (db != nullptr) std::fill_n(db, g.out_channels, T(0));
  for (std::int64_t n = 0; n < count; ++n, x += g.input_size(), dy += g.output_size()) {
    pack_input(g, planes, x, image);
    pack_gradient_rows(g, rows, dy, gradient);
    for (std::int64_t o = 0; o < g.out_channels; o += kTileRows) {
      const T* from = gradient + o * rows.plane();
      const std::int64_t channels = std::min(kTileRows, g.out_channels - o);
      std::int64_t k = 0;
      for (; k + 2 <= depth; k += 2) {
        correlate_taps<2>(g, rows, planes, from, {image + offsets[k], image + offsets[k + 1]},
                          channels, dw + o * depth + k, depth);
      }
      if (k < depth) {
        correlate_taps<1>(g, rows, planes, from, {image + offsets[k]}, channels, dw + o * depth + k,
                          depth);
      }
    }
    if (db == nullptr) continue;
    for (std::int64_t o = 0; o < g.out_channels; ++o) {
      db[o] += map_sum<T>(plane, [](auto v) { return v; }, dy + o * plane);
    }
  }
}

}  // namespace detail

/// Cross-correlation, for every group by itself:
/// y[n,o,r,c] = b[o] + sum over i, u, v of w[o,i,u,v] x[n, i, r s + u d - p, c s + v d - p].
/// x: (count, groups Cin, H, W), w: (groups Cout, Cin, kh, kw), b: (groups Cout) or null,
/// y: (count, groups Cout, Hout, Wout).
template <class T>
void conv2d_forward(const Conv2dGeometry& g, std::int64_t count, const T* x, const T* w, const T* b,
                    T* y, T* workspace, std::int32_t* offsets) {
  for (std::int64_t group = 0; group < g.groups; ++group) {
    const T* bias = b == nullptr ? nullptr : b + group * g.out_channels;
    detail::conv2d_forward_group(g, count, x + group * g.group_input(),
                                 w + group * g.group_weight(), bias, y + group * g.group_output(),
                                 workspace, offsets);
  }
}

/// dx = the transposed map applied to dy, a stride-1 correlation for each phase of the stride.
/// Overwrites dx: (count, groups Cin, H, W); dy: (count, groups Cout, Hout, Wout).
template <class T>
void conv2d_backward_input(const Conv2dGeometry& g, std::int64_t count, const T* dy, const T* w,
                           T* dx, T* workspace, std::int32_t* offsets) {
  for (std::int64_t group = 0; group < g.groups; ++group) {
    detail::conv2d_backward_input_group(g, count, dy + group * g.group_output(),
                                        w + group * g.group_weight(), dx + group * g.group_input(),
                                        workspace, offsets);
  }
}

/// dw: (groups Cout, Cin, kh, kw) and db: (groups Cout) or null, summed over the batch. Overwrites
/// both.
template <class T>
void conv2d_backward_weight(const Conv2dGeometry& g, std::int64_t count, const T* x, const T* dy,
                            T* dw, T* db, T* workspace, std::int32_t* offsets) {
  for (std::int64_t group = 0; group < g.groups; ++group) {
    T* bias = db == nullptr ? nullptr : db + group * g.out_channels;
    detail::conv2d_backward_weight_group(g, count, x + group * g.group_input(),
                                         dy + group * g.group_output(),
                                         dw + group * g.group_weight(), bias, workspace, offsets);
  }
}

}  // namespace convscope::kernels
