#pragma once

#include <algorithm>
#include <array>

#include "engine/core/simd.hpp"
#include "engine/kernels/conv2d_geometry.hpp"
#include "engine/kernels/tile_4x2.hpp"

/// How conv2d.hpp lays images out: padded planes in which each tap of the kernel is one offset.
namespace convscope::kernels {

/// `planes` planes of rows x columns, with slack behind the last so that a whole vector can be read
/// from any pixel.
struct PlaneLayout {
  std::int64_t planes, rows, columns, slack;
  constexpr std::int64_t plane() const { return rows * columns; }
  constexpr std::int64_t elements() const { return planes * plane() + slack; }
};

constexpr std::int64_t round_up(std::int64_t value, std::int64_t step) {
  return (value + step - 1) / step * step;
}

/// Zero-padded input, split by the phase of the stride: pixel (q, r) of phase (py, px) is pixel
/// (q sh + py, r sw + px) of the padded image.
template <class T>
constexpr PlaneLayout input_planes(const Conv2dGeometry& g) {
  return {g.in_channels * g.stride_height * g.stride_width,
          g.out_height + g.reach_height() / g.stride_height,
          g.out_width + g.reach_width() / g.stride_width, 2 * kLanes<T>};
}

/// Output gradient with a margin above and to the left as wide as the kernel reaches back.
template <class T>
constexpr PlaneLayout gradient_planes(const Conv2dGeometry& g) {
  const std::int64_t last_row = (g.pad_top + g.in_height - 1) / g.stride_height;
  const std::int64_t last_column = (g.pad_left + g.in_width - 1) / g.stride_width;
  return {g.out_channels, g.reach_height() / g.stride_height + std::max(g.out_height, last_row + 1),
          g.reach_width() / g.stride_width + std::max(g.out_width, last_column + 1), 2 * kLanes<T>};
}

/// Output gradient with rows filled up to whole vectors and channels to whole tiles.
template <class T>
constexpr PlaneLayout gradient_rows(const Conv2dGeometry& g) {
  return {round_up(g.out_channels, kTileRows), g.out_height, round_up(g.out_width, kLanes<T>), 0};
}

template <class T>
void pack_input(const Conv2dGeometry& g, const PlaneLayout& layout, const T* x, T* to) {
  std::fill_n(to, layout.elements(), T(0));
  for (std::int64_t i = 0; i < g.in_channels; ++i) {
    for (std::int64_t iy = 0; iy < g.in_height; ++iy) {
      const T* from = x + (i * g.in_height + iy) * g.in_width;
      const std::int64_t padded_y = iy + g.pad_top;
      const std::int64_t q = padded_y / g.stride_height;
      if (q >= layout.rows) continue;
      const std::int64_t first_plane =
          (i * g.stride_height + padded_y % g.stride_height) * g.stride_width;
      T* row = to + first_plane * layout.plane() + q * layout.columns;
      if (g.stride_width == 1) {
        std::copy_n(from, std::min(g.in_width, layout.columns - g.pad_left), row + g.pad_left);
        continue;
      }
      for (std::int64_t ix = 0; ix < g.in_width; ++ix) {
        const std::int64_t r = (ix + g.pad_left) / g.stride_width;
        if (r >= layout.columns) break;
        row[((ix + g.pad_left) % g.stride_width) * layout.plane() + r] = from[ix];
      }
    }
  }
}

template <class T>
void pack_gradient(const Conv2dGeometry& g, const PlaneLayout& layout, const T* dy, T* to) {
  std::fill_n(to, layout.elements(), T(0));
  const std::int64_t top = g.reach_height() / g.stride_height;
  const std::int64_t left = g.reach_width() / g.stride_width;
  for (std::int64_t o = 0; o < g.out_channels; ++o) {
    for (std::int64_t oy = 0; oy < g.out_height; ++oy) {
      std::copy_n(dy + (o * g.out_height + oy) * g.out_width, g.out_width,
                  to + o * layout.plane() + (top + oy) * layout.columns + left);
    }
  }
}

template <class T>
void pack_gradient_rows(const Conv2dGeometry& g, const PlaneLayout& layout, const T* dy, T* to) {
  std::fill_n(to, layout.elements(), T(0));
  for (std::int64_t row = 0; row < g.out_channels * g.out_height; ++row) {
    std::copy_n(dy + row * g.out_width, g.out_width, to + row * layout.columns);
  }
}

/// offsets[k], k over (channel, u, v): from an output pixel to the input pixel under that tap.
inline void forward_offsets(const Conv2dGeometry& g, const PlaneLayout& layout,
                            std::int32_t* offsets) {
  for (std::int64_t i = 0; i < g.in_channels; ++i) {
    for (std::int64_t u = 0; u < g.kernel_height; ++u) {
      const std::int64_t row = u * g.dilation_height;
      for (std::int64_t v = 0; v < g.kernel_width; ++v) {
        const std::int64_t column = v * g.dilation_width;
        const std::int64_t plane = (i * g.stride_height + row % g.stride_height) * g.stride_width +
                                   column % g.stride_width;
        *offsets++ = static_cast<std::int32_t>(plane * layout.plane() +
                                               row / g.stride_height * layout.columns +
                                               column / g.stride_width);
      }
    }
  }
}

/// The input pixels (q sh + py - pad, r sw + px - pad) of one phase of the stride, which all see
/// the same taps: those u with u dh = py (mod sh) and v with v dw = px (mod sw).
struct StridePhase {
  std::int64_t py, px;
  std::int64_t first_row, first_column;
  std::int64_t rows, columns;

