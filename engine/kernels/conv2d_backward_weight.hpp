#pragma once

#include "engine/kernels/conv2d_rows_weight.hpp"
#include "engine/kernels/transpose.hpp"

/// Weight gradient of a convolution: a sum over pixels of outer products, on tiles of 4 taps x 2
/// vectors of output channels. The gradient of a block of channels is turned once per image so that
/// the channels of a pixel lie together; the pixels under the taps are read where they are. Where
/// that is comes from a table: two loops over rows and columns take 13 % longer (32->64, 24x24),
/// as the end of each row is mispredicted.
namespace convscope::kernels {

CONVSCOPE_COLD_BEGIN
/// Elements of the sums of a group's weights and biases, channels filled up to blocks.
template <class T>
constexpr std::int64_t sum_elements(const Conv2dGeometry& g) {
  if (weight_by_rows<T>(g)) return detail::row_sums<T>(g);
  return round_up(g.out_channels, kBlock<T>) * (g.depth() + 1);
}
CONVSCOPE_COLD_END

namespace detail {

/// sums[k][o] += sum over pixels of x(k, p) dy[p][o] for `Taps` rows of a block.
template <int Taps, class T>
void correlate_taps(const T* image, const std::int32_t* taps, std::int64_t pixels,
                    const std::int32_t* places, const T* dy, T* sums) {
  std::array<std::array<Vec<T>, 2>, Taps> sum;
  std::array<const T*, Taps> from;
  for (int k = 0; k < Taps; ++k) {
    sum[k] = {load(sums + k * kBlock<T>), load(sums + k * kBlock<T> + kLanes<T>)};
    from[k] = image + taps[k];
  }
  for (std::int64_t p = 0; p < pixels; ++p, dy += kBlock<T>) {
    const std::array<Vec<T>, 2> gradient{load(dy), load(dy + kLanes<T>)};
    const std::int64_t place = places[p];
    for (int k = 0; k < Taps; ++k) {
      const Vec<T> pixel(from[k][place]);
      for (int v = 0; v < 2; ++v) sum[k][v] = multiply_add(pixel, gradient[v], sum[k][v]);
    }
  }
  for (int k = 0; k < Taps; ++k) {
    store(sums + k * kBlock<T>, sum[k][0]);
    store(sums + k * kBlock<T> + kLanes<T>, sum[k][1]);
  }
}

/// sums[o] += sum over pixels of dy[p][o].
template <class T>
void sum_gradient(std::int64_t pixels, const T* dy, T* sums) {
  std::array<Vec<T>, 2> sum{Vec<T>(T(0)), Vec<T>(T(0))};
  for (std::int64_t p = 0; p < pixels; ++p, dy += kBlock<T>) {
    sum[0] += load(dy);
    sum[1] += load(dy + kLanes<T>);
  }
  store(sums, load(sums) + sum[0]);
  store(sums + kLanes<T>, load(sums + kLanes<T>) + sum[1]);
}

/// Adds one group of one image to its partial sums, [block][k and then the bias][channel].
template <class T>
void backward_weight_image(const Conv2dGeometry& g, const ImageView<T>& image,
                           const std::int32_t* offsets, const T* dy, T* sums, T* turned) {
  constexpr int kTaps = 4;
  const std::int64_t plane = g.out_height * g.out_width;
  const std::int64_t depth = g.depth();
  for (std::int64_t o = 0; o < g.out_channels; o += kBlock<T>) {
    const std::int64_t channels = std::min(kBlock<T>, g.out_channels - o);
    if (channels < kBlock<T>) std::fill_n(turned, plane * kBlock<T>, T(0));
    transpose(channels, plane, dy + o * plane, plane, turned, kBlock<T>);
    std::int64_t k = 0;
    for (; k + kTaps <= depth; k += kTaps, sums += kTaps * kBlock<T>) {
      correlate_taps<kTaps>(image.data, offsets + k, plane, offsets + depth, turned, sums);
    }
    for (; k < depth; ++k, sums += kBlock<T>) {
      correlate_taps<1>(image.data, offsets + k, plane, offsets + depth, turned, sums);
    }
    sum_gradient(plane, turned, sums);
    sums += kBlock<T>;
  }
}

CONVSCOPE_COLD_BEGIN
/// Writes the sums as (Cout, Cin, kh, kw) and (Cout).
template <class T>
void unpack_sums(const Conv2dGeometry& g, const T* sums, T* dw, T* db) {
  const std::int64_t depth = g.depth();
  for (std::int64_t o = 0; o < g.out_channels; o += kBlock<T>, sums += (depth + 1) * kBlock<T>) {
    const std::int64_t channels = std::min(kBlock<T>, g.out_channels - o);
    transpose(depth, channels, sums, kBlock<T>, dw + o * depth, depth);
    if (db != nullptr) std::copy_n(sums + depth * kBlock<T>, channels, db + o);
  }
}

}  // namespace detail
CONVSCOPE_COLD_END

/// Elements of the sums of all groups.
template <class T>
constexpr std::int64_t gradient_sums(const Conv2dGeometry& g) {
  return g.groups * sum_elements<T>(g);
}

/// Adds the gradients of weights and biases over `count` images to `sums`, which holds
/// gradient_sums(). x: (count, groups Cin, H, W); dy: (count, groups Cout, H', W').
template <class T>
void conv2d_backward_weight(const Conv2dGeometry& g, std::int64_t count, const T* x, const T* dy,
                            T* sums, const std::int32_t* offsets, T* workspace) {
  const bool rows = weight_by_rows<T>(g);
  const std::int64_t elements = sum_elements<T>(g);
  T* rest = workspace + view_elements(g);
  for (std::int64_t i = 0; i < count * g.groups; ++i) {
    const ImageView<T> image = view_image(g, x + i * g.group_input(), workspace);
    const T* gradient = dy + i * g.group_output();
    T* to = sums + i % g.groups * elements;
    if (rows) {
      detail::weight_rows_image(g, image, offsets, gradient, to, rest);
    } else {
      detail::backward_weight_image(g, image, offsets, gradient, to, rest);
    }
  }
}

/// Adds the sums of all parts of the batch, `elements` each, to the first, in their order.
template <class T>
void add_parts(std::int64_t elements, std::int64_t parts, T* sums) {
  for (std::int64_t part = 1; part < parts; ++part) {
    map(
        elements, sums, [](const Vec<T>& a, const Vec<T>& b) { return a + b; },
        static_cast<const T*>(sums), static_cast<const T*>(sums + part * elements));
  }
}

CONVSCOPE_COLD_BEGIN
/// dw: (groups Cout, Cin, kh, kw) and db: (groups Cout) or null, from sums of the whole batch.
/// Overwrites both.
template <class T>
void conv2d_unpack_weight(const Conv2dGeometry& g, const T* sums, T* dw, T* db) {
  for (std::int64_t group = 0; group < g.groups; ++group) {
    const T* from = sums + group * sum_elements<T>(g);
    T* weights = dw + group * g.group_weight();
    T* biases = db == nullptr ? nullptr : db + group * g.out_channels;
    if (weight_by_rows<T>(g)) {
      detail::unpack_row_sums(g, from, weights, biases);
    } else {
      detail::unpack_sums(g, from, weights, biases);
    }
  }
}
CONVSCOPE_COLD_END

}  // namespace convscope::kernels
