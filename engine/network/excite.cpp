#include "engine/network/excite.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/core/number_text.hpp"

namespace convscope {
namespace {

void require_share(const char* what, double value) {
  if (value >= 0 && value <= 1) return;
  throw_error(ErrorCode::InvalidArgument,
              {"Network: expected ", what, " from 0 to 1, got ", number_text(value)});
}

void require_within(const char* what, std::int64_t value, std::int64_t least, std::int64_t most) {
  if (value >= least && value <= most) return;
  throw_error(ErrorCode::InvalidArgument,
              {"Network: expected ", what, " from ", least, " to ", most, ", got ", value});
}

/// The values of one channel, as a run of a sample.
template <class T>
std::span<T> channel_of(std::span<T> values, const Shape& shape, std::int64_t channel) {
  const auto plane = static_cast<std::size_t>(shape.size() / shape[0]);
  return values.subspan(static_cast<std::size_t>(channel) * plane, plane);
}

template <class T>
double mean(std::span<const T> values) {
  double sum = 0;
  for (const T value : values) sum += static_cast<double>(value);
  return sum / static_cast<double>(values.size());
}

/// x += rate * gradient / its root mean square; without a gradient x stays.
template <class T>
void climb(std::span<T> x, std::span<const T> gradient, double rate) {
  double squares = 0;
  for (const T value : gradient) squares += static_cast<double>(value) * static_cast<double>(value);
  const double size = std::sqrt(squares / static_cast<double>(x.size()));
  if (!(size > 0) || !std::isfinite(size)) return;
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] += static_cast<T>(rate / size * static_cast<double>(gradient[i]));
  }
}

/// One direction of the blur, `step` elements from neighbour to neighbour and `extent` of them;
/// beyond the border the last pixel goes on.
template <class T>
void blur_along(std::span<T> x, std::int64_t step, std::int64_t extent) {
  const std::vector<T> before(x.begin(), x.end());
  for (std::int64_t i = 0; i < std::ssize(x); ++i) {
    const std::int64_t at = i / step % extent;
    const std::int64_t back = at > 0 ? i - step : i;
    const std::int64_t on = at + 1 < extent ? i + step : i;
    const auto value = [&](std::int64_t k) { return before[static_cast<std::size_t>(k)]; };
    x[static_cast<std::size_t>(i)] = (value(back) + 2 * value(i) + value(on)) / 4;
  }
}

template <class T>
void blur(std::span<T> x, const Shape& shape, double share) {
  if (!shape.is_image() || share == 0) return;
  std::vector<T> soft(x.begin(), x.end());
  blur_along(std::span<T>(soft), 1, shape[2]);
  blur_along(std::span<T>(soft), shape[2], shape[1]);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] += static_cast<T>(share) * (soft[i] - x[i]);
}

}  // namespace

template <class T>
double excite(Network<T>& network, std::size_t layer, std::int64_t channel, const Ascent& ascent) {
  const Shape& shape = network.output_shape(layer);
  require_within("a channel", channel, 0, shape[0] - 1);
  require_within("steps", ascent.steps, 0, 1000);
  require_share("a rate", ascent.rate);
  require_share("a decay", ascent.decay);
  require_share("a blur", ascent.blur);
  const auto part = [](std::span<T> values, const Shape& of) {
    return values.first(static_cast<std::size_t>(of.size()));
  };
  const std::span<T> x = part(network.input(), network.input_shape());
  const std::span<T> seed = part(network.activation_gradient(layer), shape);
  network.forward(1, Mode::Eval);
  for (std::int64_t step = 0; step < ascent.steps; ++step) {
    const std::span<T> wanted = channel_of(seed, shape, channel);
    std::ranges::fill(seed, T(0));
    std::ranges::fill(wanted, T(1) / static_cast<T>(wanted.size()));
    network.propagate_from(layer);
    climb<T>(x, part(network.input_gradient(), network.input_shape()), ascent.rate);
    for (T& value : x) value -= static_cast<T>(ascent.decay) * value;
    blur(x, network.input_shape(), ascent.blur);
    for (T& value : x) value = std::clamp(value, T(0), T(1));
    network.forward(1, Mode::Eval);
  }
  return mean<T>(channel_of(part(network.activation(layer), shape), shape, channel));
}

/// For the page (float) and for the checks in double.
template double excite(Network<float>&, std::size_t, std::int64_t, const Ascent&);
template double excite(Network<double>&, std::size_t, std::int64_t, const Ascent&);

}  // namespace convscope
