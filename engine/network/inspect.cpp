#include "engine/network/inspect.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "engine/core/cold.hpp"
#include "engine/kernels/optimizer.hpp"

CONVSCOPE_COLD_BEGIN
namespace convscope {
namespace {

void require_below(const char* what, std::int64_t value, std::int64_t limit) {
  if (value >= 0 && value < limit) return;
  throw_error(ErrorCode::InvalidArgument,
              {"Network: expected ", what, " below ", limit, ", got ", value});
}

/// Place of a source among the runs or marks.
std::size_t place(int source) {
  return static_cast<std::size_t>(source) + 1;
}

std::int64_t extent(const Shape& shape, int axis) {
  if (shape.is_image()) return shape[1 + axis];
  return axis == 0 ? 1 : shape[0];
}

Interval hull(const std::optional<Interval>& a, const Interval& b) {
  if (!a) return b;
  return {std::min(a->first, b.first), std::max(a->last, b.last)};
}

/// The run of input rows (or columns) that position `position` of a layer sees.
template <class T>
Interval input_run(const Network<T>& network, std::size_t layer, int axis, std::int64_t position) {
  std::vector<std::optional<Interval>> runs(layer + 2);
  runs[layer + 1] = Interval{position, position};
  for (std::size_t i = layer + 1; i-- > 0;) {
    const std::optional<Interval> outputs = runs[i + 1];
    if (!outputs) continue;
    const std::vector<int>& sources = network.sources(i);
    for (std::size_t k = 0; k < sources.size(); ++k) {
      auto& run = runs[place(sources[k])];
      run = hull(run, network.layer(i).source_interval(static_cast<int>(k), axis, *outputs));
    }
  }
  return runs[0].value_or(Interval{0, -1});
}

template <class T>
AxisField axis_field(const Network<T>& network, std::size_t layer, int axis) {
  // Fields repeat with the strides; so many positions see them all.
  constexpr std::int64_t kMost = 256;
  const std::int64_t positions = std::min(kMost, extent(network.output_shape(layer), axis));
  const Interval first = input_run(network, layer, axis, 0);
  AxisField field{.size = 0, .jump = 0, .start = first.first};
  for (std::int64_t p = 0; p < positions; ++p) {
    const Interval run = input_run(network, layer, axis, p);
    field.size = std::max(field.size, run.last - run.first + 1);
    if (p == 1) field.jump = run.first - first.first;
  }
  return field;
}

template <class T>
Marks empty_marks(const Network<T>& network) {
  Marks marks;
  for (int i = kNetworkInput; i < static_cast<int>(network.layer_count()); ++i) {
    marks.emplace_back(static_cast<std::size_t>(network.source_shape(i).size()));
  }
  return marks;
}

/// Asks a layer for the sources of its units; units of one group are asked for once.
template <class T>
class SourceReader {
 public:
  SourceReader(const Network<T>& network, std::size_t layer) : network_(network), layer_(layer) {}

  /// Calls visit(byte of the marks) for every source of the unit.
  template <class Visit>
  void read(Marks& marks, std::int64_t unit, Visit visit) {
    found_.clear();
    network_.layer(layer_).list_sources(unit, found_);
    for (const Source& source : found_) {
      const int input = network_.sources(layer_)[static_cast<std::size_t>(source.input)];
      visit(marks[place(input)][static_cast<std::size_t>(source.index)]);
    }
  }

