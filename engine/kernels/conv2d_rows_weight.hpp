#pragma once

#include "engine/core/cold.hpp"
#include "engine/kernels/conv2d_image.hpp"

/// Weight gradient of a convolution along rows of the output, on register tiles of 4 output
/// channels x 2 taps (2 x 4 for the channels that are left): every sum is a product of a plane of
/// output gradients with the pixels under a tap, and stays a vector until all images are in. Chosen
/// over conv2d_backward_weight's tiles, which need the gradients turned, where there are too few
/// products to hide that: 1.35 times as fast with 9 products (3x3, 1->16 on 28x28, Node 20), 1.1
/// with 25, 1.03 with 36. The ends of short rows cost more: 0.8 of the speed with 200 products on
/// rows of 8.
namespace convscope::kernels {

CONVSCOPE_COLD_BEGIN
/// Whether the kernel below is faster: turning a vector of gradients takes as long as some four
/// products, and the end of a row as long as two columns.
template <class T>
constexpr bool weight_by_rows(const Conv2dGeometry& g) {
  constexpr std::int64_t kTurning = 4;
  constexpr std::int64_t kEnd = 2;
  const std::int64_t columns = round_up(g.out_width, kLanes<T>) + kEnd;
  return g.stride_width == 1 && g.out_width >= kLanes<T> &&
         g.depth() * columns <= (g.depth() + kTurning) * g.out_width;
}

namespace detail {

/// Sums of a channel: the taps, the bias, whose tap reads ones everywhere, and what fills a tile.
constexpr std::int64_t row_taps(const Conv2dGeometry& g) {
  return round_up(g.depth() + 1, 4);
}

template <class T>
constexpr std::int64_t row_sums(const Conv2dGeometry& g) {
  return round_up(g.out_channels, 2) * row_taps(g) * kLanes<T>;
}

/// What all tiles of an image read: the pixels under a tap, or ones for a bias.
template <class T>
struct RowsView {
  ImageView<T> image;
  const std::int32_t* offsets;
  const T* ones;
  /// One in the lanes of a row's last vector that the vector before does not hold.
  std::array<T, Vec<T>::size> rest;
};
CONVSCOPE_COLD_END

/// sums[c][k] += sum over pixels of x(k, p) dy[c][p] for a tile of taps, from `first` on, and of
/// channels. When there is no more than one channel, that takes the place of its neighbour as well.
/// Out of line, as V8 finds no registers for it inside of another loop.
template <int Channels, int Taps, class T>
[[gnu::noinline]] void correlate_rows(const Conv2dGeometry& g, const RowsView<T>& view,
                                      std::int64_t first, std::int64_t channels, const T* dy,
                                      T* sums) {
  const std::int64_t step = channels > 1 ? g.out_height * g.out_width : 0;
  const std::int64_t next = row_taps(g) * kLanes<T>;
  std::array<const T*, Taps> from;
  std::array<std::int64_t, Taps> pitch;
  std::array<std::array<Vec<T>, Taps>, Channels> sum;
  for (int k = 0; k < Taps; ++k) {
    const bool pixels = first + k < g.depth();
    from[k] = pixels ? view.image.data + view.offsets[first + k] : view.ones;
    pitch[k] = pixels ? g.stride_height * view.image.pitch : 0;
    for (int c = 0; c < Channels; ++c) sum[c][k] = load(sums + c * next + k * kLanes<T>);
  }
  const Vec<T> rest = load(view.rest.data());
  const auto add = [&](std::int64_t column, auto keep) {
    std::array<Vec<T>, Taps> pixels;
    for (int k = 0; k < Taps; ++k) pixels[k] = keep(load(from[k] + column));
    const T* at = dy + column;
    for (int c = 0; c < Channels; ++c, at += step) {
      const Vec<T> gradient = load(at);
      for (int k = 0; k < Taps; ++k) sum[c][k] = multiply_add(pixels[k], gradient, sum[c][k]);
    }
  };
  for (std::int64_t row = 0; row < g.out_height; ++row, dy += g.out_width) {
    std::int64_t column = 0;
    for (; column + kLanes<T> <= g.out_width; column += kLanes<T>) {
      add(column, [](const Vec<T>& pixel) { return pixel; });
    }
    if (column < g.out_width) {
      add(g.out_width - kLanes<T>, [&](const Vec<T>& pixel) { return pixel * rest; });
    }
    for (int k = 0; k < Taps; ++k) from[k] += pitch[k];
  }
  for (int c = 0; c < Channels; ++c) {
    for (int k = 0; k < Taps; ++k) store(sums + c * next + k * kLanes<T>, sum[c][k]);
  }
}

CONVSCOPE_COLD_BEGIN
/// Adds one group of one image to its sums, [channel][tap][lane]; `ones` has room for a row.
template <class T>
void weight_rows_image(const Conv2dGeometry& g, const ImageView<T>& image,
                       const std::int32_t* offsets, const T* dy, T* sums, T* ones) {
  RowsView<T> view{image, offsets, ones, {}};
  for (std::int64_t i = 0; i < g.out_width % kLanes<T>; ++i) view.rest[kLanes<T> - 1 - i] = T(1);
  std::fill_n(ones, g.out_width, T(1));
  for (std::int64_t o = 0; o < g.out_channels;) {
    const std::int64_t left = g.out_channels - o;
    const bool four = left >= kRowChannels;
    const T* gradient = dy + o * g.out_height * g.out_width;
    T* to = sums + o * row_taps(g) * kLanes<T>;
    for (std::int64_t k = 0; k <= g.depth(); k += four ? 2 : 4) {
      if (four) {
        correlate_rows<kRowChannels, 2>(g, view, k, left, gradient, to + k * kLanes<T>);
      } else {
        correlate_rows<2, 4>(g, view, k, left, gradient, to + k * kLanes<T>);
      }
    }
    o += four ? kRowChannels : 2;
  }
}

/// Writes the sums as (Cout, Cin, kh, kw) and (Cout).
template <class T>
void unpack_row_sums(const Conv2dGeometry& g, const T* sums, T* dw, T* db) {
  for (std::int64_t o = 0; o < g.out_channels; ++o, sums += row_taps(g) * kLanes<T>) {
    for (std::int64_t k = 0; k <= g.depth(); ++k) {
      T* to = k < g.depth() ? dw++ : db != nullptr ? db++ : nullptr;
      if (to != nullptr) *to = sum_lanes(load(sums + k * kLanes<T>));
    }
  }
}

}  // namespace detail
CONVSCOPE_COLD_END

}  // namespace convscope::kernels
