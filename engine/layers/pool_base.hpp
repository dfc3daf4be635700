#pragma once

#include "engine/kernels/pool2d.hpp"
#include "engine/layers/layer.hpp"

namespace convscope {

/// Pooling over lists of windows, whichever rule they come from.
template <class T>
class PoolBase : public Layer<T> {
 public:
  using Layer<T>::Layer;

  Shape output_shape() const final {
    return {geometry_.channels, std::ssize(geometry_.rows), std::ssize(geometry_.columns)};
  }

  void list_sources(std::int64_t unit, std::vector<Source>& sources) const final {
    const std::int64_t plane = unit / geometry_.output_plane();
    const auto [rows, columns] = window(unit);
    kernels::for_each_pixel(geometry_, rows, columns, [&](std::int64_t i) {
      sources.push_back({.input = 0, .index = plane * geometry_.input_plane() + i});
    });
  }
  Interval source_interval(int /*input*/, int axis, const Interval& outputs) const override {
    const auto& runs = axis == 0 ? geometry_.rows : geometry_.columns;
    const auto run = [&](std::int64_t position) {
      const std::int64_t inside = std::clamp<std::int64_t>(position, 0, std::ssize(runs) - 1);
      return runs[static_cast<std::size_t>(inside)];
    };
    return {run(outputs.first).begin, run(outputs.last).end - 1};
  }

 protected:
  const kernels::Pool2dGeometry& geometry() const noexcept { return geometry_; }
  void set_geometry(kernels::Pool2dGeometry geometry) {
    geometry_ = std::move(geometry);
    geometry_.halves = kernels::is_halving(geometry_);
  }

  std::pair<kernels::PoolRun, kernels::PoolRun> window(std::int64_t unit) const {
    const std::int64_t j = unit % geometry_.output_plane();
    const auto width = std::ssize(geometry_.columns);
    return {geometry_.rows[static_cast<std::size_t>(j / width)],
            geometry_.columns[static_cast<std::size_t>(j % width)]};
  }

  MemoryNeeds winner_memory() const {
    return {.saved_indices = this->max_count() * this->output_shape().size()};
  }
  /// Only winners get a gradient.
  double winner_density(double output_gradient) const {
    return output_gradient * static_cast<double>(geometry_.output_plane()) /
           static_cast<double>(geometry_.input_plane());
  }
  void forward_maximum(const ForwardPass<T>& pass) noexcept {
    kernels::max_pool2d_forward(geometry_, pass.count, pass.input(), pass.output,
                                winners(pass.part));
  }
  void backward_maximum(const BackwardPass<T>& pass) noexcept {
    if (pass.input_gradient() == nullptr) return;
    kernels::max_pool2d_backward(geometry_, pass.count, pass.output_gradient, winners(pass.part),
                                 pass.input_gradient());
  }
  Explanation explain_maximum(const ExplainPass<T>& pass) const {
    return {.rule = Rule::Maximum, .terms = this->terms(pass), .result = pass.result()};
  }

  void forward_mean(const ForwardPass<T>& pass) noexcept {
    kernels::avg_pool2d_forward(geometry_, pass.count, pass.input(), pass.output);
  }
  void backward_mean(const BackwardPass<T>& pass) noexcept {
    if (pass.input_gradient() == nullptr) return;
    kernels::avg_pool2d_backward(geometry_, pass.count, pass.output_gradient,
                                 pass.input_gradient());
  }
  Explanation explain_mean(const ExplainPass<T>& pass) const {
    const auto [rows, columns] = window(pass.unit);
    const double share = 1.0 / static_cast<double>(rows.divisor * columns.divisor);
    return this->explain_sum(pass, T(0), [share](const Source&) { return share; });
  }
  /// One product for the division of each output and the additions within its window. Windows are
  /// all pairs of a run of rows with one of columns, so nobody has to walk through them.
  Work mean_work() const {
    const auto pixels = [](const std::vector<kernels::PoolRun>& runs) {
      std::int64_t sum = 0;
      for (const kernels::PoolRun& run : runs) {
        sum += (run.end - run.begin + run.step - 1) / run.step;
      }
      return sum;
    };
    const std::int64_t outputs = this->output_shape().size();
    return {outputs,
            geometry_.channels * pixels(geometry_.rows) * pixels(geometry_.columns) - outputs};
  }

 private:
  std::int32_t* winners(const Part& part) const {
    return this->memory().saved_indices.data() +
           part.first * geometry_.channels * geometry_.output_plane();
  }

  kernels::Pool2dGeometry geometry_;
};

}  // namespace convscope
