#pragma once

#include "engine/core/cold.hpp"
#include "engine/kernels/conv2d_image.hpp"
#include "engine/kernels/transpose.hpp"
#include "engine/kernels/winograd_points.hpp"

/// Forward convolution with 3x3 kernels by Winograd's products, see winograd_points.hpp. Channels
/// lie innermost, so that vectors of them go to the points without a shuffle. A strip of tiles is
/// worked on at a time, which a first- or second-level cache holds: 28 of them are as fast as 8 or
/// 16 on small images and up to a fifth faster on large ones. Chosen over conv2d_forward's
/// tiles: 1.25 times as fast with 8->8 channels on 14x14, 1.3 with 8->16, 1.5 with 16->16, 1.7 with
/// 16->32, 1.9 with 32->64 on 26x26, 1.3 with 16->32 on 9x9 (Node 20, with and without relaxed
/// SIMD).
namespace convscope::kernels {

/// Whether it is faster than plain sums, in all three directions: enough channels to pay for the
/// way to the points, and little waste in tiles that reach over the edge.
constexpr bool gains_by_winograd(const Conv2dGeometry& g) {
  constexpr std::int64_t kFewestChannels = 8;
  const std::int64_t tiles = ((g.out_height + 1) / 2) * ((g.out_width + 1) / 2);
  const std::int64_t products = winograd::kPoints * round_up(tiles, kTilePixels);
  return g.kernel_height == 3 && g.kernel_width == 3 && g.stride_height == 1 &&
         g.stride_width == 1 && g.dilation_height == 1 && g.dilation_width == 1 &&
         g.in_channels >= kFewestChannels && g.out_channels >= kFewestChannels &&
         3 * products <= 2 * 9 * g.out_height * g.out_width;
}

namespace winograd {

/// Tiles that are worked on at a time.
inline constexpr std::int64_t kStrip = 28;

CONVSCOPE_COLD_BEGIN
template <class T>
constexpr std::int64_t channels_of(std::int64_t channels) {
  return round_up(channels, kBlock<T>);
}

/// Rows and columns of pixels with all channels of a pixel together.
template <class T>
struct Plane {
  T* data;
  std::int64_t rows, columns, channels;
  constexpr std::int64_t pitch() const { return columns * channels; }
  constexpr std::int64_t size() const { return rows * pitch(); }
  void clear() const { std::fill_n(data, size(), T(0)); }
};

/// Memory for one image and one strip of it.
template <class T>
struct Space {
  std::int64_t tile_rows, tile_columns;
  /// Pixels (or their gradients) under all tiles, and outputs.
  Plane<T> pixels, gradients, outputs;
  /// (point, tile, channel) of pixels, of their gradients and of outputs.
  T *in, *back, *out;