 private:
  const Network<T>& network_;
  std::size_t layer_;
  std::vector<Source> found_;
};

}  // namespace

template <class T>
std::array<AxisField, 2> receptive_field(const Network<T>& network, std::size_t layer) {
  return {axis_field(network, layer, 0), axis_field(network, layer, 1)};
}

template <class T>
Marks trace_sources(const Network<T>& network, std::size_t layer, std::int64_t unit) {
  require_below("a unit", unit, network.output_shape(layer).size());
  Marks marks = empty_marks(network);
  marks[layer + 1][static_cast<std::size_t>(unit)] = 1;
  for (std::size_t i = layer + 1; i-- > 0;) {
    SourceReader<T> reader(network, i);
    std::vector<std::uint8_t> done(marks[i + 1].size());
    for (std::int64_t u = 0; u < std::ssize(done); ++u) {
      if (marks[i + 1][static_cast<std::size_t>(u)] == 0) continue;
      auto& group = done[static_cast<std::size_t>(network.layer(i).source_group(u))];
      if (group == 0) reader.read(marks, u, [](std::uint8_t& mark) { mark = 1; });
      group = 1;
    }
  }
  return marks;
}

template <class T>
Marks trace_reach(const Network<T>& network, std::int64_t element) {
  require_below("an input element", element, network.input_shape().size());
  Marks marks = empty_marks(network);
  marks[0][static_cast<std::size_t>(element)] = 1;
  for (std::size_t i = 0; i < network.layer_count(); ++i) {
    SourceReader<T> reader(network, i);
    enum : std::uint8_t { Unknown, OutOfReach, Reached };
    std::vector<std::uint8_t> groups(marks[i + 1].size());
    for (std::int64_t u = 0; u < std::ssize(groups); ++u) {
      auto& group = groups[static_cast<std::size_t>(network.layer(i).source_group(u))];
      if (group == Unknown) {
        bool reached = false;
        reader.read(marks, u, [&](std::uint8_t mark) { reached = reached || mark != 0; });
        group = reached ? Reached : OutOfReach;
      }
      marks[i + 1][static_cast<std::size_t>(u)] = group == Reached ? 1 : 0;
    }
  }
  return marks;
}

std::array<Interval, 3> bounding_box(const std::vector<std::uint8_t>& marks, const Shape& shape) {
  const std::int64_t height = extent(shape, 0);
  const std::int64_t width = extent(shape, 1);
  std::array<Interval, 3> box;
  box.fill({std::numeric_limits<std::int64_t>::max(), -1});
  for (std::int64_t i = 0; i < std::ssize(marks); ++i) {
    if (marks[static_cast<std::size_t>(i)] == 0) continue;
    const std::array<std::int64_t, 3> position{i / (height * width), i / width % height, i % width};
    for (std::size_t axis = 0; axis < 3; ++axis) {
      box[axis] = hull(box[axis], {position[axis], position[axis]});
    }
  }
  return box;
}

template <class T>
Explanation explain(const Network<T>& network, std::size_t layer, std::int64_t sample,
                    std::int64_t unit) {
  const std::int64_t size = network.output_shape(layer).size();
  require_below("a unit", unit, size);
  require_below("a sample of the last pass", sample, network.last_count());
  std::vector<const T*> inputs;
  for (const int source : network.sources(layer)) {
    inputs.push_back(network.source_activation(source).data() +
                     sample * network.source_shape(source).size());
  }
  return network.layer(layer).explain({.training = network.last_mode() == Mode::Train,
                                       .sample = sample,
                                       .unit = unit,
                                       .inputs = inputs,
                                       .output = network.activation(layer).data() + sample * size});
}

template <class T>
Histogram histogram(std::span<const T> values, int bins) {
  if (bins < 1 || bins > 4096) {
    throw_error(ErrorCode::InvalidArgument, {"Network: expected 1 to 4096 bins, got ", bins});
  }
  Histogram result;
  result.counts.resize(static_cast<std::size_t>(bins));
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (const T value : values) {
    if (!std::isfinite(value)) continue;
    low = std::min(low, static_cast<double>(value));
    high = std::max(high, static_cast<double>(value));
  }
  if (low <= high) {
    result.minimum = low;
    result.maximum = high;
  }
  const double width = (result.maximum - result.minimum) / bins;
  for (const T value : values) {
    if (!std::isfinite(value)) {
      ++result.not_finite;
      continue;
    }
    const double offset = static_cast<double>(value) - result.minimum;
    const double bin = width > 0 ? std::min(offset / width, bins - 1.0) : 0;
    ++result.counts[static_cast<std::size_t>(bin)];
  }
  return result;
}

template <class T>
double norm(std::span<const T> values) {
  return std::sqrt(kernels::sum_squares(std::ssize(values), values.data()));
}

template <class T>
UnitHealth unit_health(const Network<T>& network, std::size_t layer) {
  constexpr double kFlat = 0.05;
  UnitHealth health{.units = network.output_shape(layer).size()};
  const std::span<const T> outputs = network.activation(layer);
  for (std::int64_t unit = 0; unit < health.units; ++unit) {
    bool dead = network.last_count() > 0;
    bool saturated = dead;
    for (std::int64_t n = 0; n < network.last_count(); ++n) {
      const T output = outputs[static_cast<std::size_t>(n * health.units + unit)];
      dead = dead && output == T(0);
      saturated = saturated && network.layer(layer).relative_slope(output) < kFlat;
    }
    health.dead += dead ? 1 : 0;
    health.saturated += saturated ? 1 : 0;
  }
  return health;
}

template <class T>
void propagate_score(Network<T>& network, std::int64_t output) {
  require_below("an output", output, network.outputs());
  const std::size_t last = network.layer_count() - 1;
  const std::span<T> gradient = network.activation_gradient(last);
  std::ranges::fill(gradient, T(0));
  for (std::int64_t n = 0; n < network.last_count(); ++n) {
    gradient[static_cast<std::size_t>(n * network.outputs() + output)] = T(1);
  }
  network.propagate_from(last);
}

template <class T>
std::vector<T> grad_cam(Network<T>& network, std::size_t layer, std::int64_t sample,
                        std::int64_t output) {
  const Shape& shape = network.output_shape(layer);
  require_below("a sample of the last pass", sample, network.last_count());
  if (!shape.is_image()) {
    throw_error(ErrorCode::ShapeMismatch, {network.layer_description(layer).label(),
                                           ": expected an output of shape (C, H, W) for "
                                           "Grad-CAM, got ",
                                           shape.to_string()});
  }
  propagate_score(network, output);
  const std::int64_t plane = shape[1] * shape[2];
  std::vector<T> map(static_cast<std::size_t>(plane));
  for (std::int64_t c = 0; c < shape[0]; ++c) {
    const std::int64_t at = (sample * shape[0] + c) * plane;
    const T* gradient = network.activation_gradient(layer).data() + at;
    const T* activation = network.activation(layer).data() + at;
    double sum = 0;
    for (std::int64_t i = 0; i < plane; ++i) sum += static_cast<double>(gradient[i]);
    const T weight = static_cast<T>(sum / static_cast<double>(plane));
    for (std::int64_t i = 0; i < plane; ++i) {
      map[static_cast<std::size_t>(i)] += weight * activation[i];
    }
  }
  for (T& value : map) value = std::max(value, T(0));
  return map;
}

/// For the page (float) and for the checks in double.
#define CONVSCOPE_INSTANTIATE(T)                                                            \
  template std::array<AxisField, 2> receptive_field(const Network<T>&, std::size_t);        \
  template Marks trace_sources(const Network<T>&, std::size_t, std::int64_t);               \
  template Marks trace_reach(const Network<T>&, std::int64_t);                              \
  template Explanation explain(const Network<T>&, std::size_t, std::int64_t, std::int64_t); \
  template Histogram histogram(std::span<const T>, int);                                    \
  template double norm(std::span<const T>);                                                 \
  template UnitHealth unit_health(const Network<T>&, std::size_t);                          \
  template void propagate_score(Network<T>&, std::int64_t);                                 \
  template std::vector<T> grad_cam(Network<T>&, std::size_t, std::int64_t, std::int64_t)
CONVSCOPE_INSTANTIATE(float);
CONVSCOPE_INSTANTIATE(double);
#undef CONVSCOPE_INSTANTIATE

}  // namespace convscope
CONVSCOPE_COLD_END
