#pragma once

#include <algorithm>
#include <cmath>

#include "engine/core/simd.hpp"
#include "engine/core/thread_pool.hpp"

/// Batch normalisation over (N, C, S), vectorised along S for images and along C for flat features
/// (S = 1). Specified by batch_norm_reference.hpp.
namespace convscope::kernels {

/// Extents that all batch-normalisation kernels take.
struct BatchNormShape {
  std::int64_t count, channels, spatial;
  constexpr std::int64_t samples() const { return count * spatial; }
};

/// y[i] = f(c, x[i]...) over rows of constant channel c; `f` gets per-channel values through
/// `channel(pointer)`, a broadcast for images and a load along C for flat features.
template <class T, class F, class... In>
void map_channels(const BatchNormShape& s, T* out, F f, const In*... in) {
  if (s.spatial == 1) {
    for (std::int64_t n = 0; n < s.count; ++n) {
      std::int64_t c = 0;
      const std::int64_t row = n * s.channels;
      for (; c + kLanes<T> <= s.channels; c += kLanes<T>) {
        store(out + row + c, f([c](const T* p) { return load(p + c); }, load(in + row + c)...));
      }
      const std::int64_t rest = s.channels - c;
      if (rest == 0) continue;
      store_partial(out + row + c,
                    f([c, rest](const T* p) { return load_partial(p + c, rest); },
                      load_partial(in + row + c, rest)...),
                    rest);
    }
    return;
  }
  for (std::int64_t row = 0; row < s.count * s.channels; ++row) {
    const std::int64_t c = row % s.channels;
    const auto channel = [c](const T* p) { return Vec<T>(p[c]); };
    map(
        s.spatial, out + row * s.spatial, [&](auto... v) { return f(channel, v...); },
        (in + row * s.spatial)...);
  }
}

/// Parts that a batch is summed in, whatever the number of threads.
inline constexpr std::int64_t kBatchNormParts = 16;

constexpr std::int64_t batch_norm_parts(const BatchNormShape& s) {
  return std::min(s.count, kBatchNormParts);
}

/// Calls visit(part, samples [first, last)) for all parts of the batch, on all threads.
template <class Visit>
void for_each_part(ThreadPool& threads, const BatchNormShape& s, Visit visit) {
  const std::int64_t parts = batch_norm_parts(s);
  threads.run(parts, [&](std::int64_t part, int) {
    visit(part, part * s.count / parts, (part + 1) * s.count / parts);
  });
}

/// Mean and sum of squared deviations of some values.
struct Moments {
  double samples = 0, mean = 0, squares = 0;

