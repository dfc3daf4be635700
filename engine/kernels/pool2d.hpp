#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "engine/kernels/pool2d_halves.hpp"

/// Pooling over (N, C, H, W). A window is a run of rows and a run of columns, so ordinary, dilated
/// and adaptive pooling are the same loops over different lists of runs.
namespace convscope::kernels {

/// Rows (or columns) begin, begin + step, ... below end of the image that one output reads.
struct PoolRun {
  std::int64_t begin = 0, end = 0, step = 1;
  /// Rows that a mean divides by; more than are read where padding counts as zeros.
  std::int64_t divisor = 1;
};

struct Pool2dGeometry {
  std::int64_t channels = 1, in_height = 1, in_width = 1;
  /// One for each output row and column.
  std::vector<PoolRun> rows, columns;

  /// Whether all windows are 2 x 2 and lie side by side.
  bool halves = false;

  std::int64_t input_plane() const { return in_height * in_width; }
  std::int64_t output_plane() const { return std::ssize(rows) * std::ssize(columns); }
};

/// Whether vectors of windows write to every pixel.
template <class T>
bool covers_all(const Pool2dGeometry& g) {
  return g.halves && halves::kIndicesFit<T> && std::ssize(g.columns) >= kLanes<T> &&
         2 * std::ssize(g.rows) == g.in_height && 2 * std::ssize(g.columns) == g.in_width;
}

inline bool is_halving(const Pool2dGeometry& g) {
  const auto pairs = [](const std::vector<PoolRun>& runs) {
    std::int64_t begin = 0;
    return std::ranges::all_of(runs, [&begin](const PoolRun& run) {
      const bool pair =
          run.begin == begin && run.end == begin + 2 && run.step == 1 && run.divisor == 2;
      begin += 2;
      return pair;
    });
  };
  return pairs(g.rows) && pairs(g.columns);
}

/// Calls visit(plane, output index within the plane, rows, columns) for every output that
/// row(plane, output row) has not done already; it returns how many it did.
template <class Row, class Visit>
void for_each_window(const Pool2dGeometry& g, std::int64_t planes, Row row, Visit visit) {
  const std::int64_t width = std::ssize(g.columns);
  for (std::int64_t plane = 0; plane < planes; ++plane) {
    for (std::int64_t r = 0; r < std::ssize(g.rows); ++r) {
      for (std::int64_t c = g.halves ? row(plane, r) : 0; c < width; ++c) {
        visit(plane, r * width + c, g.rows[static_cast<std::size_t>(r)],
              g.columns[static_cast<std::size_t>(c)]);
      }
    }
  }
}

/// Calls visit(index within the input plane) for the pixels of a window.
template <class Visit>
void for_each_pixel(const Pool2dGeometry& g, const PoolRun& rows, const PoolRun& columns,
                    Visit visit) {
  for (std::int64_t iy = rows.begin; iy < rows.end; iy += rows.step) {
    for (std::int64_t ix = columns.begin; ix < columns.end; ix += columns.step) {
      visit(iy * g.in_width + ix);
    }
  }
}

/// y = the largest of each window; winners[j] = its index within the input plane. The first of
/// equal values wins and NaN beats everything, as in PyTorch. Padding never wins.
template <class T>
void max_pool2d_forward(const Pool2dGeometry& g, std::int64_t count, const T* x, T* y,
                        std::int32_t* winners) {
  const std::int64_t width = std::ssize(g.columns);
  const auto row = [&](auto plane, auto r) {
    const std::int64_t to = plane * g.output_plane() + r * width;
    return halves::max_row(2 * r * g.in_width, g.in_width, width, x + plane * g.input_plane(),
                           y + to, winners + to);
  };
  for_each_window(g, count * g.channels, row, [&](auto plane, auto j, auto& rows, auto& columns) {
    const T* from = x + plane * g.input_plane();
    std::int64_t winner = rows.begin * g.in_width + columns.begin;
    T best = from[winner];
    for_each_pixel(g, rows, columns, [&](std::int64_t i) {
      if (from[i] <= best || std::isnan(best)) return;
      best = from[i];
      winner = i;
    });
    y[plane * g.output_plane() + j] = best;
    winners[plane * g.output_plane() + j] = static_cast<std::int32_t>(winner);
  });
}

template <class T>
void max_pool2d_backward(const Pool2dGeometry& g, std::int64_t count, const T* dy,
                         const std::int32_t* winners, T* dx) {
  const std::int64_t width = std::ssize(g.columns);
  if (!covers_all<T>(g)) std::fill_n(dx, count * g.channels * g.input_plane(), T(0));
  const auto row = [&](auto plane, auto r) {
    const std::int64_t from = plane * g.output_plane() + r * width;
    return halves::reward_row(2 * r * g.in_width, g.in_width, width, dy + from, winners + from,
                              dx + plane * g.input_plane());
  };
  for_each_window(g, count * g.channels, row, [&](auto plane, auto j, auto&, auto&) {
    const std::int64_t at = plane * g.output_plane() + j;
    dx[plane * g.input_plane() + winners[at]] += dy[at];
  });
}

/// y = the sum of each window over its divisor.
template <class T>
void avg_pool2d_forward(const Pool2dGeometry& g, std::int64_t count, const T* x, T* y) {
  const std::int64_t width = std::ssize(g.columns);
  const auto row = [&](auto plane, auto r) {
    return halves::mean_row(g.in_width, width, x + plane * g.input_plane() + 2 * r * g.in_width,
                            y + plane * g.output_plane() + r * width);
  };
  for_each_window(g, count * g.channels, row, [&](auto plane, auto j, auto& rows, auto& columns) {
    const T* from = x + plane * g.input_plane();
    T sum = T(0);
    for_each_pixel(g, rows, columns, [&](std::int64_t i) { sum += from[i]; });
    y[plane * g.output_plane() + j] = sum / static_cast<T>(rows.divisor * columns.divisor);
  });
}

template <class T>
void avg_pool2d_backward(const Pool2dGeometry& g, std::int64_t count, const T* dy, T* dx) {
  std::fill_n(dx, count * g.channels * g.input_plane(), T(0));
  const std::int64_t width = std::ssize(g.columns);
  const auto row = [&](auto plane, auto r) {
    return halves::spread_row(g.in_width, width, dy + plane * g.output_plane() + r * width,
                              dx + plane * g.input_plane() + 2 * r * g.in_width);
  };
  for_each_window(g, count * g.channels, row, [&](auto plane, auto j, auto& rows, auto& columns) {
    T* to = dx + plane * g.input_plane();
    const T share =
        dy[plane * g.output_plane() + j] / static_cast<T>(rows.divisor * columns.divisor);
    for_each_pixel(g, rows, columns, [&](std::int64_t i) { to[i] += share; });
  });
}

}  // namespace convscope::kernels
