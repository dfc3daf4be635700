#pragma once

#include "engine/kernels/conv2d_rows_forward.hpp"
#include "engine/kernels/transpose.hpp"

/// Convolution forward on register tiles of 4 pixels x 2 vectors of output channels. Weights are
/// packed so that the channels of a tile lie together; pixels are read where they are and spread
/// over a vector, so there is neither an im2col buffer nor waste at the end of a row.
namespace convscope::kernels {

/// Elements of the packed weights of one group.
template <class T>
constexpr std::int64_t packed_weight(const Conv2dGeometry& g) {
  return round_up(g.out_channels, kBlock<T>) * g.depth();
}

namespace detail {

CONVSCOPE_COLD_BEGIN
/// to[block][k][channel of the block] = w[channel][k]; channels that do not exist are zero.
template <class T>
void pack_channels(std::int64_t block, std::int64_t channels, std::int64_t depth, const T* w,
                   T* to) {
  for (std::int64_t o = 0; o < channels; o += block, to += depth * block) {
    const std::int64_t count = std::min(block, channels - o);
    if (count < block) std::fill_n(to, depth * block, T(0));
    transpose(count, depth, w + o * depth, depth, to, block);
  }
}
CONVSCOPE_COLD_END

/// sum[p][v] += x(k, p) w[k][v] over all k, with x(k, p) = image[offsets[k] + at(p)].
template <class T, class At>
void accumulate_taps(std::int64_t depth, const T* weights, const T* image,
                     const std::int32_t* offsets, At at, PixelTile<T>& result) {
  PixelTile<T> sum = result;
  for (std::int64_t k = 0; k < depth; ++k, weights += kBlock<T>) {
    const T* from = image + offsets[k];
    const std::array<Vec<T>, 2> weight{load(weights), load(weights + kLanes<T>)};
    for (std::int64_t p = 0; p < kTilePixels; ++p) {
      const Vec<T> pixel(from[at(p)]);
      for (int v = 0; v < 2; ++v) sum[p][v] = multiply_add(pixel, weight[v], sum[p][v]);
    }
  }
  result = sum;
}

/// y[channel][pixel] for the `channels` of a tile, `pitch` apart.
template <class T>
void store_tile(const PixelTile<T>& sum, std::int64_t pixels, std::int64_t channels, T* y,
                std::int64_t pitch) {
  std::array<T, kTilePixels * kBlock<T>> values;
  if (kTilePixels == kLanes<T> && pixels == kTilePixels && channels == kBlock<T>) {
    for (int v = 0; v < 2; ++v) {
      Square<T> square;
      for (std::int64_t p = 0; p < kLanes<T>; ++p) square[p] = sum[p][v];
      square = transposed<T>(square);
      for (std::int64_t j = 0; j < kLanes<T>; ++j) {
        store(y + (v * kLanes<T> + j) * pitch, square[j]);
      }
    }
    return;
  }
  for (std::int64_t p = 0; p < kTilePixels; ++p) {
    for (int v = 0; v < 2; ++v) {
      store(values.data() + p * kBlock<T> + v * kLanes<T>, sum[p][v]);
    }
  }
  for (std::int64_t j = 0; j < channels; ++j) {
    for (std::int64_t p = 0; p < pixels; ++p) y[j * pitch + p] = values[p * kBlock<T> + j];
  }
}

/// One block of channels of one image.
template <class T>
void forward_block(const Conv2dGeometry& g, const ImageView<T>& image, std::int64_t channels,
                   const T* weights, const T* bias, const std::int32_t* offsets, T* y) {
  std::array<Vec<T>, 2> start;
  for (int v = 0; v < 2; ++v) {
    const std::int64_t rest = std::clamp<std::int64_t>(channels - v * kLanes<T>, 0, kLanes<T>);
    start[v] = bias == nullptr ? Vec<T>(T(0)) : load_partial(bias + v * kLanes<T>, rest);
  }
  const std::int64_t depth = g.depth();
  for_each_run(g, image.pitch, [&](const PixelRun& run) {
    PixelTile<T> sum;
    for (auto& pixel : sum) pixel = start;
    if (run.adjacent()) {
      accumulate_taps(
          depth, weights, image.data + run.at[0], offsets, [](auto p) { return p; }, sum);
    } else {
      accumulate_taps(depth, weights, image.data, offsets, [&](auto p) { return run.at[p]; }, sum);
    }
    store_tile(sum, run.count, channels, y + run.first, g.out_height * g.out_width);
  });
}

/// All channels of one group of one image.
template <class T>
void forward_image(const Conv2dGeometry& g, const ImageView<T>& image, const T* packed,
                   const T* bias, const std::int32_t* offsets, T* y) {
  for (std::int64_t o = 0; o < g.out_channels; o += kBlock<T>) {
    const std::int64_t channels = std::min(kBlock<T>, g.out_channels - o);
    const T* weights = packed + o * g.depth();
    const T* shift = bias == nullptr ? nullptr : bias + o;
    T* to = y + o * g.out_height * g.out_width;
    forward_block(g, image, channels, weights, shift, offsets, to);
  }
}

}  // namespace detail

CONVSCOPE_COLD_BEGIN
/// Packs the weights of all groups for conv2d_forward.
template <class T>
void conv2d_pack_forward(const Conv2dGeometry& g, const T* w, T* packed) {
  const std::int64_t block = forward_by_rows<T>(g) ? kRowChannels : kBlock<T>;
  for (std::int64_t group = 0; group < g.groups; ++group) {
    detail::pack_channels(block, g.out_channels, g.depth(), w + group * g.group_weight(),
                          packed + group * packed_weight<T>(g));
  }
}
CONVSCOPE_COLD_END

/// Cross-correlation, for every group by itself:
/// y[n,o,r,c] = b[o] + sum over i, u, v of w[o,i,u,v] x[n, i, r s + u d - p, c s + v d - p].
/// x: (count, groups Cin, H, W), b: (groups Cout) or null, y: (count, groups Cout, Hout, Wout).
template <class T>
void conv2d_forward(const Conv2dGeometry& g, std::int64_t count, const T* x, const T* packed,
                    const T* b, T* y, const std::int32_t* offsets, T* workspace) {
  const bool rows = forward_by_rows<T>(g);
  for (std::int64_t i = 0; i < count * g.groups; ++i) {
    const std::int64_t group = i % g.groups;
    const ImageView<T> image = view_image(g, x + i * g.group_input(), workspace);
    const T* weights = packed + group * packed_weight<T>(g);
    const T* bias = b == nullptr ? nullptr : b + group * g.out_channels;
    T* to = y + i * g.group_output();
    if (rows) {
      detail::forward_rows_image(g, image.data, weights, bias, offsets, to);
    } else {
      detail::forward_image(g, image, weights, bias, offsets, to);
    }
  }
}

}  // namespace convscope::kernels
