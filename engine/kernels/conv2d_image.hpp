#pragma once

#include <algorithm>
#include <array>

#include "engine/core/cold.hpp"
#include "engine/core/simd.hpp"
#include "engine/kernels/conv2d_geometry.hpp"
#include "engine/kernels/round_up.hpp"

/// What the convolution kernels share: padded images, tables of taps and runs of pixels.
namespace convscope::kernels {

/// Output channels (or input channels, going back) of one register tile: two vectors. With four
/// pixels that makes eight accumulators; more spill in V8 and run at half the speed (measured: 4x2
/// reaches 48-52 of 54 GFLOP/s, 6x2 and 4x3 stay below 35).
template <class T>
inline constexpr std::int64_t kBlock = 2 * kLanes<T>;
inline constexpr std::int64_t kTilePixels = 4;

/// Output channels of a tile that lies along a row.
inline constexpr std::int64_t kRowChannels = 4;

template <class T>
using PixelTile = std::array<std::array<Vec<T>, 2>, kTilePixels>;

/// Rows and columns of the input under all taps of all outputs, padding included.
struct Canvas {
  std::int64_t rows, columns;
  constexpr std::int64_t plane() const { return rows * columns; }
};

constexpr Canvas canvas(const Conv2dGeometry& g) {
  return {(g.out_height - 1) * g.stride_height + g.reach_height() + 1,
          (g.out_width - 1) * g.stride_width + g.reach_width() + 1};
}

/// Whether some tap lies outside the image.
constexpr bool is_padded(const Conv2dGeometry& g) {
  const Canvas all = canvas(g);
  return g.pad_top > 0 || g.pad_left > 0 || all.rows > g.in_height || all.columns > g.in_width;
}

/// The channels of one group of one image, where every tap of the kernel may be read.
template <class T>
struct ImageView {
  const T* data;
  std::int64_t plane, pitch;
};

/// Elements that view_image needs.
constexpr std::int64_t view_elements(const Conv2dGeometry& g) {
  return is_padded(g) ? g.in_channels * canvas(g).plane() : 0;
}

/// A view of no image in particular.
template <class T>
constexpr ImageView<T> view_layout(const Conv2dGeometry& g) {
  if (!is_padded(g)) return {nullptr, g.in_height * g.in_width, g.in_width};
  return {nullptr, canvas(g).plane(), canvas(g).columns};
}

/// Copies a row of an image: so few elements that std::copy_n, a call, takes longer (3x3, 1->8 on
/// 28x28 padded: forward 7 %, weight gradient 4 %).
template <class T>
inline void copy_row(std::int64_t count, const T* from, T* to) {
  if (count < kLanes<T>) {
    std::copy_n(from, count, to);
    return;
  }
  const std::int64_t last = count - kLanes<T>;
  for (std::int64_t i = 0; i < last; i += kLanes<T>) store(to + i, load(from + i));
  store(to + last, load(from + last));
}

/// The image itself, or a copy with zeros around it where the kernel reaches over the edge.
template <class T>
ImageView<T> view_image(const Conv2dGeometry& g, const T* x, T* workspace) {
  if (!is_padded(g)) return {x, g.in_height * g.in_width, g.in_width};
  const Canvas all = canvas(g);
  std::fill_n(workspace, g.in_channels * all.plane(), T(0));
  const std::int64_t rows = std::min(g.in_height, all.rows - g.pad_top);
  const std::int64_t columns = std::min(g.in_width, all.columns - g.pad_left);
  for (std::int64_t i = 0; i < g.in_channels && columns > 0; ++i) {
    for (std::int64_t y = 0; y < rows; ++y) {
      copy_row(columns, x + (i * g.in_height + y) * g.in_width,
               workspace + i * all.plane() + (y + g.pad_top) * all.columns + g.pad_left);
    }
  }
  return {workspace, all.plane(), all.columns};
}

CONVSCOPE_COLD_BEGIN
/// offsets[k], k over (channel, u, v): from an output's first pixel to the pixel under that tap;
/// offsets[depth + p]: to the first pixel of output p.
template <class T>
void fill_pixel_offsets(const Conv2dGeometry& g, const ImageView<T>& image, std::int32_t* offsets) {
  for (std::int64_t i = 0; i < g.in_channels; ++i) {
    for (std::int64_t u = 0; u < g.kernel_height; ++u) {
      for (std::int64_t v = 0; v < g.kernel_width; ++v) {
        *offsets++ = static_cast<std::int32_t>(
            i * image.plane + u * g.dilation_height * image.pitch + v * g.dilation_width);
      }
    }
  }
  for (std::int64_t r = 0; r < g.out_height; ++r) {
    for (std::int64_t c = 0; c < g.out_width; ++c) {
      *offsets++ =
          static_cast<std::int32_t>(r * g.stride_height * image.pitch + c * g.stride_width);
    }
  }
}
CONVSCOPE_COLD_END

/// Up to four output pixels that follow each other in the plane, and where their first tap lies.
/// Pixels that are missing at the end of the plane repeat the last one.
struct PixelRun {
  std::int64_t first, count;
  std::array<std::int64_t, kTilePixels> at;

  /// Whether each lies one step of the image behind the one before.
  bool adjacent() const { return at[3] == at[0] + 3 && at[2] == at[0] + 2 && at[1] == at[0] + 1; }
};

/// Calls visit(run) for all output pixels; `pitch` is the distance between rows of the image.
template <class Visit>
void for_each_run(const Conv2dGeometry& g, std::int64_t pitch, Visit visit) {
  const std::int64_t plane = g.out_height * g.out_width;
  std::int64_t row_start = 0;
  std::int64_t column = 0;
  for (std::int64_t p = 0; p < plane; p += kTilePixels) {
    PixelRun run{p, std::min(kTilePixels, plane - p), {}};
    for (std::int64_t i = 0; i < kTilePixels; ++i) {
      if (i >= run.count) {
        run.at[i] = run.at[i - 1];
        continue;
      }
      run.at[i] = row_start + column * g.stride_width;
      if (++column < g.out_width) continue;
      column = 0;
      row_start += g.stride_height * pitch;
    }
    visit(run);
  }
}

}  // namespace convscope::kernels
