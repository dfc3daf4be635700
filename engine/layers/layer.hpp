#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/error.hpp"
#include "engine/core/shape.hpp"
#include "engine/core/thread_pool.hpp"
#include "engine/layers/explanation.hpp"
#include "engine/layers/options.hpp"

namespace convscope {

enum class Mode { Eval, Train };

/// Whether random layers draw new masks or work with those that stand in memory.
enum class Masks { Draw, Keep };

/// How a parameter or a state starts out.
enum class Fill { Zero, One, Weight };

/// A named tensor that a layer asks the network for: a trained parameter or a saved statistic.
struct TensorSpec {
  std::string_view name;
  Shape shape;
  Fill fill = Fill::Zero;
  /// Inputs and outputs of one unit, for He's and Xavier's bounds; only for Fill::Weight.
  std::int64_t fan_in = 0;
  std::int64_t fan_out = 0;
};

/// What a layer needs besides its parameters, in elements.
struct MemoryNeeds {
  std::int64_t saved = 0;
  std::int64_t saved_indices = 0;
  std::int64_t shared = 0;
  std::int64_t workspace = 0;
  std::int64_t workspace_indices = 0;
};

/// Memory of a layer within the network's arena, in the order of its specs.
template <class T>
struct LayerMemory {
  std::vector<std::span<T>> parameters;
  std::vector<std::span<T>> gradients;
  std::vector<std::span<T>> states;
  /// Kept from forward to backward.
  std::span<T> saved;
  std::span<std::int32_t> saved_indices;
  /// The layer's own from the beginning of a pass to its end; nothing survives from one pass to the
  /// next.
  std::span<T> shared;
  /// One for each thread, `workspace_stride` apart; nothing survives from one call to the next.
  T* workspaces = nullptr;
  std::int64_t workspace_stride = 0;
  std::int32_t* workspace_indices = nullptr;
  std::int64_t workspace_indices_stride = 0;
  ThreadPool* threads = &ThreadPool::single();
};

/// Arithmetic of one forward pass of one sample; activations without products count as nothing.
struct Work {
  std::int64_t multiplications = 0;
  std::int64_t additions = 0;
};

/// A part of a batch and who works on it. Batches are cut into the same parts whatever the number
/// of threads, so that sums over them come out the same.
struct Part {
  /// Its first image within the batch.
  std::int64_t first = 0;
  std::int64_t index = 0;
  int worker = 0;
};

inline constexpr std::int64_t kMostParts = 16;

template <class T>
struct ForwardPass {
  Mode mode;
  std::int64_t count;
  /// Random layers draw from the seed of the network, their place in it and the number of this
  /// training pass.
  std::uint64_t seed;
  std::uint64_t step;
  Masks masks;
  std::span<const T* const> inputs;
  T* output;
  Part part{};

  const T* input() const noexcept { return inputs[0]; }
};

template <class T>
struct BackwardPass {
  Mode mode;
  std::int64_t count;
  std::span<const T* const> inputs;
  const T* output;
  const T* output_gradient;
  /// One for each input; null when nobody asks for it (the first layer while training).
  std::span<T* const> input_gradients;
  Part part{};

  const T* input() const noexcept { return inputs[0]; }
  T* input_gradient() const noexcept { return input_gradients[0]; }
};

/// What a layer is made from.
struct LayerArguments {
  std::string name;
  std::vector<Shape> inputs;
  Options options;
  std::int64_t max_count;
  /// Position in the network; keeps the random streams of two layers apart.
  std::uint64_t index;
};

/// One layer of a network. Construction checks everything and may throw; forward and backward
/// cannot fail and allocate nothing. T is float in the engine and double in the gradient checks.
template <class T>
class Layer {
 public:
  explicit Layer(LayerArguments&& arguments)
      : arguments_(std::move(arguments)), frozen_(arguments_.options.flag("frozen")) {}
  virtual ~Layer() = default;
  Layer(const Layer&) = delete;
  Layer& operator=(const Layer&) = delete;

  const std::string& name() const noexcept { return arguments_.name; }
  /// Shape of one sample of the first input, and of all of them.
  const Shape& input_shape() const noexcept { return arguments_.inputs.front(); }
  const std::vector<Shape>& input_shapes() const noexcept { return arguments_.inputs; }
  const Options& options() const noexcept { return arguments_.options; }

  /// Shape of one sample's output.
  virtual Shape output_shape() const = 0;
  virtual std::vector<TensorSpec> parameters() const { return {}; }
  virtual std::vector<TensorSpec> states() const { return {}; }
  /// Told once, before memory_needs: the share of the output gradient that may differ from zero.
  virtual void expect_density(double /*output_gradient*/) {}
  /// The share of the input gradient that may differ from zero, given that of the output gradient.
  virtual double gradient_density(double /*output_gradient*/) const { return 1; }
  virtual MemoryNeeds memory_needs() const { return {}; }
  virtual Work work() const { return {}; }

  /// Training leaves the parameters of a frozen layer as they are.
  bool frozen() const noexcept { return frozen_; }

  void bind(LayerMemory<T> memory) {
    memory_ = std::move(memory);
    prepare();
  }

  /// Whether forward and backward may be called for one part of the batch after another and by
  /// several threads at once, their pointers then being those of the part. Layers that want the
  /// whole batch share their work among the threads themselves.
  virtual bool by_parts() const { return true; }
  /// Whether begin_forward needs to have seen the inputs, or begin_backward the output gradients,
  /// of the whole batch, so that no neighbour may still be at work.
  virtual bool looks_at_inputs(Mode /*mode*/) const { return false; }
  virtual bool looks_at_gradients() const { return false; }
  /// Most parts that there is memory for; at least 1.
  virtual std::int64_t most_parts() const { return kMostParts; }