  constexpr std::int64_t y(const Conv2dGeometry& g, std::int64_t row) const {
    return (first_row + row) * g.stride_height + py - g.pad_top;
  }
  constexpr std::int64_t x(const Conv2dGeometry& g, std::int64_t column) const {
    return (first_column + column) * g.stride_width + px - g.pad_left;
  }
};

inline StridePhase stride_phase(const Conv2dGeometry& g, std::int64_t py, std::int64_t px) {
  const auto first = [](std::int64_t pad, std::int64_t phase, std::int64_t stride) {
    return phase >= pad ? std::int64_t{0} : (pad - phase + stride - 1) / stride;
  };
  const auto end = [](std::int64_t last, std::int64_t phase, std::int64_t stride) {
    return last < phase ? std::int64_t{0} : (last - phase) / stride + 1;
  };
  const std::int64_t row = first(g.pad_top, py, g.stride_height);
  const std::int64_t column = first(g.pad_left, px, g.stride_width);
  return {py,
          px,
          row,
          column,
          std::max<std::int64_t>(0, end(g.pad_top + g.in_height - 1, py, g.stride_height) - row),
          std::max<std::int64_t>(0, end(g.pad_left + g.in_width - 1, px, g.stride_width) - column)};
}

/// Calls visit(o, u, v) for the taps that the pixels of `phase` see.
template <class Visit>
void for_each_phase_tap(const Conv2dGeometry& g, const StridePhase& phase, Visit visit) {
  for (std::int64_t o = 0; o < g.out_channels; ++o) {
    for (std::int64_t u = 0; u < g.kernel_height; ++u) {
      if (u * g.dilation_height % g.stride_height != phase.py) continue;
      for (std::int64_t v = 0; v < g.kernel_width; ++v) {
        if (v * g.dilation_width % g.stride_width == phase.px) visit(o, u, v);
      }
    }
  }
}

/// Fills the offsets of the phase's taps and returns how many there are.
inline std::int64_t phase_offsets(const Conv2dGeometry& g, const PlaneLayout& layout,
                                  const StridePhase& phase, std::int32_t* offsets) {
  const std::int64_t top = g.reach_height() / g.stride_height;
  const std::int64_t left = g.reach_width() / g.stride_width;
  std::int64_t depth = 0;
  for_each_phase_tap(g, phase, [&](auto o, auto u, auto v) {
    const std::int64_t row = top - u * g.dilation_height / g.stride_height;
    const std::int64_t column = left - v * g.dilation_width / g.stride_width;
    offsets[depth++] =
        static_cast<std::int32_t>(o * layout.plane() + row * layout.columns + column);
  });
  return depth;
}

template <class T>
void pack_phase_weights(const Conv2dGeometry& g, const StridePhase& phase, std::int64_t channel,
                        const T* w, T* packed) {
  const std::int64_t taps = g.kernel_height * g.kernel_width;
  for_each_phase_tap(g, phase, [&](auto o, auto u, auto v) {
    for (std::int64_t r = 0; r < kTileRows; ++r) {
      const std::int64_t i = channel + r;
      *packed++ =
          i < g.in_channels ? w[(o * g.in_channels + i) * taps + u * g.kernel_width + v] : T(0);
    }
  });
}

/// Output pixels of a convolution; `pitch` is the distance between the rows they read from.
struct PixelGrid {
  std::int64_t rows, columns, pitch;
};

/// One vector of pixels of a grid.
struct PixelRun {
  std::int64_t row, column;

