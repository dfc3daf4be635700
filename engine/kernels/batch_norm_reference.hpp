#pragma once

#include <cmath>
#include <cstdint>

/// Batch normalisation over (N, C, S), S = H W (1 for flat features).
/// Source: Ioffe and Szegedy, "Batch Normalization", ICML 2015; statistics as in PyTorch: the
/// biased variance normalises, the unbiased one enters the running variance.
namespace convscope::kernels::reference {

/// Calls visit(channel, element index) for each element.
template <class Visit>
void for_each_channel_element(std::int64_t count, std::int64_t channels, std::int64_t spatial,
                              Visit visit) {
  for (std::int64_t n = 0; n < count; ++n) {
    for (std::int64_t c = 0; c < channels; ++c) {
      for (std::int64_t s = 0; s < spatial; ++s) visit(c, (n * channels + c) * spatial + s);
    }
  }
}

/// mean[c] and biased variance[c].
template <class T>
void batch_statistics(std::int64_t count, std::int64_t channels, std::int64_t spatial, const T* x,
                      T* mean, T* variance) {
  const auto samples = static_cast<double>(count * spatial);
  for (std::int64_t channel = 0; channel < channels; ++channel) {
    double sum = 0;
    double squares = 0;
    for_each_channel_element(count, channels, spatial, [&](auto c, auto i) {
      if (c == channel) sum += static_cast<double>(x[i]);
    });
    const double centre = sum / samples;
    for_each_channel_element(count, channels, spatial, [&](auto c, auto i) {
      if (c == channel) squares += (x[i] - centre) * (x[i] - centre);
    });
    mean[channel] = static_cast<T>(centre);
    variance[channel] = static_cast<T>(squares / samples);
  }
}

/// y = gamma (x - mean) / sqrt(variance + eps) + beta; gamma and beta may be null (1 and 0).
template <class T>
void batch_norm_apply(std::int64_t count, std::int64_t channels, std::int64_t spatial, const T* x,
                      const T* mean, const T* variance, T eps, const T* gamma, const T* beta,
                      T* y) {
  for_each_channel_element(count, channels, spatial, [&](auto c, auto i) {
    const T normal = (x[i] - mean[c]) / std::sqrt(variance[c] + eps);
    y[i] = (gamma != nullptr ? gamma[c] : T(1)) * normal + (beta != nullptr ? beta[c] : T(0));
  });
}

/// dgamma = sum dy xhat, dbeta = sum dy.
template <class T>
void batch_norm_backward_affine(std::int64_t count, std::int64_t channels, std::int64_t spatial,
                                const T* x, const T* dy, const T* mean, const T* variance, T eps,
                                T* dgamma, T* dbeta) {
  for (std::int64_t c = 0; c < channels; ++c) dgamma[c] = dbeta[c] = T(0);
  for_each_channel_element(count, channels, spatial, [&](auto c, auto i) {
    dgamma[c] += dy[i] * (x[i] - mean[c]) / std::sqrt(variance[c] + eps);
    dbeta[c] += dy[i];
  });
}

/// dx when the statistics are those of the batch itself.
template <class T>
void batch_norm_backward_input(std::int64_t count, std::int64_t channels, std::int64_t spatial,
                               const T* x, const T* dy, const T* mean, const T* variance, T eps,
                               const T* gamma, const T* dgamma, const T* dbeta, T* dx) {
  const T samples = static_cast<T>(count * spatial);
  for_each_channel_element(count, channels, spatial, [&](auto c, auto i) {
    const T inv_std = T(1) / std::sqrt(variance[c] + eps);
    const T normal = (x[i] - mean[c]) * inv_std;
    const T scale = (gamma != nullptr ? gamma[c] : T(1)) * inv_std;
    dx[i] = scale * (dy[i] - (dbeta[c] + normal * dgamma[c]) / samples);
  });
}

}  // namespace convscope::kernels::reference
