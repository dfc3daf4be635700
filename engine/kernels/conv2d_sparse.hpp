#pragma once

#include "engine/kernels/conv2d_backward_input.hpp"

/// Gradients of a convolution whose output gradient is mostly zero, as behind a 2x2 maximum pool,
/// where one value in four is not. The values that are not zero are listed and only their products
/// are made: a row of the kernel is one strip of kw Cin values that follow each other once channels
/// lie innermost, so every listed value is one factor for a whole strip, in up to eight
/// accumulators. Chosen over the dense tiles for long enough strips, input and weight gradient in
/// microseconds an image in Chromium: 208 + 198 instead of 417 + 422 (3x3, 32->64 on 26x26),
/// 8 + 5 instead of 10 + 8 (5x5, 8->16 on 12x12); strips of one channel are slower, 7 instead of 6.
namespace convscope::kernels {

/// The widest part of a strip that is summed at once; more accumulators spill in V8.
inline constexpr int kStripVectors = 8;

/// Elements of a strip, whole vectors of which the last may hold too much.
template <class T>
constexpr std::int64_t strip_elements(const Conv2dGeometry& g) {
  return round_up(g.kernel_width * g.in_channels, kLanes<T>);
}

/// A strip's last vector may reach over the end of the canvas.
template <class T>
constexpr std::int64_t canvas_elements(const Conv2dGeometry& g) {
  return canvas(g).plane() * g.in_channels + kLanes<T>;
}

/// Rows of outputs that the weight gradient takes at once: as many as find what they read in a
/// first-level cache.
constexpr std::int64_t band_rows(const Conv2dGeometry& g) {
  constexpr std::int64_t kCachedElements = 6 * 1024;
  const std::int64_t rows = kCachedElements / (canvas(g).columns * g.in_channels);
  return std::clamp<std::int64_t>((rows - g.reach_height()) / g.stride_height, 1, g.out_height);
}

/// Where values other than zero are, and where the strips begin that they are factors of.
class ValueList {
 public:
  /// Indices that are written beyond the last one.
  static constexpr std::int64_t kSlack = 4;

  /// With room for `capacity` values in 2 (capacity + kSlack) indices.
  ValueList(std::int64_t capacity, std::int32_t* indices)
      : values_(indices), strips_(indices + capacity + kSlack) {}

  std::int64_t size() const { return size_; }
  std::int32_t value(std::int64_t entry) const { return values_[entry]; }
  std::int32_t strip(std::int64_t entry) const { return strips_[entry]; }

  /// Appends what is not zero in from[first], ..., from[first + count - 1]; the first would have
  /// its strip at `strip`, the others `step` apart. A vector at a time and without a branch, which
  /// would be mispredicted most of the time.
  template <class T>
  void append(const T* from, std::int64_t first, std::int64_t count, std::int64_t strip,
              std::int64_t step) {
    using Index = xsimd::batch<std::int32_t>;
    for (std::int64_t i = 0; i < count; i += kLanes<T>, strip += kLanes<T> * step) {
      const std::int64_t rest = count - i;
      const T* at = from + first + i;
      const Vec<T> values = rest < kLanes<T> ? load_partial(at, rest) : load(at);
      const Kept& kept = kKept[(values != Vec<T>(T(0))).mask()];
      const Index lanes = Index::load_unaligned(kept.lanes.data());
      const auto index = static_cast<std::int32_t>(first + i);
      (lanes + Index(index)).store_unaligned(values_ + size_);
      (lanes * Index(static_cast<std::int32_t>(step)) + Index(static_cast<std::int32_t>(strip)))
          .store_unaligned(strips_ + size_);
      size_ += kept.count;
    }
  }

 private:
  struct Kept {
    std::array<std::int32_t, kSlack> lanes;
    std::int32_t count;
  };
  /// For every mask of four lanes those that it keeps, moved together.
  static constexpr std::array<Kept, 16> kKept = [] {
    std::array<Kept, 16> table{};
    for (std::size_t mask = 0; mask < table.size(); ++mask) {
      Kept& kept = table[mask];
      for (std::int32_t lane = 0; lane < kSlack; ++lane) {
        if ((mask >> lane & 1) != 0) kept.lanes[static_cast<std::size_t>(kept.count++)] = lane;
      }
    }
    return table;
  }();

