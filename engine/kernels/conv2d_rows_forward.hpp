#pragma once

#include "engine/core/cold.hpp"
#include "engine/kernels/conv2d_image.hpp"

/// Convolution forward along rows of the output, on register tiles of 4 output channels x 2 vectors
/// of neighbouring pixels (2 x 4 for the channels that are left). Both stand in memory as they are
/// used: pixels are loaded unaligned, sums stored straight into their planes. Chosen over
/// conv2d_forward's tiles, which are turned as they are stored, where there are too few products to
/// hide that: 1.5 times as fast with 9 products (3x3, 1->16 on 28x28, Node 20), 1.2 with 25, 1.07
/// with 72, 1.03 with 576. Rows that are not whole vectors are filled up, which costs more the
/// deeper it is: 0.89 of the speed with 150 products on rows of 10.
namespace convscope::kernels {

CONVSCOPE_COLD_BEGIN
/// Whether the kernel below is faster: turning a vector of sums takes as long as some six products.
template <class T>
constexpr bool forward_by_rows(const Conv2dGeometry& g) {
  constexpr std::int64_t kTurning = 6;
  return g.stride_width == 1 && g.out_width >= kLanes<T> &&
         g.depth() * round_up(g.out_width, kLanes<T>) <= (g.depth() + kTurning) * g.out_width;
}

namespace detail {

/// Accumulators of a tile.
inline constexpr std::int64_t kRowSums = 8;

/// Vectors that cover all rows of the output, as many as make whole tiles.
template <class T>
constexpr std::int64_t row_vectors(const Conv2dGeometry& g) {
  const std::int64_t columns = (g.out_width + kLanes<T> - 1) / kLanes<T>;
  return round_up(g.out_height * columns, kRowSums / 2);
}

/// For every vector where its first tap lies in an image and where its sums go. The last of a row
/// overlaps the one before, and the last of all is repeated. Loops over rows and columns would
/// leave part of a tile empty at the end of most rows.
template <class T>
void fill_row_vectors(const Conv2dGeometry& g, std::int64_t pitch, std::int32_t* places) {
  const std::int32_t* end = places + 2 * row_vectors<T>(g);
  const auto append = [&](std::int64_t row, std::int64_t column) {
    *places++ = static_cast<std::int32_t>(row * g.stride_height * pitch + column);
    *places++ = static_cast<std::int32_t>(row * g.out_width + column);
  };
  const std::int64_t last = g.out_width - kLanes<T>;
  for (std::int64_t row = 0; row < g.out_height; ++row) {
    for (std::int64_t c = 0; c < g.out_width; c += kLanes<T>) append(row, std::min(c, last));
  }
  while (places < end) append(g.out_height - 1, last);
}
CONVSCOPE_COLD_END

/// Channels of one image, `Channels` or, when there is no more, one that takes the place of its
/// neighbour as well and is stored last. Weights are packed by kRowChannels. Out of line, as V8
/// finds no registers for it inside of another loop.
template <int Channels, class T>
[[gnu::noinline]] void forward_rows(const Conv2dGeometry& g, const T* image, std::int64_t channels,
                                    const T* weights, const T* bias, const std::int32_t* taps,
                                    T* y) {
  constexpr int kVectors = kRowSums / Channels;
  const std::int64_t plane = g.out_height * g.out_width;
  const std::int64_t step = channels > 1 ? plane : 0;
  const std::int32_t* last_tap = taps + g.depth();
  const std::int32_t* places = last_tap + plane;
  const std::int32_t* last = places + 2 * row_vectors<T>(g);
  std::array<T, Channels> start;
  for (int c = 0; c < Channels; ++c) start[c] = bias != nullptr && c < channels ? bias[c] : T(0);
  for (; places < last; places += 2 * kVectors) {
    std::array<std::array<Vec<T>, kVectors>, Channels> sum;
    std::array<const T*, kVectors> from;
    for (int c = 0; c < Channels; ++c) sum[c].fill(Vec<T>(start[c]));
    for (int v = 0; v < kVectors; ++v) from[v] = image + places[2 * v];
    const T* weight = weights;
    for (const std::int32_t* tap = taps; tap < last_tap; ++tap, weight += kRowChannels) {
      std::array<Vec<T>, kVectors> pixels;
      for (int v = 0; v < kVectors; ++v) pixels[v] = load(from[v] + *tap);
      for (int c = 0; c < Channels; ++c) {
        const Vec<T> factor(weight[c]);
        for (int v = 0; v < kVectors; ++v) sum[c][v] = multiply_add(factor, pixels[v], sum[c][v]);
      }
    }
    for (int v = 0; v < kVectors; ++v) {
      T* to = y + places[2 * v + 1] + (Channels - 1) * step;
      for (int c = Channels; c-- > 0; to -= step) store(to, sum[c][v]);
    }
  }
}

CONVSCOPE_COLD_BEGIN
/// All channels of one group of one image.
template <class T>
void forward_rows_image(const Conv2dGeometry& g, const T* image, const T* packed, const T* bias,
                        const std::int32_t* offsets, T* y) {
  const std::int64_t plane = g.out_height * g.out_width;
  for (std::int64_t o = 0; o < g.out_channels;) {
    const std::int64_t left = g.out_channels - o;
    const std::int64_t place = o % kRowChannels;
    const T* weights = packed + (o - place) * g.depth() + place;
    const T* shift = bias == nullptr ? nullptr : bias + o;
    T* to = y + o * plane;
    if (left >= kRowChannels) {
      forward_rows<kRowChannels>(g, image, left, weights, shift, offsets, to);
      o += kRowChannels;
    } else {
      forward_rows<2>(g, image, left, weights, shift, offsets, to);
      o += 2;
    }
  }
}

}  // namespace detail

/// Offsets into a view that the kernels look up: those of all taps, those of all outputs, and those
/// of all vectors of outputs where the kernel above takes them.
template <class T>
constexpr std::int64_t offset_count(const Conv2dGeometry& g) {
  const std::int64_t vectors = forward_by_rows<T>(g) ? detail::row_vectors<T>(g) : 0;
  return g.depth() + g.out_height * g.out_width + 2 * vectors;
}

template <class T>
void fill_offsets(const Conv2dGeometry& g, const ImageView<T>& image, std::int32_t* offsets) {
  fill_pixel_offsets(g, image, offsets);
  if (!forward_by_rows<T>(g)) return;
  detail::fill_row_vectors<T>(g, image.pitch, offsets + g.depth() + g.out_height * g.out_width);
}
CONVSCOPE_COLD_END

}  // namespace convscope::kernels
