#pragma once

#include <utility>

#include "engine/kernels/conv2d_image.hpp"
#include "engine/kernels/transpose.hpp"

/// Gradients of a convolution whose output gradient is mostly zero: behind a 2 x 2 max pooling only
/// one in four is not, and ReLU clears more. What is left is listed, and each entry meets whole
/// rows of the kernel: with the channels innermost, the taps of a kernel row and their channels lie
/// behind each other in image and weights alike. Chosen over the dense tiles image by image.
namespace convscope::kernels {

/// Share of non-zero gradients up to which the lists win over the dense tiles.
inline constexpr double kSparseShare = 0.4;

/// A kernel row must be one run of memory.
constexpr bool can_be_sparse(const Conv2dGeometry& g) {
  return g.dilation_width == 1;
}

/// Whether so many gradients of a group of an image are zero that lists win.
template <class T>
bool is_sparse(const Conv2dGeometry& g, const T* dy) {
  if (!can_be_sparse(g)) return false;
  const Vec<T> zero(T(0));
  const Vec<T> one(T(1));
  const T used = map_sum<T>(
      g.group_output(), [&](const Vec<T>& v) { return xsimd::select(v == zero, zero, one); }, dy);
  return static_cast<double>(used) <= kSparseShare * static_cast<double>(g.group_output());
}

/// Vectors of a kernel row of `channels` channels, in blocks of at most eight: more do not stay in
/// registers.
template <class T>
struct RowBlocks {
  std::int64_t vectors, blocks;

