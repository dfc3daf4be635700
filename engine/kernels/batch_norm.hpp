#pragma once

#include <algorithm>
#include <cmath>

#include "engine/core/simd.hpp"

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

/// Mean and sum of squared deviations of some values.
struct Moments {
  double samples = 0, mean = 0, squares = 0;

  /// Those of both sets of values. Source: Chan, Golub and LeVeque, "Updating formulae and a
  /// pairwise algorithm for computing sample variances", 1979.
  void add(const Moments& other) {
    if (other.samples == 0) return;
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

/// Adds to the moments of each channel those of the samples of a part of the batch.
template <class T>
void add_moments(const BatchNormShape& s, const T* x, Moments* moments) {
  for (std::int64_t row = 0; row < s.count * s.channels; ++row) {
    moments[row % s.channels].add(row_moments(s.spatial, x + row * s.spatial));
  }
}

/// mean[c] and biased variance[c] from the moments of all parts, C each, in their order. Clears
/// them for the next batch.
template <class T>
void merge_moments(std::int64_t channels, std::int64_t parts, Moments* moments, T* mean,
                   T* variance) {
  for (std::int64_t c = 0; c < channels; ++c) {
    Moments all;
    for (std::int64_t part = 0; part < parts; ++part) {
      Moments& one = moments[part * channels + c];
      all.add(one);
      one = {};
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

/// Adds to the sums of each channel those over the samples of a part of the batch.
template <class T>
void add_gradient_sums(const BatchNormShape& s, const T* x, const T* dy, const T* mean,
                       GradientSums* sums) {
  for (std::int64_t row = 0; row < s.count * s.channels; ++row) {
    const std::int64_t c = row % s.channels;
    const T* gradient = dy + row * s.spatial;
    const Vec<T> centre(mean[c]);
    sums[c].gradient +=
        static_cast<double>(map_sum<T>(s.spatial, [](const Vec<T>& g) { return g; }, gradient));
    sums[c].product += static_cast<double>(map_sum<T>(
        s.spatial, [&](const Vec<T>& v, const Vec<T>& g) { return g * (v - centre); },
        x + row * s.spatial, gradient));
  }
}

/// dgamma[c] = sum dy xhat and dbeta[c] = sum dy from the sums of all parts, C each, in their
/// order. Clears them for the next batch.
template <class T>
void merge_gradient_sums(std::int64_t channels, std::int64_t parts, GradientSums* sums,
                         const T* inv_std, T* dgamma, T* dbeta) {
  for (std::int64_t c = 0; c < channels; ++c) {
    GradientSums all;
    for (std::int64_t part = 0; part < parts; ++part) {
      GradientSums& one = sums[part * channels + c];
      all.gradient += one.gradient;
      all.product += one.product;
      one = {};
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