  /// Those of both sets of values. Source: Chan, Golub and LeVeque, "Updating formulae and a
  /// pairwise algorithm for computing sample variances", 1979.
  void add(const Moments& other) {
    const double all = samples + other.samples;
    const double shift = other.mean - mean;
    mean += shift * other.samples / all;
    squares += other.squares + shift * shift * (samples * other.samples / all);
    samples = all;
  }
};

/// Both passes over a row find it in the first-level cache; E[x^2] - E[x]^2 in one pass would
/// cancel when the mean is large beside the deviation.
template <class T>
Moments row_moments(std::int64_t count, const T* x) {
  const T mean = map_sum<T>(count, [](const Vec<T>& v) { return v; }, x) / static_cast<T>(count);
  const Vec<T> centre(mean);
  const auto square = [&](const Vec<T>& v) { return (v - centre) * (v - centre); };
  const std::int64_t whole = count / kLanes<T> * kLanes<T>;
  T squares = map_sum<T>(whole, square, x);
  for (std::int64_t i = whole; i < count; ++i) squares += (x[i] - mean) * (x[i] - mean);
  return {static_cast<double>(count), static_cast<double>(mean), static_cast<double>(squares)};
}

/// mean[c] and biased variance[c]; `moments` is a workspace of kBatchNormParts x C.
template <class T>
void batch_statistics(ThreadPool& threads, const BatchNormShape& s, const T* x, T* mean,
                      T* variance, Moments* moments) {
  for_each_part(threads, s, [&](std::int64_t part, std::int64_t first, std::int64_t last) {
    Moments* sums = moments + part * s.channels;
    std::fill_n(sums, s.channels, Moments{});
    for (std::int64_t row = first * s.channels; row < last * s.channels; ++row) {
      sums[row % s.channels].add(row_moments(s.spatial, x + row * s.spatial));
    }
  });
  for (std::int64_t c = 0; c < s.channels; ++c) {
    Moments all = moments[c];
    for (std::int64_t part = 1; part < batch_norm_parts(s); ++part) {
      all.add(moments[part * s.channels + c]);
    }
    mean[c] = static_cast<T>(all.mean);
    variance[c] = static_cast<T>(all.squares / all.samples);
  }
}

/// inv_std[c] = 1 / sqrt(variance[c] + eps). A variance that overflowed gives NaN rather than a
/// healthy-looking 0, so that divergence is noticed.
template <class T>
void inverse_deviation(std::int64_t channels, const T* variance, T eps, T* inv_std) {
  for (std::int64_t c = 0; c < channels; ++c) {
    const T overflow = variance[c] - variance[c];
    inv_std[c] = T(1) / std::sqrt(variance[c] + eps) + overflow;
  }
}

/// y = slope (x - mean) + shift, each of (C).
template <class T>
void batch_norm_apply(const BatchNormShape& s, const T* x, const T* mean, const T* slope,
                      const T* shift, T* y) {
  map_channels(
      s, y,
      [&](auto channel, const Vec<T>& v) {
        return multiply_add(v - channel(mean), channel(slope), channel(shift));
      },
      x);
}

/// Sums over a batch of dy and of dy (x - mean).
struct GradientSums {
  double gradient = 0, product = 0;
};

/// dgamma[c] = sum dy xhat and dbeta[c] = sum dy; `sums` is a workspace of kBatchNormParts x C.
template <class T>
void batch_norm_backward_affine(ThreadPool& threads, const BatchNormShape& s, const T* x,
                                const T* dy, const T* mean, const T* inv_std, T* dgamma, T* dbeta,
                                GradientSums* sums) {
  for_each_part(threads, s, [&](std::int64_t part, std::int64_t first, std::int64_t last) {
    GradientSums* to = sums + part * s.channels;
    std::fill_n(to, s.channels, GradientSums{});
    for (std::int64_t row = first * s.channels; row < last * s.channels; ++row) {
      const std::int64_t c = row % s.channels;
      const T* gradient = dy + row * s.spatial;
      const Vec<T> centre(mean[c]);
      to[c].gradient +=
          static_cast<double>(map_sum<T>(s.spatial, [](const Vec<T>& g) { return g; }, gradient));
      to[c].product += static_cast<double>(map_sum<T>(
          s.spatial, [&](const Vec<T>& v, const Vec<T>& g) { return g * (v - centre); },
          x + row * s.spatial, gradient));
    }
  });
  for (std::int64_t c = 0; c < s.channels; ++c) {
    GradientSums all;
    for (std::int64_t part = 0; part < batch_norm_parts(s); ++part) {
      all.gradient += sums[part * s.channels + c].gradient;
      all.product += sums[part * s.channels + c].product;
    }
    dbeta[c] = static_cast<T>(all.gradient);
    dgamma[c] = static_cast<T>(all.product * static_cast<double>(inv_std[c]));
  }
}

/// dx = slope dy + tilt (x - mean) + shift, each of (C).
template <class T>
void batch_norm_backward_input(const BatchNormShape& s, const T* x, const T* dy, const T* mean,
                               const T* slope, const T* tilt, const T* shift, T* dx) {
  map_channels(
      s, dx,
      [&](auto channel, const Vec<T>& v, const Vec<T>& g) {
        return multiply_add(g, channel(slope),
                            multiply_add(v - channel(mean), channel(tilt), channel(shift)));
      },
      x, dy);
}

}  // namespace convscope::kernels
