#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/bindings/border.hpp"
#include "engine/bindings/shared_threads.hpp"
#include "engine/io/checkpoint.hpp"
#include "engine/network/excite.hpp"
#include "engine/network/inspect.hpp"

namespace convscope::bindings {

/// A network as JavaScript holds it: run it, read and write its buffers, ask about its insides.
class NetworkHandle : Counted {
 public:
  NetworkHandle(const std::string& description, int max_batch, double seed,
                const NetworkLimits& limits, Start start)
      : network_(parse_description(description), max_batch, static_cast<std::uint64_t>(seed),
                 limits, shared_threads(), start) {}

  Network<float>& get() { return network_; }
  std::string describe() { return convscope::describe(network_).dump(); }

  val buffer(const std::string& kind, int layer, const std::string& name) {
    return guarded([&] { return find_buffer(kind, layer, name); });
  }
  void forward(int count, bool training, bool keep_masks, bool keep_activations) {
    guarded([&] {
      network_.forward(count, training ? Mode::Train : Mode::Eval,
                       keep_masks ? Masks::Keep : Masks::Draw,
                       keep_activations ? LayerValues::Keep : LayerValues::HandOn);
    });
  }
  void aim_at_labels(int count) {
    guarded([&] {
      if (count < 0 || count > network_.max_count()) {
        throw_error(ErrorCode::InvalidArgument,
                    {"Network: expected at most ", network_.max_count(), " labels, got ", count});
      }
      network_.aim_at_labels(count);
    });
  }
  void propagate_score(int output) {
    guarded([&] { convscope::propagate_score(network_, output); });
  }
  val grad_cam(int layer, int sample, int output) {
    return guarded([&] {
      const std::size_t index = checked_layer(layer);
      map_ = convscope::grad_cam(network_, index, sample, output);
      const Shape& shape = network_.output_shape(index);
      return describe_buffer(std::span<float>(map_), {shape[1], shape[2]});
    });
  }
  /// The mean of the channel, and a copy of the input that gave it.
  val excite(int layer, int channel, int steps, double rate, double decay, double blur) {
    return guarded([&] {
      const Ascent ascent{.steps = steps, .rate = rate, .decay = decay, .blur = blur};
      const double score = convscope::excite(network_, checked_layer(layer), channel, ascent);
      const auto size = static_cast<std::size_t>(network_.input_shape().size());
      val result = val::object();
      result.set("score", score);
      result.set(
          "input",
          val(emscripten::typed_memory_view(size, network_.input().data())).call<val>("slice"));
      return result;
    });
  }
  std::string explain(int layer, int sample, double unit) {
    return guarded([&] {
      network_.keep_activations();
      return explanation_json(convscope::explain(network_, checked_layer(layer), sample,
                                                 static_cast<std::int64_t>(unit)));
    });
  }
  val trace_sources(int layer, double unit) {
    return guarded([&] {
      marks_ =
          convscope::trace_sources(network_, checked_layer(layer), static_cast<std::int64_t>(unit));
      return describe_marks();
    });
  }
  val trace_reach(double element) {
    return guarded([&] {
      marks_ = convscope::trace_reach(network_, static_cast<std::int64_t>(element));
      return describe_marks();
    });
  }
  std::string statistics(int layer, int bins) {
    return guarded([&] {
      const std::size_t index = checked_layer(layer);
      network_.keep_activations();
      const auto used =
          static_cast<std::size_t>(network_.last_count() * network_.output_shape(index).size());
      const UnitHealth health = unit_health(network_, index);
      Json json = Json::object();
      json.set("activation", distribution_json(network_.activation(index).first(used), bins));
      json.set("gradient",
               distribution_json(network_.activation_gradient(index).first(used), bins));
      json.set("parameterGradientNorm", gradient_norm_of(index));
      json.set("units", health.units);
      json.set("dead", health.dead);
      json.set("saturated", health.saturated);
      return json.dump();
    });
  }
  double parameter_gradient_norm(int layer) {
    return guarded([&] { return gradient_norm_of(checked_layer(layer)); });
  }
  val backward() {
    return guarded([&] {
      const BatchResult result = network_.backward(true);
      val json = val::object();
      json.set("loss", result.loss);
      json.set("correct", static_cast<int>(result.correct));
      json.set("count", static_cast<int>(result.count));
      return json;
    });
  }
  void reinitialize(double seed) { network_.reinitialize(static_cast<std::uint64_t>(seed)); }

  val save_weights() {
    return guarded([&] { return staging_.replace(convscope::save_weights(network_)); });
  }
  val stage_weights(double bytes) {
    return guarded([&] { return staging_.resize(bytes); });
  }
  void load_weights() {
    guarded([&] { convscope::load_weights(network_, staging_.take()); });
  }