  /// Layers that look at the batch are shown their inputs part by part before begin_forward, as
  /// soon as these are there and while they are still in the cache.
  virtual void observe_forward(const ForwardPass<T>& /*pass*/) noexcept {}
  /// Called once for the whole batch before forward.
  virtual void begin_forward(const ForwardPass<T>& /*pass*/) noexcept {}
  virtual void forward(const ForwardPass<T>& pass) noexcept = 0;
  /// As observe_forward: shows inputs and output gradients before begin_backward.
  virtual void observe_backward(const BackwardPass<T>& /*pass*/) noexcept {}
  /// Called once for the whole batch before backward.
  virtual void begin_backward(const BackwardPass<T>& /*pass*/) noexcept {}
  /// Overwrites the input gradient when asked for, and adds up the parameter gradients.
  virtual void backward(const BackwardPass<T>& pass) noexcept = 0;
  /// Called once for the whole batch, which had `parts` parts: writes the parameter gradients.
  virtual void end_backward(std::int64_t /*parts*/) noexcept {}
  /// Takes over what a training forward pass learnt about its inputs (running statistics). Called
  /// once the outcome is known to be finite, so that a diverged pass leaves no trace.
  virtual void commit_statistics() noexcept {}

  // --- Questions about one unit; they may allocate
  // ------------------------------------------------

  /// Adds the values that output element `unit` of a sample is made from.
  virtual void list_sources(std::int64_t unit, std::vector<Source>& sources) const {
    sources.push_back({.input = 0, .index = unit});
  }
  /// Units with the same number, which is below the output's size, have the same sources.
  virtual std::int64_t source_group(std::int64_t unit) const { return unit; }
  /// From where to where a run of output rows (axis 0) or columns (axis 1) reads input `input`,
  /// padding included. A flat feature is a column.
  virtual Interval source_interval(int /*input*/, int /*axis*/, const Interval& outputs) const {
    return outputs;
  }
  /// The arithmetic of one unit in the last forward pass.
  virtual Explanation explain(const ExplainPass<T>& pass) const {
    return {.rule = Rule::Function, .terms = terms(pass), .result = pass.result()};
  }
  /// Slope at a unit with this output, as a share of the steepest slope; for activations that
  /// saturate.
  virtual double relative_slope(T /*output*/) const { return 1; }
  /// The mask of the last training pass, (max_count, ...output shape); empty for layers without.
  virtual std::span<T> mask() const { return {}; }

 protected:
  /// The sources of the unit with their values; `weight(source)` gives the factor of each.
  template <class Weight>
  std::vector<Term> weighted_terms(const ExplainPass<T>& pass, Weight weight) const {
    std::vector<Source> sources;
    list_sources(pass.unit, sources);
    std::vector<Term> list;
    list.reserve(sources.size());
    for (const Source& source : sources) {
      const T value = pass.inputs[static_cast<std::size_t>(source.input)][source.index];
      list.push_back({source, static_cast<double>(value), static_cast<double>(weight(source))});
    }
    return list;
  }
  std::vector<Term> terms(const ExplainPass<T>& pass) const {
    return weighted_terms(pass, [](const Source&) { return 1.0; });
  }
  /// A weighted sum with a bias.
  template <class Weight>
  Explanation explain_sum(const ExplainPass<T>& pass, T bias, Weight weight) const {
    return {.rule = Rule::WeightedSum,
            .terms = weighted_terms(pass, weight),
            .bias = static_cast<double>(bias),
            .result = pass.result()};
  }

  [[noreturn]] void fail(ErrorCode code, std::initializer_list<Piece> message) const {
    throw_error(code, {arguments_.options.label(), ": ", join(message)});
  }

  /// (C, H, W) of the input; throws Error(ShapeMismatch) for flat inputs.
  const Shape& image_input() const {
    if (!input_shape().is_image()) {
      fail(ErrorCode::ShapeMismatch,
           {"expected an input of shape (C, H, W), got ", input_shape().to_string()});
    }
    return input_shape();
  }

  /// (F) of the input; throws Error(ShapeMismatch) for images.
  std::int64_t flat_input() const {
    if (input_shape().rank() != 1) {
      fail(ErrorCode::ShapeMismatch, {"expected a flat input (F), got ", input_shape().to_string(),
                                      "; put a Flatten before it"});
    }
    return input_shape()[0];
  }

  /// floor((in + pads - reach) / stride) + 1, where `pads` is the padding of both sides and `reach`
  /// the extent of the dilated kernel; throws Error(ShapeMismatch) below 1.
  std::int64_t window_count(const char* axis, std::int64_t in, std::int64_t reach,
                            std::int64_t stride, std::int64_t pads) const {
    if (in + pads < reach) {
      fail(ErrorCode::ShapeMismatch,
           {"expected an input ", axis, " of at least ", reach - pads, ", got ", in});
    }
    return (in + pads - reach) / stride + 1;
  }

  /// Whether the layer's schema has this option.
  bool has_option(const char* name) const { return options().values().contains(name); }

  const LayerArguments& arguments() const noexcept { return arguments_; }
  const LayerMemory<T>& memory() const noexcept { return memory_; }
  std::int64_t max_count() const noexcept { return arguments_.max_count; }
  ThreadPool& threads() const noexcept { return *memory_.threads; }
  T* workspace(int worker) const noexcept {
    return memory_.workspaces + worker * memory_.workspace_stride;
  }
  std::int32_t* workspace_indices(int worker) const noexcept {
    return memory_.workspace_indices + worker * memory_.workspace_indices_stride;
  }

 private:
  /// Called once, when the memory is there.
  virtual void prepare() {}

  LayerArguments arguments_;
  bool frozen_;
  LayerMemory<T> memory_;
};

}  // namespace convscope