  template <class T>
  constexpr void advance(const PixelGrid& grid) {
    column += kLanes<T>;
    if (column < grid.columns) return;
    column = 0;
    ++row;
  }
  constexpr std::int64_t offset(const PixelGrid& grid) const { return row * grid.pitch + column; }
};

/// Runs the 4x2 tile over all pixels of the grid, two vectors at a time (they may lie in different
/// rows). store(r, row, column, sums, width) gets channel r of the tile, `width` pixels valid.
template <class T, class Store>
void convolve_pixels(const PixelGrid& grid, std::int64_t depth, const T* packed, const T* image,
                     const std::int32_t* offsets, Store emit) {
  const auto offset = [offsets](std::int64_t k) { return offsets[k]; };
  const auto width = [&grid](const PixelRun& run) {
    return std::min(kLanes<T>, grid.columns - run.column);
  };
  const std::int64_t runs = grid.rows * (round_up(grid.columns, kLanes<T>) / kLanes<T>);
  PixelRun next{0, 0};
  for (std::int64_t done = 0; done + 2 <= runs; done += 2) {
    const PixelRun first = next;
    next.advance<T>(grid);
    const PixelRun second = next;
    next.advance<T>(grid);
    const auto sum = outer_tile<2, T>(
        depth, packed, {image + first.offset(grid), image + second.offset(grid)}, offset);
    for (std::int64_t r = 0; r < kTileRows; ++r) {
      emit(r, first.row, first.column, sum[r][0], width(first));
      emit(r, second.row, second.column, sum[r][1], width(second));
    }
  }
  if (runs % 2 == 0) return;
  const auto sum = outer_tile<1, T>(depth, packed, {image + next.offset(grid)}, offset);
  for (std::int64_t r = 0; r < kTileRows; ++r) {
    emit(r, next.row, next.column, sum[r][0], width(next));
  }
}

template <class T>
inline void store_pixels(T* to, const Vec<T>& value, std::int64_t width) {
  if (width == kLanes<T>) {
    store(to, value);
  } else {
    store_partial(to, value, width);
  }
}

template <class T>
inline void store_strided(T* to, const Vec<T>& value, std::int64_t width, std::int64_t stride) {
  if (stride == 1) return store_pixels(to, value, width);
  std::array<T, Vec<T>::size> lanes;
  value.store_unaligned(lanes.data());
  for (std::int64_t j = 0; j < width; ++j) to[j * stride] = lanes[static_cast<std::size_t>(j)];
}

/// dw[r depth + t] += sum over the pixels of gradient plane r times the image under tap t.
template <int Taps, class T>
void correlate_taps(const Conv2dGeometry& g, const PlaneLayout& rows, const PlaneLayout& planes,
                    const T* gradient, const std::array<const T*, Taps>& taps,
                    std::int64_t channels, T* dw, std::int64_t depth) {
  Tile<T, Taps> sum;
  for (auto& row : sum) row.fill(Vec<T>(T(0)));
  for (std::int64_t oy = 0; oy < g.out_height; ++oy) {
    for (std::int64_t ox = 0; ox < rows.columns; ox += kLanes<T>) {
      std::array<Vec<T>, Taps> pixels;
      for (int t = 0; t < Taps; ++t) pixels[t] = load(taps[t] + oy * planes.columns + ox);
      for (std::int64_t r = 0; r < kTileRows; ++r) {
        const Vec<T> dy = load(gradient + r * rows.plane() + oy * rows.columns + ox);
        for (int t = 0; t < Taps; ++t) sum[r][t] += dy * pixels[t];
      }
    }
  }
  for (std::int64_t r = 0; r < channels; ++r) {
    for (int t = 0; t < Taps; ++t) dw[r * depth + t] += sum_lanes(sum[r][t]);
  }
}

}  // namespace convscope::kernels