  std::int64_t tiles() const { return tile_rows * tile_columns; }
  /// From one point of a strip to the next.
  std::int64_t in_point() const { return kStrip * pixels.channels; }
  std::int64_t out_point() const { return kStrip * outputs.channels; }
};

template <class T>
constexpr std::int64_t space_elements(const Conv2dGeometry& g) {
  const std::int64_t rows = round_up(g.out_height, 2);
  const std::int64_t columns = round_up(g.out_width, 2);
  const std::int64_t strip = kPoints * kStrip;
  return 2 * ((rows + 2) * (columns + 2) + strip) * channels_of<T>(g.in_channels) +
         (rows * columns + strip) * channels_of<T>(g.out_channels);
}

template <class T>
Space<T> divide(const Conv2dGeometry& g, T* workspace) {
  const std::int64_t rows = round_up(g.out_height, 2);
  const std::int64_t columns = round_up(g.out_width, 2);
  const std::int64_t in = channels_of<T>(g.in_channels);
  const std::int64_t out = channels_of<T>(g.out_channels);
  const auto take = [&](std::int64_t elements) {
    T* start = workspace;
    workspace += elements;
    return start;
  };
  Space<T> space{rows / 2, columns / 2, {}, {}, {}, nullptr, nullptr, nullptr};
  space.pixels = {take((rows + 2) * (columns + 2) * in), rows + 2, columns + 2, in};
  space.gradients = {take(space.pixels.size()), rows + 2, columns + 2, in};
  space.outputs = {take(rows * columns * out), rows, columns, out};
  space.in = take(kPoints * kStrip * in);
  space.back = take(kPoints * kStrip * in);
  space.out = take(kPoints * kStrip * out);
  return space;
}

/// Channels, height and width of an image whose pixels lie in a plane from (top, left) on.
struct Extent {
  std::int64_t channels, height, width, top, left;
};
constexpr Extent pixel_extent(const Conv2dGeometry& g) {
  return {g.in_channels, g.in_height, g.in_width, g.pad_top, g.pad_left};
}
constexpr Extent output_extent(const Conv2dGeometry& g) {
  return {g.out_channels, g.out_height, g.out_width, 0, 0};
}

/// Calls visit(pixel of the image, pixel of the plane, how many) for the pixels that both have, a
/// row at a time or, where rows follow each other in both, all at once.
template <class T, class Visit>
void for_each_row(const Extent& e, const Plane<T>& plane, Visit visit) {
  const std::int64_t rows = std::min(e.height, plane.rows - e.top);
  if (e.left == 0 && e.width == plane.columns) {
    return visit(0, e.top * plane.pitch(), rows * e.width);
  }
  const std::int64_t columns = std::min(e.width, plane.columns - e.left);
  for (std::int64_t y = 0; y < rows; ++y) {
    visit(y * e.width, (y + e.top) * plane.pitch() + e.left * plane.channels, columns);
  }
}

/// Turns an image so that its channels lie innermost; leaves what is no pixel of it as it is.
template <class T>
void turn_in(const Extent& e, const T* image, const Plane<T>& to) {
  for_each_row(e, to, [&](auto from, auto at, auto count) {
    transpose(e.channels, count, image + from, e.height * e.width, to.data + at, to.channels);
  });
}

/// The way back; pixels that no tile saw are zero.
template <class T>
void turn_out(const Extent& e, const Plane<T>& from, T* image) {
  if (e.height > from.rows - e.top || e.width > from.columns - e.left) {
    std::fill_n(image, e.channels * e.height * e.width, T(0));
  }
  for_each_row(e, from, [&](auto to, auto at, auto count) {
    transpose<T>(count, e.channels, from.data + at, from.channels, image + to, e.height * e.width);
  });
}
CONVSCOPE_COLD_END

/// Calls visit(place in a strip's point, channel, pixel in the plane) for every vector of channels
/// of the first pixels of `count` tiles.
template <class T, class Visit>
inline void for_each_tile(const Space<T>& space, const Plane<T>& plane, std::int64_t first,
                          std::int64_t count, Visit visit) {
  std::int64_t row = first / space.tile_columns;
  std::int64_t column = first % space.tile_columns;
  for (std::int64_t place = 0; place < count * plane.channels; place += plane.channels) {
    T* at = plane.data + 2 * (row * plane.pitch() + column * plane.channels);
    for (std::int64_t c = 0; c < plane.channels; c += kLanes<T>) visit(place + c, c, at + c);
    if (++column < space.tile_columns) continue;
    column = 0;
    ++row;
  }
}

/// Takes the pixels under a strip to the points.
template <class T>
inline void take_pixels(const Space<T>& space, std::int64_t first, std::int64_t count) {
  const std::int64_t point = space.in_point();
  for_each_tile(space, space.pixels, first, count, [&](auto place, auto, const T* at) {
    const auto pixels = load_patch<T, 4>(at, space.pixels.pitch(), space.pixels.channels);
    store_patch(pixels_to_points<T>(pixels), space.in + place, 4 * point, point);
  });
}

/// out[tile][n] = sum over k of in[tile][k] weights[k][n] for a block of channels n, on register
/// tiles of 4 tiles x 2 vectors; one call for all tiles, as a call for every four takes a tenth
/// longer with 16 channels. Tiles that are missing at the end are computed in vain.
template <class T>
[[gnu::noinline]] void multiply_block(std::int64_t tiles, std::int64_t depth, std::int64_t in_pitch,
                                      const T* in, const T* weights, std::int64_t out_pitch,
                                      T* out) {
  for (; tiles > 0; tiles -= kTilePixels) {
    PixelTile<T> sum;
    for (auto& tile : sum) tile.fill(Vec<T>(T(0)));
    std::array<const T*, kTilePixels> from;
    for (std::int64_t p = 0; p < kTilePixels; ++p) from[p] = in + p * in_pitch;
    const T* weight = weights;
    for (const T* end = in + depth; from[0] < end; weight += kBlock<T>) {
      const std::array<Vec<T>, 2> row{load(weight), load(weight + kLanes<T>)};
      for (std::int64_t p = 0; p < kTilePixels; ++p) {
        const Vec<T> value(*from[p]++);
        for (int v = 0; v < 2; ++v) sum[p][v] = multiply_add(value, row[v], sum[p][v]);
      }
    }
    for (std::int64_t p = 0; p < kTilePixels; ++p, out += out_pitch) {
      for (int v = 0; v < 2; ++v) store(out + v * kLanes<T>, sum[p][v]);
    }
    in += kTilePixels * in_pitch;
  }
}

CONVSCOPE_COLD_BEGIN
/// out[point][tile][n] = sum over k < depth of in[point][tile][k] packed[point][k][n].
template <class T>
[[gnu::noinline]] void multiply_points(std::int64_t tiles, std::int64_t depth,
                                       std::int64_t in_channels, const T* in, const T* packed,
                                       std::int64_t out_channels, T* out) {
  for (std::int64_t point = 0; point < kPoints; ++point) {
    for (std::int64_t n = 0; n < out_channels; n += kBlock<T>) {
      multiply_block(tiles, depth, in_channels, in, packed, out_channels, out + n);
      packed += in_channels * kBlock<T>;
    }
    in += kStrip * in_channels;
    out += kStrip * out_channels;
  }
}

CONVSCOPE_COLD_END

/// Weights at the points, [point][block of columns][row][column of the block]. A row is a channel
/// that is summed over and a column one that comes out; `row` and `column` are their distances in
/// w. Channels that only fill up are zero.
struct PackOrder {
  std::int64_t rows, columns, row, column;
};
constexpr PackOrder forward_order(const Conv2dGeometry& g) {
  return {g.in_channels, g.out_channels, 9, g.depth()};
}
constexpr PackOrder backward_order(const Conv2dGeometry& g) {
  return {g.out_channels, g.in_channels, g.depth(), 9};
}

template <class T>
constexpr std::int64_t packed_elements(const Conv2dGeometry& g) {
  return kPoints * channels_of<T>(g.in_channels) * channels_of<T>(g.out_channels);
}

template <class T>
void pack(const PackOrder& order, const T* w, T* packed) {
  const std::int64_t rows = channels_of<T>(order.rows);
  const std::int64_t point = rows * channels_of<T>(order.columns);
  std::fill_n(packed, kPoints * point, T(0));
  std::array<T, 9 * Vec<T>::size> turned{};
  for (std::int64_t n = 0; n < order.columns; n += kLanes<T>) {
    const std::int64_t columns = std::min(kLanes<T>, order.columns - n);
    if (columns < kLanes<T>) turned.fill(T(0));
    T* to = packed + n / kBlock<T> * rows * kBlock<T> + n % kBlock<T>;
    for (std::int64_t k = 0; k < order.rows; ++k, to += kBlock<T>) {
      const T* from = w + k * order.row + n * order.column;
      for (std::int64_t j = 0; j < columns; ++j, from += order.column) {
        for (std::int64_t tap = 0; tap < 9; ++tap) turned[tap * kLanes<T> + j] = from[tap];
      }
      const auto weights = load_patch<T, 3>(turned.data(), 3 * kLanes<T>, kLanes<T>);
      store_patch(weights_to_points<T>(weights), to, 4 * point, point);
    }
  }
}

/// One group of one image.
template <class T>
void forward_image(const Conv2dGeometry& g, const Space<T>& space, const T* x, const T* packed,
                   T* y) {
  const T* bias = packed + packed_elements<T>(g);
  turn_in(pixel_extent(g), x, space.pixels);
  const Plane<T>& outputs = space.outputs;
  const std::int64_t point = space.out_point();
  for (std::int64_t first = 0; first < space.tiles(); first += kStrip) {
    const std::int64_t tiles = std::min(kStrip, space.tiles() - first);
    take_pixels(space, first, tiles);
    multiply_points<T>(tiles, g.in_channels, space.pixels.channels, space.in, packed,
                       outputs.channels, space.out);
    for_each_tile(space, outputs, first, tiles, [&](auto place, auto channel, T* at) {
      auto points = load_patch<T, 4>(space.out + place, 4 * point, point);
      // All outputs have this point as it is.
      points[1][1] += load(bias + channel);
      store_patch(points_to_outputs<T>(points), at, outputs.pitch(), outputs.channels);
    });
  }
  turn_out(output_extent(g), outputs, y);
}

}  // namespace winograd

/// Elements of the packed weights of one group, with its biases filled up to whole blocks.
template <class T>
constexpr std::int64_t winograd_group(const Conv2dGeometry& g) {
  return winograd::packed_elements<T>(g) + winograd::channels_of<T>(g.out_channels);
}

/// Elements of the packed weights of all groups, for either direction.
template <class T>
constexpr std::int64_t winograd_packed(const Conv2dGeometry& g) {
  return g.groups * winograd_group<T>(g);
}

/// Elements of scratch memory, for either direction.
template <class T>
constexpr std::int64_t winograd_workspace(const Conv2dGeometry& g) {
  return winograd::space_elements<T>(g);
}

/// Packs weights and biases, which may be null, for conv2d_winograd_forward.
template <class T>
void conv2d_pack_winograd(const Conv2dGeometry& g, const T* w, const T* b, T* packed) {
  for (std::int64_t group = 0; group < g.groups; ++group, packed += winograd_group<T>(g)) {
    winograd::pack(winograd::forward_order(g), w + group * g.group_weight(), packed);
    T* bias = packed + winograd::packed_elements<T>(g);
    std::fill_n(bias, winograd::channels_of<T>(g.out_channels), T(0));
    if (b != nullptr) std::copy_n(b + group * g.out_channels, g.out_channels, bias);
  }
}

/// As conv2d_forward, for shapes that gains_by_winograd.
template <class T>
void conv2d_winograd_forward(const Conv2dGeometry& g, std::int64_t count, const T* x,
                             const T* packed, T* y, T* workspace) {
  const winograd::Space<T> space = winograd::divide(g, workspace);
  space.pixels.clear();
  for (std::int64_t i = 0; i < count * g.groups; ++i) {
    winograd::forward_image(g, space, x + i * g.group_input(),
                            packed + i % g.groups * winograd_group<T>(g), y + i * g.group_output());
  }
}

}  // namespace convscope::kernels