  constexpr RowBlocks(std::int64_t kernel_width, std::int64_t channels)
      : vectors((kernel_width * channels + kLanes<T> - 1) / kLanes<T>), blocks((vectors + 7) / 8) {}
  /// First vector of a block; that of `blocks` is the end.
  constexpr std::int64_t first(std::int64_t block) const { return block * vectors / blocks; }
  constexpr std::int64_t elements() const { return vectors * kLanes<T>; }
};

namespace detail {

/// Calls call.operator()<n>() for a number of vectors from 1 to 8.
template <class Call>
void with_vectors(std::int64_t vectors, Call call) {
  switch (vectors) {
    case 1:
      return call.template operator()<1>();
    case 2:
      return call.template operator()<2>();
    case 3:
      return call.template operator()<3>();
    case 4:
      return call.template operator()<4>();
    case 5:
      return call.template operator()<5>();
    case 6:
      return call.template operator()<6>();
    case 7:
      return call.template operator()<7>();
    default:
      return call.template operator()<8>();
  }
}

/// Calls visit(pixel, gradient) for the non-zero gradients of one channel.
template <class T, class Visit>
void for_each_gradient(std::int64_t plane, const T* dy, Visit visit) {
  const Vec<T> zero(T(0));
  std::int64_t p = 0;
  for (; p + kLanes<T> <= plane; p += kLanes<T>) {
    if (xsimd::all(load(dy + p) == zero)) continue;
    for (std::int64_t i = p; i < p + kLanes<T>; ++i) {
      if (dy[i] != T(0)) visit(i, dy[i]);
    }
  }
  for (; p < plane; ++p) {
    if (dy[p] != T(0)) visit(p, dy[p]);
  }
}

/// places[p] = the canvas pixel under the first tap of output pixel p.
inline void canvas_places(const Conv2dGeometry& g, std::int32_t* places) {
  for (std::int64_t r = 0; r < g.out_height; ++r) {
    for (std::int64_t c = 0; c < g.out_width; ++c) {
      *places++ =
          static_cast<std::int32_t>(r * g.stride_height * canvas(g).columns + c * g.stride_width);
    }
  }
}

}  // namespace detail

// --- Weights
// ---------------------------------------------------------------------------------------

/// Elements of the sums of a group: (Cout, kh, a row of taps and channels filled up to vectors) and
/// the biases.
template <class T>
constexpr std::int64_t sparse_sum_elements(const Conv2dGeometry& g) {
  if (!can_be_sparse(g)) return 0;
  return g.out_channels *
         (g.kernel_height * RowBlocks<T>(g.kernel_width, g.in_channels).elements() + 1);
}

/// Elements of T and of int32: the canvas with the channels innermost and slack for the last
/// vectors, and the list of one channel.
template <class T>
constexpr std::int64_t sparse_weight_workspace(const Conv2dGeometry& g) {
  return canvas(g).plane() * g.in_channels + 8 * kLanes<T> + g.out_height * g.out_width;
}
constexpr std::int64_t sparse_weight_indices(const Conv2dGeometry& g) {
  return 2 * g.out_height * g.out_width;
}

namespace detail {

/// The canvas with the channels innermost.
template <class T>
void turn_image(const Conv2dGeometry& g, const T* x, T* turned) {
  const Canvas all = canvas(g);
  const std::int64_t rows = std::min(g.in_height, all.rows - g.pad_top);
  const std::int64_t columns = std::min(g.in_width, all.columns - g.pad_left);
  std::fill_n(turned, all.plane() * g.in_channels + 8 * kLanes<T>, T(0));
  for (std::int64_t y = 0; y < rows && columns > 0; ++y) {
    transpose(g.in_channels, columns, x + y * g.in_width, g.in_height * g.in_width,
              turned + ((y + g.pad_top) * all.columns + g.pad_left) * g.in_channels, g.in_channels);
  }
}

/// sums[j] += sum over the list of gradient times image[place + j], for a block of a kernel row.
template <int Vectors, class T>
void correlate_list(std::int64_t count, const std::int32_t* places, const T* gradients,
                    const T* image, T* sums) {
  std::array<Vec<T>, Vectors> sum;
  for (int v = 0; v < Vectors; ++v) sum[v] = load(sums + v * kLanes<T>);
  for (std::int64_t i = 0; i < count; ++i) {
    const Vec<T> gradient(gradients[i]);
    const T* from = image + places[i];
    for (int v = 0; v < Vectors; ++v) {
      sum[v] = multiply_add(gradient, load(from + v * kLanes<T>), sum[v]);
    }
  }
  for (int v = 0; v < Vectors; ++v) store(sums + v * kLanes<T>, sum[v]);
}

/// Adds one group of one image to its sums.
template <class T>
void sparse_weight_image(const Conv2dGeometry& g, const T* x, const T* dy, T* sums, T* workspace,
                         std::int32_t* indices) {
  const RowBlocks<T> row(g.kernel_width, g.in_channels);
  const std::int64_t plane = g.out_height * g.out_width;
  T* image = workspace;
  T* gradients = workspace + canvas(g).plane() * g.in_channels + 8 * kLanes<T>;
  std::int32_t* all_places = indices;
  std::int32_t* places = indices + plane;
  T* biases = sums + g.out_channels * g.kernel_height * row.elements();
  turn_image(g, x, image);
  canvas_places(g, all_places);
  const std::int64_t pitch = canvas(g).columns * g.dilation_height * g.in_channels;
  for (std::int64_t o = 0; o < g.out_channels; ++o, dy += plane) {
    std::int64_t count = 0;
    T bias = T(0);
    for_each_gradient(plane, dy, [&](std::int64_t p, T gradient) {
      places[count] = static_cast<std::int32_t>(all_places[p] * g.in_channels);
      gradients[count++] = gradient;
      bias += gradient;
    });
    biases[o] += bias;
    for (std::int64_t u = 0; u < g.kernel_height; ++u, sums += row.elements()) {
      for (std::int64_t block = 0; block < row.blocks; ++block) {
        const std::int64_t at = row.first(block) * kLanes<T>;
        with_vectors(row.first(block + 1) - row.first(block), [&]<int Vectors>() {
          correlate_list<Vectors>(count, places, gradients, image + u * pitch + at, sums + at);
        });
      }
    }
  }
}

/// Adds the sums of one group, rows of taps and channels, to dw (Cout, Cin, kh, kw) and db.
template <class T>
void add_sparse_sums(const Conv2dGeometry& g, const T* sums, T* dw, T* db) {
  const RowBlocks<T> row(g.kernel_width, g.in_channels);
  const std::int64_t taps = g.kernel_height * g.kernel_width;
  for (std::int64_t o = 0; o < g.out_channels; ++o, dw += g.in_channels * taps) {
    for (std::int64_t u = 0; u < g.kernel_height; ++u, sums += row.elements()) {
      for (std::int64_t v = 0; v < g.kernel_width; ++v) {
        for (std::int64_t i = 0; i < g.in_channels; ++i) {
          dw[i * taps + u * g.kernel_width + v] += sums[v * g.in_channels + i];
        }
      }
    }
  }
  if (db == nullptr) return;
  for (std::int64_t o = 0; o < g.out_channels; ++o) db[o] += sums[o];
}

}  // namespace detail

// --- Input
// -----------------------------------------------------------------------------------------

/// Elements of the packed weights of one group; `channels` are those of a canvas pixel.
template <class T>
constexpr std::int64_t sparse_packed(const Conv2dGeometry& g, std::int64_t channels) {
  if (!can_be_sparse(g)) return 0;
  return g.out_channels * g.kernel_height * RowBlocks<T>(g.kernel_width, channels).elements();
}

constexpr std::int64_t sparse_input_indices(const Conv2dGeometry& g) {
  return g.group_output() + 2 * g.out_height * g.out_width + 1;
}

namespace detail {

/// to[u][block][o][element of the block] = w[o][channel][u][v], elements over (v, channel).
template <class T>
void pack_rows_of_taps(const Conv2dGeometry& g, std::int64_t channels, const T* w, T* to) {
  const RowBlocks<T> row(g.kernel_width, channels);
  const std::int64_t taps = g.kernel_height * g.kernel_width;
  for (std::int64_t u = 0; u < g.kernel_height; ++u) {
    for (std::int64_t block = 0; block < row.blocks; ++block) {
      for (std::int64_t o = 0; o < g.out_channels; ++o) {
        for (std::int64_t e = row.first(block) * kLanes<T>; e < row.first(block + 1) * kLanes<T>;
             ++e) {
          const std::int64_t v = e / channels;
          const std::int64_t i = e % channels;
          const bool inside = v < g.kernel_width && i < g.in_channels;
          *to++ = inside ? w[(o * g.in_channels + i) * taps + u * g.kernel_width + v] : T(0);
        }
      }
    }
  }
}

/// The non-zero gradients of an image, grouped by pixel.
template <class T>
struct GradientLists {
  /// Entries of pixel p: [ends[p - 1], ends[p]).
  std::int32_t* ends;
  std::int32_t* channels;
  T* gradients;
};

template <class T>
void list_by_pixel(const Conv2dGeometry& g, const T* dy, const GradientLists<T>& lists) {
  const std::int64_t plane = g.out_height * g.out_width;
  std::fill_n(lists.ends, plane, 0);
  for (std::int64_t o = 0; o < g.out_channels; ++o) {
    for_each_gradient(plane, dy + o * plane, [&](std::int64_t p, T) { ++lists.ends[p]; });
  }
  std::int32_t begin = 0;
  for (std::int64_t p = 0; p < plane; ++p) begin += std::exchange(lists.ends[p], begin);
  for (std::int64_t o = 0; o < g.out_channels; ++o) {
    for_each_gradient(plane, dy + o * plane, [&](std::int64_t p, T gradient) {
      const std::int32_t at = lists.ends[p]++;
      lists.channels[at] = static_cast<std::int32_t>(o);
      lists.gradients[at] = gradient;
    });
  }
}

/// Adds the products of a pixel's list to a block of a row of its canvas pixels.
template <int Vectors, class T>
void spread_list(const GradientLists<T>& lists, std::int64_t first, std::int64_t last,
                 const T* weights, T* sums) {
  std::array<Vec<T>, Vectors> sum;
  for (int v = 0; v < Vectors; ++v) sum[v] = load(sums + v * kLanes<T>);
  for (std::int64_t i = first; i < last; ++i) {
    const Vec<T> gradient(lists.gradients[i]);
    const T* from = weights + lists.channels[i] * Vectors * kLanes<T>;
    for (int v = 0; v < Vectors; ++v) {
      sum[v] = multiply_add(gradient, load(from + v * kLanes<T>), sum[v]);
    }
  }
  for (int v = 0; v < Vectors; ++v) store(sums + v * kLanes<T>, sum[v]);
}

/// Adds the gradients of one group of one image to its canvas.
template <class T>
void sparse_input_image(const Conv2dGeometry& g, std::int64_t channels, const T* packed,
                        const T* dy, T* sums, T* gradients, std::int32_t* indices) {
  const RowBlocks<T> row(g.kernel_width, channels);
  const std::int64_t plane = g.out_height * g.out_width;
  std::int32_t* places = indices;
  const GradientLists<T> lists{indices + plane, indices + 2 * plane + 1, gradients};
  canvas_places(g, places);
  list_by_pixel(g, dy, lists);
  const std::int64_t pitch = canvas(g).columns * g.dilation_height * channels;
  for (std::int64_t u = 0; u < g.kernel_height; ++u, sums += pitch) {
    for (std::int64_t block = 0; block < row.blocks; ++block) {
      const std::int64_t vectors = row.first(block + 1) - row.first(block);
      T* to = sums + row.first(block) * kLanes<T>;
      with_vectors(vectors, [&]<int Vectors>() {
        for (std::int64_t p = 0; p < plane; ++p) {
          const std::int64_t first = p == 0 ? 0 : lists.ends[p - 1];
          if (first == lists.ends[p]) continue;
          spread_list<Vectors>(lists, first, lists.ends[p], packed, to + places[p] * channels);
        }
      });
      packed += g.out_channels * vectors * kLanes<T>;
    }
  }
}

}  // namespace detail
}  // namespace convscope::kernels
