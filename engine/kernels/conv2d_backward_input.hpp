#pragma once

#include "engine/core/cold.hpp"
#include "engine/kernels/conv2d_image.hpp"
#include "engine/kernels/transpose.hpp"

/// Input gradient of a convolution: every output gradient is spread over the pixels under its taps.
/// The sums stand in a canvas with the channels innermost, so that a tile of 4 pixels x 2 vectors
/// of input channels is loaded, grows by the products of all output channels and is stored again.
/// Every product counts; gathering instead would multiply the zeros around a gradient that is
/// smaller than the input (2.25 times the products for 5x5 on 12x12).
namespace convscope::kernels {

/// Input channels of a pixel of the canvas.
template <class T>
constexpr std::int64_t canvas_channels(const Conv2dGeometry& g) {
  return round_up(g.in_channels, g.in_channels <= kLanes<T> ? kLanes<T> : kBlock<T>);
}

/// Elements of the packed weights of one group.
template <class T>
constexpr std::int64_t packed_taps(const Conv2dGeometry& g) {
  return g.kernel_height * g.kernel_width * canvas_channels<T>(g) * g.out_channels;
}

namespace detail {

CONVSCOPE_COLD_BEGIN
/// to[tap][block][o][input channel of the block] = w[o][input channel][tap].
template <class T>
void pack_taps(const Conv2dGeometry& g, const T* w, T* to) {
  const std::int64_t taps = g.kernel_height * g.kernel_width;
  const std::int64_t channels = canvas_channels<T>(g);
  const std::int64_t block = std::min(channels, kBlock<T>);
  for (std::int64_t tap = 0; tap < taps; ++tap) {
    for (std::int64_t first = 0; first < channels; first += block) {
      for (std::int64_t o = 0; o < g.out_channels; ++o) {
        for (std::int64_t i = first; i < first + block; ++i) {
          *to++ = i < g.in_channels ? w[(o * g.in_channels + i) * taps + tap] : T(0);
        }
      }
    }
  }
}
CONVSCOPE_COLD_END

/// Adds to one block of channels of the pixels of `run` the products of `depth` output channels.
template <int Vectors, int Pixels, class T>
void spread_run(const PixelRun& run, std::int64_t depth, std::int64_t channels, const T* weights,
                const T* dy, std::int64_t plane, T* sums) {
  std::array<std::array<Vec<T>, Vectors>, Pixels> sum;
  for (int p = 0; p < Pixels; ++p) {
    for (int v = 0; v < Vectors; ++v) sum[p][v] = load(sums + run.at[p] * channels + v * kLanes<T>);
  }
  for (std::int64_t o = 0; o < depth; ++o, dy += plane, weights += Vectors * kLanes<T>) {
    std::array<Vec<T>, Vectors> weight;
    for (int v = 0; v < Vectors; ++v) weight[v] = load(weights + v * kLanes<T>);
    for (int p = 0; p < Pixels; ++p) {
      const Vec<T> gradient(dy[p]);
      for (int v = 0; v < Vectors; ++v) sum[p][v] = multiply_add(gradient, weight[v], sum[p][v]);
    }
  }
  for (int p = 0; p < Pixels; ++p) {
    for (int v = 0; v < Vectors; ++v) store(sums + run.at[p] * channels + v * kLanes<T>, sum[p][v]);
  }
}

/// All blocks of channels of all pixels under one tap.
template <int Vectors, class T>
void spread_tap(const Conv2dGeometry& g, const T* weights, const T* dy, T* sums) {
  const std::int64_t plane = g.out_height * g.out_width;
  const std::int64_t channels = canvas_channels<T>(g);
  for_each_run(g, canvas(g).columns, [&](const PixelRun& run) {
    const T* from = weights;
    for (std::int64_t i = 0; i < channels; i += Vectors * kLanes<T>) {
      if (run.count == kTilePixels) {
        spread_run<Vectors, kTilePixels>(run, g.out_channels, channels, from, dy + run.first, plane,
                                         sums + i);
      } else {
        for (std::int64_t p = 0; p < run.count; ++p) {
          const PixelRun single{run.first + p, 1, {run.at[p]}};
          spread_run<Vectors, 1>(single, g.out_channels, channels, from, dy + single.first, plane,
                                 sums + i);
        }
      }
      from += g.out_channels * Vectors * kLanes<T>;
    }
  });
}

/// dx = the part of the canvas that is the image, channels outermost; a pixel of the canvas has
/// `channels`.
template <class T>
void read_canvas(const Conv2dGeometry& g, std::int64_t channels, const T* sums, T* dx) {
  const Canvas all = canvas(g);
  const std::int64_t plane = g.in_height * g.in_width;
  const std::int64_t rows = std::clamp<std::int64_t>(all.rows - g.pad_top, 0, g.in_height);
  const std::int64_t columns = std::clamp<std::int64_t>(all.columns - g.pad_left, 0, g.in_width);
  if (rows < g.in_height || columns < g.in_width) std::fill_n(dx, g.group_input(), T(0));
  for (std::int64_t y = 0; y < rows; ++y) {
    const T* from = sums + ((y + g.pad_top) * all.columns + g.pad_left) * channels;
    transpose(columns, g.in_channels, from, channels, dx + y * g.in_width, plane);
  }
}

/// One group of one image.
template <class T>
void backward_input_image(const Conv2dGeometry& g, const T* packed, const T* dy, T* dx, T* sums) {
  const Canvas all = canvas(g);
  const std::int64_t channels = canvas_channels<T>(g);
  std::fill_n(sums, all.plane() * channels, T(0));
  for (std::int64_t u = 0; u < g.kernel_height; ++u) {
    for (std::int64_t v = 0; v < g.kernel_width; ++v, packed += channels * g.out_channels) {
      T* to = sums + (u * g.dilation_height * all.columns + v * g.dilation_width) * channels;
      if (channels >= kBlock<T>) {
        spread_tap<2>(g, packed, dy, to);
      } else {
        spread_tap<1>(g, packed, dy, to);
      }
    }
  }
  read_canvas(g, channels, sums, dx);
}

}  // namespace detail

CONVSCOPE_COLD_BEGIN
/// Packs the weights of all groups for conv2d_backward_input.
template <class T>
void conv2d_pack_backward(const Conv2dGeometry& g, const T* w, T* packed) {
  for (std::int64_t group = 0; group < g.groups; ++group) {
    detail::pack_taps(g, w + group * g.group_weight(), packed + group * packed_taps<T>(g));
  }
}
CONVSCOPE_COLD_END

/// dx = the transposed map applied to dy. Overwrites dx: (count, groups Cin, H, W);
/// dy: (count, groups Cout, Hout, Wout).
template <class T>
void conv2d_backward_input(const Conv2dGeometry& g, std::int64_t count, const T* dy,
                           const T* packed, T* dx, T* workspace) {
  for (std::int64_t i = 0; i < count * g.groups; ++i) {
    detail::backward_input_image(g, packed + i % g.groups * packed_taps<T>(g),
                                 dy + i * g.group_output(), dx + i * g.group_input(), workspace);
  }
}

}  // namespace convscope::kernels