 private:
  std::size_t checked_layer(int layer) const {
    if (layer >= 0 && static_cast<std::size_t>(layer) < network_.layer_count()) {
      return static_cast<std::size_t>(layer);
    }
    throw_error(ErrorCode::InvalidArgument, {"Network: expected a layer index below ",
                                             network_.layer_count(), ", got ", layer});
  }

  val find_buffer(const std::string& kind, int layer, const std::string& name) {
    const std::int64_t count = network_.max_count();
    const auto input_extents = with_count(count, network_.input_shape());
    if (kind == "input") return describe_buffer(network_.input(), input_extents);
    if (kind == "inputGradient") return describe_buffer(network_.input_gradient(), input_extents);
    if (kind == "targets") {
      return describe_buffer(network_.targets(),
                             {network_.targets().empty() ? 0 : count, network_.outputs()});
    }
    if (kind == "labels") return describe_buffer(network_.labels());
    if (kind == "probabilities") {
      return describe_buffer(network_.probabilities(), {count, network_.outputs()});
    }
    const std::size_t index = checked_layer(layer);
    const auto extents = with_count(count, network_.output_shape(index));
    if (kind == "activation") {
      network_.keep_activations();
      return describe_buffer(network_.activation(index), extents);
    }
    if (kind == "mask") return describe_buffer(network_.mask(index), extents);
    if (kind == "activationGradient") {
      return describe_buffer(network_.activation_gradient(index), extents);
    }
    return find_tensor(kind, network_.layer(index).name() + "." + name);
  }

  val find_tensor(const std::string& kind, const std::string& name) {
    const auto& tensors = kind == "state" ? network_.states() : network_.parameters();
    for (const auto& tensor : tensors) {
      if (tensor.name != name) continue;
      const std::vector<std::int64_t> extents(tensor.shape.begin(), tensor.shape.end());
      if (kind == "state" || kind == "parameter") return describe_buffer(tensor.values, extents);
      if (kind == "parameterGradient") return describe_buffer(tensor.gradient, extents);
    }
    throw_error(ErrorCode::InvalidArgument,
                {"Network: expected a buffer of this network, got ", kind, " ", name});
  }

  double gradient_norm_of(std::size_t layer) const {
    const std::string prefix = network_.layer(layer).name() + ".";
    double squares = 0;
    for (const auto& tensor : network_.parameters()) {
      if (!tensor.name.starts_with(prefix)) continue;
      const double length = norm<float>(tensor.gradient);
      squares += length * length;
    }
    return std::sqrt(squares);
  }

  /// One descriptor for the input and one for each layer, with the box around its marks.
  val describe_marks() {
    val list = val::array();
    for (std::size_t i = 0; i < marks_.size(); ++i) {
      const Shape& shape = network_.source_shape(static_cast<int>(i) - 1);
      val box = val::array();
      for (const Interval& interval : bounding_box(marks_[i], shape)) {
        val ends = val::array();
        ends.call<void>("push", static_cast<double>(interval.first));
        ends.call<void>("push", static_cast<double>(interval.last));
        box.call<void>("push", ends);
      }
      val entry = describe_buffer(std::span<std::uint8_t>(marks_[i]), {shape.begin(), shape.end()});
      entry.set("box", box);
      list.call<void>("push", entry);
    }
    return list;
  }

  static Json distribution_json(std::span<const float> values, int bins) {
    const Histogram bars = histogram<float>(values, bins);
    Json json = Json::object();
    json.set("norm", norm<float>(values));
    json.set("minimum", bars.minimum);
    json.set("maximum", bars.maximum);
    json.set("counts", Json::list_of(bars.counts));
    json.set("notFinite", bars.not_finite);
    return json;
  }

  static Json term_json(const Term& term) {
    Json json = Json::object();
    json.set("input", term.source.input);
    json.set("index", term.source.index);
    json.set("value", term.value);
    json.set("weight", term.weight);
    return json;
  }

  static std::string explanation_json(const Explanation& explanation) {
    Json terms = Json::list();
    for (const Term& term : explanation.terms) terms.push(term_json(term));
    Json steps = Json::list();
    for (const auto& [name, value] : explanation.steps) {
      Json step = Json::object();
      step.set("name", name);
      step.set("value", value);
      steps.push(std::move(step));
    }
    Json json = Json::object();
    json.set("rule", to_string(explanation.rule));
    json.set("terms", std::move(terms));
    json.set("bias", explanation.bias);
    json.set("result", explanation.result);
    json.set("steps", std::move(steps));
    return json.dump();
  }

  Network<float> network_;
  Staging staging_;
  std::vector<float> map_;
  Marks marks_;
};

}  // namespace convscope::bindings
