#pragma once

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

/// sums[c] = sum over n, s of f(c, in[i]...), rows in float and across rows in double.
/// f must give 0 where its inputs and per-channel values are 0.
template <class T, class F, class... In>
void sum_channels(const BatchNormShape& s, double* sums, F f, const In*... in) {
  std::fill_n(sums, s.channels, 0.0);
  for (std::int64_t n = 0; n < s.count; ++n) {
    for (std::int64_t c = 0; c < s.channels; ++c) {
      const std::int64_t at = (n * s.channels + c) * s.spatial;
      sums[c] += static_cast<double>(
          map_sum<T>(s.spatial, [&](auto... v) { return f(c, v...); }, (in + at)...));
    }
  }
}

/// mean[c] and biased variance[c]; `sums` is a workspace of C doubles.
template <class T>
void batch_statistics(const BatchNormShape& s, const T* x, T* mean, T* variance, double* sums) {
  const auto samples = static_cast<double>(s.samples());
  sum_channels<T>(s, sums, [](std::int64_t, const Vec<T>& v) { return v; }, x);
  for (std::int64_t c = 0; c < s.channels; ++c) mean[c] = static_cast<T>(sums[c] / samples);
  // Two passes: E[x^2] - E[x]^2 would cancel when the mean is large beside the deviation.
  std::fill_n(sums, s.channels, 0.0);
  for (std::int64_t row = 0; row < s.count * s.channels; ++row) {
    const std::int64_t c = row % s.channels;
    const T* from = x + row * s.spatial;
    const Vec<T> centre(mean[c]);
    Vec<T> squares(T(0));
    std::int64_t i = 0;
    for (; i + kLanes<T> <= s.spatial; i += kLanes<T>) {
      const Vec<T> deviation = load(from + i) - centre;
      squares += deviation * deviation;
    }
    T sum = sum_lanes(squares);
    for (; i < s.spatial; ++i) sum += (from[i] - mean[c]) * (from[i] - mean[c]);
    sums[c] += static_cast<double>(sum);
  }
  for (std::int64_t c = 0; c < s.channels; ++c) variance[c] = static_cast<T>(sums[c] / samples);
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

/// y = gamma (x - mean) inv_std + beta; gamma: (C) and beta: (C), both or neither null.
template <class T>
void batch_norm_apply(const BatchNormShape& s, const T* x, const T* mean, const T* inv_std,
                      const T* gamma, const T* beta, T* y) {
  map_channels(
      s, y,
      [&](auto channel, const Vec<T>& v) {
        const Vec<T> normal = (v - channel(mean)) * channel(inv_std);
        return gamma != nullptr ? normal * channel(gamma) + channel(beta) : normal;
      },
      x);
}

/// dgamma[c] = sum dy xhat and dbeta[c] = sum dy; `sums` is a workspace of C doubles.
template <class T>
void batch_norm_backward_affine(const BatchNormShape& s, const T* x, const T* dy, const T* mean,
                                const T* inv_std, T* dgamma, T* dbeta, double* sums) {
  sum_channels<T>(s, sums, [](std::int64_t, const Vec<T>& g) { return g; }, dy);
  for (std::int64_t c = 0; c < s.channels; ++c) dbeta[c] = static_cast<T>(sums[c]);
  sum_channels<T>(
      s, sums,
      [&](std::int64_t c, const Vec<T>& v, const Vec<T>& g) { return g * (v - Vec<T>(mean[c])); },
      x, dy);
  for (std::int64_t c = 0; c < s.channels; ++c) {
    dgamma[c] = static_cast<T>(sums[c] * static_cast<double>(inv_std[c]));
  }
}

/// dx when the statistics are those of the batch: gamma inv_std (dy - (dbeta + xhat dgamma) / m).
template <class T>
void batch_norm_backward_input(const BatchNormShape& s, const T* x, const T* dy, const T* mean,
                               const T* inv_std, const T* gamma, const T* dgamma, const T* dbeta,
                               T* dx) {
  const Vec<T> inv_samples(T(1) / static_cast<T>(s.samples()));
  map_channels(
      s, dx,
      [&](auto channel, const Vec<T>& v, const Vec<T>& g) {
        const Vec<T> normal = (v - channel(mean)) * channel(inv_std);
        const Vec<T> centred = g - (channel(dbeta) + normal * channel(dgamma)) * inv_samples;
        const Vec<T> slope = centred * channel(inv_std);
        return gamma != nullptr ? slope * channel(gamma) : slope;
      },
      x, dy);
}

/// dx when the statistics are constants (evaluation): gamma inv_std dy.
template <class T>
void batch_norm_backward_frozen(const BatchNormShape& s, const T* dy, const T* inv_std,
                                const T* gamma, T* dx) {
  map_channels(
      s, dx,
      [&](auto channel, const Vec<T>& g) {
        const Vec<T> slope = g * channel(inv_std);
        return gamma != nullptr ? slope * channel(gamma) : slope;
      },
      dy);
}

}  // namespace convscope::kernels
