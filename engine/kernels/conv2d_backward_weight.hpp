#pragma once

#include "engine/core/thread_pool.hpp"
#include "engine/kernels/conv2d_image.hpp"
#include "engine/kernels/transpose.hpp"

/// Weight gradient of a convolution: a sum over pixels of outer products, on tiles of 4 taps x 2
/// vectors of output channels. The gradient of a block of channels is turned once per image so that
/// the channels of a pixel lie together; the pixels under the taps are read where they are.
namespace convscope::kernels {

/// Partial sums, each over a fixed part of the batch: what a thread works on, whoever takes it, so
/// that the order of addition is the same for any number of threads.
inline constexpr std::int64_t kMostParts = 8;
inline constexpr std::int64_t kMostPartElements = 1 << 20;

/// Elements of one partial sum: weights and biases of a group, channels filled up to blocks.
template <class T>
constexpr std::int64_t part_elements(const Conv2dGeometry& g) {
  return round_up(g.out_channels, kBlock<T>) * (g.depth() + 1);
}

template <class T>
constexpr std::int64_t gradient_parts(const Conv2dGeometry& g, std::int64_t count) {
  const std::int64_t fitting = kMostPartElements / (g.groups * part_elements<T>(g));
  return std::clamp<std::int64_t>(fitting, 1, std::min(kMostParts, count));
}

template <class T>
constexpr WorkspaceNeeds conv2d_backward_weight_needs(const Conv2dGeometry& g,
                                                      std::int64_t max_count) {
  return {gradient_parts<T>(g, max_count) * g.groups * part_elements<T>(g),
          view_elements(g) + g.out_height * g.out_width * kBlock<T>};
}

namespace detail {

/// sums[k][o] += sum over pixels of x(k, p) dy[p][o] for `Taps` rows of a block.
template <int Taps, class T>
void correlate_taps(const Conv2dGeometry& g, const ImageView<T>& image, const std::int32_t* offsets,
                    const T* dy, T* sums) {
  std::array<std::array<Vec<T>, 2>, Taps> sum;
  std::array<const T*, Taps> from;
  for (int k = 0; k < Taps; ++k) {
    sum[k] = {load(sums + k * kBlock<T>), load(sums + k * kBlock<T> + kLanes<T>)};
    from[k] = image.data + offsets[k];
  }
  for (std::int64_t r = 0; r < g.out_height; ++r) {
    const std::int64_t row = r * g.stride_height * image.pitch;
    for (std::int64_t c = 0; c < g.out_width; ++c, dy += kBlock<T>) {
      const std::array<Vec<T>, 2> gradient{load(dy), load(dy + kLanes<T>)};
      for (int k = 0; k < Taps; ++k) {
        const Vec<T> pixel(from[k][row + c * g.stride_width]);
        for (int v = 0; v < 2; ++v) sum[k][v] = multiply_add(pixel, gradient[v], sum[k][v]);
      }
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
      correlate_taps<kTaps>(g, image, offsets + k, turned, sums);
    }
    for (; k < depth; ++k, sums += kBlock<T>) {
      correlate_taps<1>(g, image, offsets + k, turned, sums);
    }
    sum_gradient(plane, turned, sums);
    sums += kBlock<T>;
  }
}

/// Adds the other parts to the first and writes the result as (Cout, Cin, kh, kw) and (Cout).
template <class T>
void gather_parts(const Conv2dGeometry& g, std::int64_t parts, std::int64_t stride, T* first, T* dw,
                  T* db) {
  for (std::int64_t part = 1; part < parts; ++part) {
    map(
        part_elements<T>(g), first, [](const Vec<T>& a, const Vec<T>& b) { return a + b; },
        static_cast<const T*>(first), static_cast<const T*>(first + part * stride));
  }
  const std::int64_t depth = g.depth();
  for (std::int64_t o = 0; o < g.out_channels; o += kBlock<T>, first += (depth + 1) * kBlock<T>) {
    const std::int64_t channels = std::min(kBlock<T>, g.out_channels - o);
    transpose(depth, channels, first, kBlock<T>, dw + o * depth, depth);
    if (db != nullptr) std::copy_n(first + depth * kBlock<T>, channels, db + o);
  }
}

}  // namespace detail

/// dw: (groups Cout, Cin, kh, kw) and db: (groups Cout) or null, summed over the batch. Overwrites
/// both. `offsets` has room for g.depth().
template <class T>
void conv2d_backward_weight(const Conv2dGeometry& g, ThreadPool& threads, std::int64_t count,
                            const T* x, const T* dy, T* dw, T* db, const Workspace<T>& workspace,
                            std::int32_t* offsets) {
  const std::int64_t parts = gradient_parts<T>(g, count);
  const std::int64_t elements = part_elements<T>(g);
  tap_offsets(g, view_layout<T>(g), offsets);
  threads.run(parts * g.groups, [&](std::int64_t task, int worker) {
    const std::int64_t group = task % g.groups;
    const std::int64_t part = task / g.groups;
    T* sums = workspace.shared + task * elements;
    T* own = workspace.own(worker);
    std::fill_n(sums, elements, T(0));
    for (std::int64_t n = part * count / parts; n < (part + 1) * count / parts; ++n) {
      const std::int64_t image = n * g.groups + group;
      detail::backward_weight_image(g, view_image(g, x + image * g.group_input(), own), offsets,
                                    dy + image * g.group_output(), sums, own + view_elements(g));
    }
  });
  threads.run(g.groups, [&](std::int64_t group, int) {
    detail::gather_parts(g, parts, g.groups * elements, workspace.shared + group * elements,
                         dw + group * g.group_weight(),
                         db == nullptr ? nullptr : db + group * g.out_channels);
  });
}

}  // namespace convscope::kernels
