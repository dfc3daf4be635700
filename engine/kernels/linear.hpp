#pragma once

#include <algorithm>

#include "engine/core/simd.hpp"
#include "engine/core/thread_pool.hpp"
#include "engine/kernels/tile_4x2.hpp"
#include "engine/kernels/transpose.hpp"

/// Fully connected layer: dot-product tiles forward (both operands are contiguous along the input
/// features), outer-product tiles for the gradients. Specified by linear_reference.hpp.
namespace convscope::kernels {

/// Columns of a register tile of the gradients.
template <class T>
inline constexpr std::int64_t kPanel = 2 * kLanes<T>;

/// Elements of scratch memory that all threads read.
constexpr std::int64_t linear_packed(std::int64_t max_count, std::int64_t out) {
  return std::max(packed_size(max_count, out), packed_size(out, max_count));
}

/// Elements of scratch memory of one thread.
template <class T>
constexpr std::int64_t linear_workspace(std::int64_t max_count, std::int64_t out) {
  return std::max(max_count, out) * kPanel<T>;
}

namespace detail {

/// Input features that are multiplied before the next ones are looked at: with them, the rows of x
/// of a batch of 128 stay in the second-level cache while all weights pass by.
inline constexpr std::int64_t kFeatureBlock = 1024;

/// Four rows of w against `Columns` rows of x, all `in` long. Within its caller, as a call costs a
/// twentieth with 1024 features.
template <int Columns, class T>
[[gnu::always_inline]] inline void dot_tile(std::int64_t in,
                                            const std::array<const T*, kTileRows>& w,
                                            const std::array<const T*, Columns>& x,
                                            std::array<std::array<T, Columns>, kTileRows>& result) {
  Tile<T, Columns> sum;
  for (auto& row : sum) row.fill(Vec<T>(T(0)));
  const auto accumulate = [&](auto read, std::int64_t i) {
    std::array<Vec<T>, Columns> features;
    for (int c = 0; c < Columns; ++c) features[c] = read(x[c] + i);
    for (std::int64_t r = 0; r < kTileRows; ++r) {
      const Vec<T> weight = read(w[r] + i);
      for (int c = 0; c < Columns; ++c) sum[r][c] = multiply_add(weight, features[c], sum[r][c]);
    }
  };
  std::int64_t i = 0;
  for (; i + kLanes<T> <= in; i += kLanes<T>) accumulate([](const T* p) { return load(p); }, i);
  if (i < in) accumulate([&](const T* p) { return load_partial(p, in - i); }, i);
  for (std::int64_t r = 0; r < kTileRows; ++r) {
    for (int c = 0; c < Columns; ++c) result[r][c] = sum_lanes(sum[r][c]);
  }
}

/// What linear_rows multiplies: `in` features of rows `pitch` apart. Their products lie
/// `row_step` apart for neighbouring rows of w and `column_step` for those of x.
struct LinearBlock {
  std::int64_t in, pitch, row_step, column_step;
};

/// Adds to y the products of rows [first, last) of w with `Columns` rows of x. Out of line, as more
/// that lives beside the innermost loop takes its registers (a twentieth slower).
template <int Columns, class T>
[[gnu::noinline]] void linear_rows(const LinearBlock& block, const T* x, const T* w,
                                   std::int64_t first, std::int64_t last, T* y) {
  std::array<const T*, Columns> from;
  for (int c = 0; c < Columns; ++c) from[c] = x + c * block.pitch;
  for (std::int64_t o = first; o < last; o += kTileRows) {
    std::array<const T*, kTileRows> weights;
    for (std::int64_t r = 0; r < kTileRows; ++r) {
      weights[r] = w + std::min(o + r, last - 1) * block.pitch;
    }
    std::array<std::array<T, Columns>, kTileRows> sums;
    dot_tile<Columns>(block.in, weights, from, sums);
    for (std::int64_t r = 0; r < std::min(kTileRows, last - o); ++r) {
      T* to = y + (o + r) * block.row_step;
      for (int c = 0; c < Columns; ++c) to[c * block.column_step] += sums[r][c];
    }
  }
}

/// Adds outputs [first, last) of `count` samples. The last one or two outputs change places with
/// the samples, four of which then make a tile: 10 outputs would otherwise cost as much as 12 (256
/// -> 10: 1.17 times as fast, 1568 -> 10: 1.2).
template <class T>
void linear_block(const LinearBlock& block, std::int64_t count, std::int64_t first,
                  std::int64_t last, const T* x, const T* w, T* y) {
  const std::int64_t rest = (last - first) % kTileRows;
  if (count >= kTileRows && (rest == 1 || rest == 2)) {
    last -= rest;
    const LinearBlock turned{block.in, block.pitch, block.column_step, block.row_step};
    const T* outputs = w + last * block.pitch;
    T* to = y + last * block.row_step;
    if (rest == 2) {
      linear_rows<2>(turned, outputs, x, 0, count, to);
    } else {
      linear_rows<1>(turned, outputs, x, 0, count, to);
    }
  }
  std::int64_t n = 0;
  for (; n + 2 <= count; n += 2) {
    linear_rows<2>(block, x + n * block.pitch, w, first, last, y + n * block.column_step);
  }
  if (n < count) {
    linear_rows<1>(block, x + n * block.pitch, w, first, last, y + n * block.column_step);
  }
}

/// Packs a (rows x depth) for outer_tile: the four rows of a tile lie together for each k. Rows
/// that do not exist are zero.
template <class T>
void pack_rows(std::int64_t rows, std::int64_t depth, const T* a, T* packed) {
  const RowTiles tiles{rows};
  for (std::int64_t tile = 0; tile < tiles.count; ++tile, packed += kTileRows * depth) {
    const std::int64_t height = tiles.height(tile);
    if (height < kTileRows) std::fill_n(packed, kTileRows * depth, T(0));
    transpose(height, depth, a + tiles.first(tile) * depth, depth, packed, kTileRows);
  }
}

/// The same for the rows of a transposed, which are the columns of a (depth x rows).
template <class T>
void pack_columns(std::int64_t depth, std::int64_t rows, const T* a, T* packed) {
  const RowTiles tiles{rows};
  for (std::int64_t tile = 0; tile < tiles.count; ++tile) {
    const T* from = a + tiles.first(tile);
    const std::int64_t height = tiles.height(tile);
    for (std::int64_t k = 0; k < depth; ++k, from += rows, packed += kTileRows) {
      for (std::int64_t r = 0; r < kTileRows; ++r) packed[r] = r < height ? from[r] : T(0);
    }
  }
}

/// sum[row] = sum over k of a (rows x depth, packed).
template <class T>
void sum_packed(std::int64_t rows, std::int64_t depth, const T* packed, T* sum) {
  static_assert(kTileRows % kLanes<T> == 0);
  const RowTiles tiles{rows};
  for (std::int64_t tile = 0; tile < tiles.count; ++tile, packed += kTileRows * depth) {
    for (std::int64_t row = 0; row < kTileRows; row += kLanes<T>) {
      Vec<T> all = load(packed + row);
      for (std::int64_t k = 1; k < depth; ++k) all += load(packed + k * kTileRows + row);
      store_up_to(sum + tiles.first(tile) + row, all, tiles.height(tile) - row);
    }
  }
}

/// Products below which waking other threads takes longer than it saves.
inline constexpr std::int64_t kSharedProducts = 1 << 18;

/// Panel of columns [first, first + kPanel) of b (depth x columns), side by side; columns that do
/// not exist are zero.
template <class T>
void pack_panel(std::int64_t depth, std::int64_t columns, std::int64_t first, const T* b,
                T* panel) {
  const std::int64_t count = std::min(kPanel<T>, columns - first);
  b += first;
  for (std::int64_t k = 0; k < depth; ++k, b += columns, panel += kPanel<T>) {
    if (count == kPanel<T>) {
      store(panel, load(b));
      store(panel + kLanes<T>, load(b + kLanes<T>));
    } else {
      std::fill(std::copy_n(b, count, panel), panel + kPanel<T>, T(0));
    }
  }
}

/// So few tiles read a panel where it is: copying it first would cost more than it saves them
/// (weights of 1568 -> 10: 68 % of the roofline against 63 %).
inline constexpr std::int64_t kFewTiles = 3;

/// `columns` neighbouring columns of a matrix whose rows are `stride` apart.
template <class T>
struct Panel {
  const T* from;
  std::int64_t stride, columns;
};

/// `height` rows, at most `Rows`, of c, whose rows are `pitch` apart.
template <int Rows, class T>
void packed_tile(std::int64_t depth, const T* packed, const Panel<T>& panel, std::int64_t height,
                 std::int64_t pitch, T* c) {
  const auto sums =
      outer_tile<Rows, 2, T>(depth, packed, {panel.from, panel.from + kLanes<T>},
                             [stride = panel.stride](std::int64_t k) { return k * stride; });
  if (panel.columns == kPanel<T> && height == Rows) {
    for (const auto& row : sums) {
      store(c, row[0]);
      store(c + kLanes<T>, row[1]);
      c += pitch;
    }
    return;
  }
  for (std::int64_t r = 0; r < height; ++r, c += pitch) {
    store_up_to(c, sums[r][0], panel.columns);
    store_up_to(c + kLanes<T>, sums[r][1], panel.columns - kLanes<T>);
  }
}

/// c (rows x columns) = a (rows x depth, packed by pack_rows) times b (depth x columns). Packing
/// the panels of b wins over reading them in place many times: rows of 9216 columns lie whole pages
/// apart and fall onto the same few sets of the cache (31 % of the roofline before, on 9216 ->
/// 128).
template <class T, class Workspace>
void multiply_packed(ThreadPool& threads, std::int64_t rows, std::int64_t columns,
                     std::int64_t depth, const T* packed, const T* b, T* c, Workspace workspace) {
  ThreadPool& pool = rows * columns * depth < kSharedProducts ? ThreadPool::single() : threads;
  const RowTiles tiles{rows};
  pool.run((columns + kPanel<T> - 1) / kPanel<T>, [&](std::int64_t task, int worker) {
    const std::int64_t first = task * kPanel<T>;
    Panel<T> panel{b + first, columns, std::min(kPanel<T>, columns - first)};
    if (tiles.count > kFewTiles || panel.columns < kPanel<T>) {
      T* copy = workspace(worker);
      pack_panel(depth, columns, first, b, copy);
      panel.from = copy;
      panel.stride = kPanel<T>;
    }
    for (std::int64_t tile = 0; tile < tiles.count; ++tile) {
      const T* from = packed + tile * kTileRows * depth;
      T* to = c + tiles.first(tile) * columns + first;
      if (tile < tiles.fours) {
        packed_tile<kTileRows>(depth, from, panel, kTileRows, columns, to);
      } else {
        packed_tile<kTileRows - 1>(depth, from, panel, tiles.height(tile), columns, to);
      }
    }
  });
}

/// The gradients of weights and biases for a single sample, row by row: tiles, which have nothing
/// to sum up here, take three times as long to write them.
template <class T>
void backward_one_sample(ThreadPool& threads, std::int64_t in, std::int64_t out, const T* x,
                         const T* dy, T* dw, T* db) {
  ThreadPool& pool = in * out < kSharedProducts ? ThreadPool::single() : threads;
  pool.run(out, [&](std::int64_t o, int) {
    const Vec<T> scale(dy[o]);
    map(in, dw + o * in, [scale](const Vec<T>& v) { return scale * v; }, x);
  });
  if (db != nullptr) std::copy_n(dy, out, db);
}

/// The gradient of a single sample's features, a block of them at a time, by two rows of w: tiles
/// jump from row to row and take twice as long, single rows 1.3 times.
template <class T>
void backward_one_input(ThreadPool& threads, std::int64_t in, std::int64_t out, const T* dy,
                        const T* w, T* dx) {
  ThreadPool& pool = in * out < kSharedProducts ? ThreadPool::single() : threads;
  pool.run((in + kFeatureBlock - 1) / kFeatureBlock, [&](std::int64_t block, int) {
    const std::int64_t first = block * kFeatureBlock;
    const std::int64_t count = std::min(kFeatureBlock, in - first);
    T* to = dx + first;
    std::fill_n(to, count, T(0));
    for (std::int64_t o = 0; o < out; o += 2) {
      // The last row of an odd number is its own neighbour, without any weight.
      const std::int64_t next = std::min(o + 1, out - 1);
      const Vec<T> scale(dy[o]);
      const Vec<T> next_scale(next > o ? dy[next] : T(0));
      map(
          count, to,
          [scale, next_scale](const Vec<T>& sum, const Vec<T>& v, const Vec<T>& next_v) {
            return multiply_add(next_scale, next_v, multiply_add(scale, v, sum));
          },
          static_cast<const T*>(to), w + o * in + first, w + next * in + first);
    }
  });
}

}  // namespace detail

/// y[n,o] = b[o] + sum over i of w[o,i] x[n,i]. x: (count, in), w: (out, in), b: (out) or null.
template <class T>
void linear_forward(ThreadPool& threads, std::int64_t count, std::int64_t in, std::int64_t out,
                    const T* x, const T* w, const T* b, T* y) {
  const std::int64_t tiles = (out + kTileRows - 1) / kTileRows;
  const bool shared = count * in * out >= detail::kSharedProducts;
  const std::int64_t tasks = shared ? std::min<std::int64_t>(threads.threads(), tiles) : 1;
  threads.run(tasks, [&](std::int64_t task, int) {
    const std::int64_t first = task * tiles / tasks * kTileRows;
    const std::int64_t last = std::min((task + 1) * tiles / tasks * kTileRows, out);
    for (std::int64_t n = 0; n < count; ++n) {
      for (std::int64_t o = first; o < last; ++o) y[n * out + o] = b != nullptr ? b[o] : T(0);
    }
    for (std::int64_t i = 0; i < in; i += detail::kFeatureBlock) {
      const detail::LinearBlock block{std::min(detail::kFeatureBlock, in - i), in, 1, out};
      detail::linear_block(block, count, first, last, x + i, w + i, y);
    }
  });
}

/// dx: (count, in) = dy (count, out) times w (out, in). `packed` has linear_packed() elements,
/// workspace(worker) linear_workspace().
template <class T, class Workspace>
void linear_backward_input(ThreadPool& threads, std::int64_t count, std::int64_t in,
                           std::int64_t out, const T* dy, const T* w, T* dx, T* packed,
                           Workspace workspace) {
  if (count == 1) return detail::backward_one_input(threads, in, out, dy, w, dx);
  detail::pack_rows(count, out, dy, packed);
  detail::multiply_packed(threads, count, in, out, packed, w, dx, workspace);
}

/// dw: (out, in) = dy transposed (out, count) times x (count, in); db: (out) or null.
template <class T, class Workspace>
void linear_backward_weight(ThreadPool& threads, std::int64_t count, std::int64_t in,
                            std::int64_t out, const T* x, const T* dy, T* dw, T* db, T* packed,
                            Workspace workspace) {
  if (count == 1) return detail::backward_one_sample(threads, in, out, x, dy, dw, db);
  detail::pack_columns(count, out, dy, packed);
  detail::multiply_packed(threads, out, in, count, packed, x, dw, workspace);
  if (db != nullptr) detail::sum_packed(out, count, packed, db);
}

}  // namespace convscope::kernels