  std::int32_t* values_;
  std::int32_t* strips_;
  std::int64_t size_ = 0;
};

/// Scratch memory of both kernels, in elements of T and in indices.
template <class T>
constexpr std::int64_t sparse_workspace(const Conv2dGeometry& g) {
  return canvas_elements<T>(g) + g.out_width * g.out_channels;
}
constexpr std::int64_t sparse_indices(const Conv2dGeometry& g) {
  const std::int64_t values = g.out_width * std::max(band_rows(g), g.out_channels);
  return 2 * (values + ValueList::kSlack) + g.out_width + 1;
}

namespace detail {

/// For `runs` runs of the list, of which run r has entries [starts[r], starts[r + 1]):
/// to[r step + j] += sum over entries of values[value] * from[strip + j], for as many j as
/// `Vectors` vectors hold.
template <int Vectors, class T>
[[gnu::noinline]] void add_strips(const ValueList& list, const std::int32_t* starts,
                                  std::int64_t runs, const T* values, const T* from, T* to,
                                  std::int64_t step) {
  for (std::int64_t r = 0; r < runs; ++r, to += step) {
    std::array<Vec<T>, Vectors> sum;
    for (int v = 0; v < Vectors; ++v) sum[v] = load(to + v * kLanes<T>);
    for (std::int64_t e = starts[r]; e < starts[r + 1]; ++e) {
      const Vec<T> value(values[list.value(e)]);
      const T* strip = from + list.strip(e);
      for (int v = 0; v < Vectors; ++v) {
        sum[v] = multiply_add(value, load(strip + v * kLanes<T>), sum[v]);
      }
    }
    for (int v = 0; v < Vectors; ++v) store(to + v * kLanes<T>, sum[v]);
  }
}

/// As above for strips of `length` elements, in parts that are all about as wide.
template <class T>
void add_long_strips(std::int64_t length, const ValueList& list, const std::int32_t* starts,
                     std::int64_t runs, const T* values, const T* from, T* to, std::int64_t step) {
  const std::int64_t vectors = length / kLanes<T>;
  const std::int64_t parts = (vectors + kStripVectors - 1) / kStripVectors;
  for (std::int64_t part = 0; part < parts; ++part) {
    const std::int64_t first = part * vectors / parts;
    const std::int64_t width = (part + 1) * vectors / parts - first;
    const std::int64_t j = first * kLanes<T>;
    [&]<int... Width>(std::integer_sequence<int, Width...>) {
      ((width == Width + 1
            ? add_strips<Width + 1>(list, starts, runs, values, from + j, to + j, step)
            : void()),
       ...);
    }(std::make_integer_sequence<int, kStripVectors>());
  }
}

/// to[row][column][channel] = x[channel][row][column], zeros around it where the kernel reaches
/// over the edge.
template <class T>
void channels_last(const Conv2dGeometry& g, const T* x, T* to) {
  const Canvas all = canvas(g);
  const std::int64_t plane = g.in_height * g.in_width;
  const std::int64_t rows = std::min(g.in_height, all.rows - g.pad_top);
  const std::int64_t columns = std::min(g.in_width, all.columns - g.pad_left);
  if (is_padded(g)) std::fill_n(to, all.plane() * g.in_channels, T(0));
  for (std::int64_t y = 0; y < rows && columns > 0; ++y) {
    transpose(g.in_channels, columns, x + y * g.in_width, plane,
              to + ((y + g.pad_top) * all.columns + g.pad_left) * g.in_channels, g.in_channels);
  }
}

/// Adds one group of one image to its sums: [channel][row of the kernel][strip], then the biases.
template <class T>
void sparse_weight_image(const Conv2dGeometry& g, const T* x, const T* dy, T* sums, T* image,
                         std::int32_t* indices) {
  const std::int64_t plane = g.out_height * g.out_width;
  const std::int64_t pitch = canvas(g).columns * g.in_channels;
  const std::int64_t length = strip_elements<T>(g);
  const std::int64_t band = band_rows(g);
  T* bias = sums + g.out_channels * g.kernel_height * length;
  channels_last(g, x, image);
  for (std::int64_t first = 0; first < g.out_height; first += band) {
    const std::int64_t last = std::min(first + band, g.out_height);
    T* to = sums;
    for (std::int64_t o = 0; o < g.out_channels; ++o) {
      const T* gradient = dy + o * plane;
      ValueList list(band * g.out_width, indices);
      for (std::int64_t r = first; r < last; ++r) {
        list.append(gradient, r * g.out_width, g.out_width, r * g.stride_height * pitch,
                    g.stride_width * g.in_channels);
      }
      const std::array<std::int32_t, 2> ends{0, static_cast<std::int32_t>(list.size())};
      for (std::int64_t u = 0; u < g.kernel_height; ++u, to += length) {
        const T* from = image + u * g.dilation_height * pitch;
        add_long_strips(length, list, ends.data(), 1, gradient, from, to, 0);
      }
      bias[o] += map_sum<T>((last - first) * g.out_width, [](const Vec<T>& v) { return v; },
                            gradient + first * g.out_width);
    }
  }
}

/// Adds the gradients of row `r` of the outputs to the canvas. `starts` holds where each pixel's
/// part of the list begins.
template <class T>
void spread_row(const Conv2dGeometry& g, std::int64_t r, const ValueList& list,
                const std::int32_t* starts, const T* values, const T* packed, T* image) {
  const std::int64_t pitch = canvas(g).columns * g.in_channels;
  const std::int64_t length = strip_elements<T>(g);
  const std::int64_t step = g.stride_width * g.in_channels;
  for (std::int64_t u = 0; u < g.kernel_height; ++u, packed += g.out_channels * length) {
    T* to = image + (r * g.stride_height + u * g.dilation_height) * pitch;
    add_long_strips(length, list, starts, g.out_width, values, packed, to, step);
  }
}

/// One group of one image; the canvas is for the caller to read.
template <class T>
void sparse_input_image(const Conv2dGeometry& g, const T* packed, const T* dy, T* image,
                        std::int32_t* indices) {
  const std::int64_t plane = g.out_height * g.out_width;
  T* turned = image + canvas_elements<T>(g);
  std::int32_t* starts = indices;
  std::fill_n(image, canvas_elements<T>(g), T(0));
  for (std::int64_t r = 0; r < g.out_height; ++r) {
    transpose(g.out_channels, g.out_width, dy + r * g.out_width, plane, turned, g.out_channels);
    ValueList list(g.out_width * g.out_channels, starts + g.out_width + 1);
    starts[0] = 0;
    for (std::int64_t c = 0; c < g.out_width; ++c) {
      list.append(turned, c * g.out_channels, g.out_channels, 0, strip_elements<T>(g));
      starts[c + 1] = static_cast<std::int32_t>(list.size());
    }
    spread_row(g, r, list, starts, static_cast<const T*>(turned), packed, image);
  }
}

CONVSCOPE_COLD_BEGIN
/// Elements of the packed weights of one group.
template <class T>
constexpr std::int64_t packed_strips(const Conv2dGeometry& g) {
  return g.out_channels * g.kernel_height * strip_elements<T>(g);
}

/// to[row of the kernel][o][column, input channel] = w[o][input channel][tap].
template <class T>
void pack_strips(const Conv2dGeometry& g, const T* w, T* to) {
  const std::int64_t taps = g.kernel_height * g.kernel_width;
  const std::int64_t used = g.kernel_width * g.in_channels;
  const std::int64_t length = strip_elements<T>(g);
  for (std::int64_t u = 0; u < g.kernel_height; ++u) {
    for (std::int64_t o = 0; o < g.out_channels; ++o, to += length) {
      const T* from = w + o * g.depth() + u * g.kernel_width;
      std::fill(to + used, to + length, T(0));
      for (std::int64_t j = 0; j < used; ++j) {
        to[j] = from[j % g.in_channels * taps + j / g.in_channels];
      }
    }
  }
}

/// Elements of the sums of a group's weights and biases.
template <class T>
constexpr std::int64_t strip_sums(const Conv2dGeometry& g) {
  return packed_strips<T>(g) + g.out_channels;
}

/// Writes the sums as (Cout, Cin, kh, kw) and (Cout).
template <class T>
void unpack_strips(const Conv2dGeometry& g, const T* sums, T* dw, T* db) {
  const std::int64_t length = strip_elements<T>(g);
  const T* from = sums;
  for (std::int64_t o = 0; o < g.out_channels; ++o, from += g.kernel_height * length) {
    for (std::int64_t i = 0; i < g.in_channels; ++i) {
      for (std::int64_t u = 0; u < g.kernel_height; ++u) {
        for (std::int64_t v = 0; v < g.kernel_width; ++v) {
          *dw++ = from[u * length + v * g.in_channels + i];
        }
      }
    }
  }
  if (db != nullptr) std::copy_n(sums + packed_strips<T>(g), g.out_channels, db);
}

}  // namespace detail
CONVSCOPE_COLD_END

/// Whether the lists are faster than the dense tiles when `density` of the output gradient may
/// differ from zero.
constexpr bool gains_by_lists(const Conv2dGeometry& g, double density) {
  constexpr std::int64_t kShortStrip = 16;
  return density <= 0.3 && g.dilation_width == 1 && g.out_channels >= 4 &&
         g.kernel_width * g.in_channels >= kShortStrip;
}

/// Packs the weights of all groups for conv2d_sparse_input.
template <class T>
void conv2d_pack_sparse(const Conv2dGeometry& g, const T* w, T* packed) {
  for (std::int64_t group = 0; group < g.groups; ++group) {
    detail::pack_strips(g, w + group * g.group_weight(),
                        packed + group * detail::packed_strips<T>(g));
  }
}

/// Elements of the packed weights and of the sums of all groups.
template <class T>
constexpr std::int64_t sparse_packed(const Conv2dGeometry& g) {
  return g.groups * detail::packed_strips<T>(g);
}
template <class T>
constexpr std::int64_t sparse_sums(const Conv2dGeometry& g) {
  return g.groups * detail::strip_sums<T>(g);
}

/// As conv2d_backward_input, with weights from conv2d_pack_sparse.
template <class T>
void conv2d_sparse_input(const Conv2dGeometry& g, std::int64_t count, const T* dy, const T* packed,
                         T* dx, T* workspace, std::int32_t* indices) {
  for (std::int64_t i = 0; i < count * g.groups; ++i) {
    detail::sparse_input_image(g, packed + i % g.groups * detail::packed_strips<T>(g),
                               dy + i * g.group_output(), workspace, indices);
    detail::read_canvas(g, g.in_channels, workspace, dx + i * g.group_input());
  }
}

/// As conv2d_backward_weight; `sums` holds sparse_sums().
template <class T>
void conv2d_sparse_weight(const Conv2dGeometry& g, std::int64_t count, const T* x, const T* dy,
                          T* sums, T* workspace, std::int32_t* indices) {
  for (std::int64_t i = 0; i < count * g.groups; ++i) {
    detail::sparse_weight_image(g, x + i * g.group_input(), dy + i * g.group_output(),
                                sums + i % g.groups * detail::strip_sums<T>(g), workspace, indices);
  }
}

/// As conv2d_unpack_weight.
template <class T>
void conv2d_unpack_sparse(const Conv2dGeometry& g, const T* sums, T* dw, T* db) {
  for (std::int64_t group = 0; group < g.groups; ++group) {
    detail::unpack_strips(g, sums + group * detail::strip_sums<T>(g), dw + group * g.group_weight(),
                          db == nullptr ? nullptr : db + group * g.out_channels);
  }
}

}  // namespace convscope::kernels
