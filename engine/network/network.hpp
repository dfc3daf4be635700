#pragma once

#include <limits>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/core/arena.hpp"
#include "engine/core/thread_pool.hpp"
#include "engine/layers/layer.hpp"
#include "engine/network/description.hpp"
#include "engine/network/execution.hpp"
#include "engine/network/loss.hpp"

namespace convscope {

/// A parameter or state by its place, with its gradient (empty for states).
template <class T>
struct NamedTensor {
  /// `conv1.weight`, as in a PyTorch state_dict.
  std::string name;
  Shape shape;
  std::span<T> values;
  std::span<T> gradient;
};

/// A run of the flat array of all parameters.
struct ParameterRange {
  std::int64_t first = 0;
  std::int64_t count = 0;
};

/// What needs more is refused before any of it is allocated. A description of a few hundred bytes
/// can ask for all the memory there is, so whoever reads one out of a file sets narrower limits.
struct NetworkLimits {
  /// Of the arena.
  std::uint64_t bytes = Arena::kMaxBytes;
  /// Values of all parameters and states.
  std::int64_t weights = std::numeric_limits<std::int64_t>::max();
};

/// Random weights take a while to draw; who loads others at once begins with zeros.
enum class Start { Random, Zero };

/// Layers in the order in which they run, each fed by earlier ones or by the network's input, with
/// a loss at the end. Everything it will ever need is planned and allocated by the constructor, in
/// one arena; forward and backward allocate nothing.
template <class T>
class Network {
 public:
  /// `max_count` is the largest batch. Throws Error when a layer does not fit its input
  /// (ShapeMismatch), an option is wrong (InvalidOption), memory runs out (OutOfMemory) or there
  /// would be more weights than the limit (InvalidCheckpoint).
  /// `threads` must outlive the network.
  Network(const NetworkDescription& description, std::int64_t max_count, std::uint64_t seed,
          const NetworkLimits& limits = {}, ThreadPool& threads = ThreadPool::single(),
          Start start = Start::Random);

  std::size_t layer_count() const noexcept { return layers_.size(); }
  const Layer<T>& layer(std::size_t index) const { return *layers_.at(index); }
  const LayerDescription& layer_description(std::size_t index) const {
    return description_.layers.at(index);
  }
  const Shape& input_shape() const noexcept { return description_.input; }
  const Shape& output_shape(std::size_t index) const { return shapes_.at(index); }
  const Loss<T>& loss_function() const noexcept { return *loss_; }
  const NetworkDescription& description() const noexcept { return description_; }
  /// Values that the last layer gives for one sample.
  std::int64_t outputs() const noexcept { return shapes_.back().size(); }
  /// Classes that the outputs can tell apart: a single output says yes or no.
  std::int64_t classes() const noexcept { return outputs() == 1 ? 2 : outputs(); }
  std::int64_t max_count() const noexcept { return max_count_; }
  std::uint64_t seed() const noexcept { return seed_; }
  /// Random layers draw with another seed from now on; the weights stay.
  void set_seed(std::uint64_t seed) noexcept { seed_ = seed; }
  ThreadPool& threads() const noexcept { return *threads_; }
  std::uint64_t arena_bytes() const noexcept { return arena_.bytes(); }

  /// (max_count, ...input shape), to be filled before forward.
  std::span<T> input() const noexcept { return input_; }
  /// (max_count), to be filled before backward.
  std::span<std::int32_t> labels() const noexcept { return labels_; }
  /// (max_count, outputs), to be filled before backward when the loss takes targets; else empty.
  std::span<T> targets() const noexcept { return targets_; }
  /// Makes targets out of the first `count` labels: 1 for the label's output and 0 for the others,
  /// or the label itself for a single output. Throws Error(LabelOutOfRange).
  void aim_at_labels(std::int64_t count);
  /// Those of all but the last layer only where they are kept; see keep_activations().
  std::span<T> activation(std::size_t index) const { return activations_.at(index); }
  std::span<T> activation_gradient(std::size_t index) const { return gradients_.at(index); }
  std::span<T> input_gradient() const noexcept { return input_gradient_; }
  /// The mask of a Dropout layer, (max_count, ...shape): 1 for a value that is kept. Empty for
  /// other layers.
  std::span<T> mask(std::size_t index) const { return layers_.at(index)->mask(); }
  /// What the loss makes of the last layer, (max_count, outputs): softmax for cross-entropy.
  std::span<T> probabilities() const noexcept { return probabilities_; }

  std::span<T> all_parameters() const noexcept { return parameters_; }
  std::span<T> all_gradients() const noexcept { return parameter_gradients_; }
  /// The parameters of layers that are not frozen.
  const std::vector<ParameterRange>& trainable_ranges() const noexcept { return trainable_; }
  const std::vector<NamedTensor<T>>& parameters() const noexcept { return named_parameters_; }
  const std::vector<NamedTensor<T>>& states() const noexcept { return named_states_; }

  /// New random weights; running statistics start afresh.
  void reinitialize(std::uint64_t seed) noexcept;

  /// Runs the first `count` samples of input(). A training pass with a finite outcome also moves
  /// the running statistics. Throws Error(InvalidArgument) unless 1 <= count <= max_count.
  void forward(std::int64_t count, Mode mode, Masks masks = Masks::Draw,
               LayerValues values = LayerValues::Keep);

  /// Where the last pass handed values on, makes it once more, with the weights of now and the
  /// masks of then, so that activation() has those of all layers.
  void keep_activations();

  /// Mean loss of the last forward pass for labels() or targets(). Throws Error(LabelOutOfRange).
  BatchResult loss() const;

  /// loss() and, after it, all gradients; the input gradient only when asked for.
  BatchResult backward(bool with_input_gradient, LayerValues values = LayerValues::Keep);

  /// Gradients of anything: starts from what stands in activation_gradient(index) and goes back to
  /// the input. Gradients of layers that this layer does not depend on become 0; those of later
  /// layers stay as they are. Throws Error(InvalidArgument) before any forward pass.
  void propagate_from(std::size_t index);

  /// Names the first layer of the last pass with an activation, gradient or parameter that is not
  /// finite, `Conv2d(conv2): expected finite activations, got NaN`; empty if there is none.
  std::string first_non_finite();

  std::int64_t last_count() const noexcept { return count_; }
  Mode last_mode() const noexcept { return mode_; }
  /// Indices of the layers that feed layer `index`; kNetworkInput for the input.
  const std::vector<int>& sources(std::size_t index) const {
    return description_.layers.at(index).inputs;
  }
  /// Activations of a source, (max_count, ...shape).
  std::span<T> source_activation(int source) const {
    return source == kNetworkInput ? input_ : activations_[static_cast<std::size_t>(source)];
  }
  const Shape& source_shape(int source) const {
    return source == kNetworkInput ? input_shape() : shapes_[static_cast<std::size_t>(source)];
  }

  /// Training passes so far; random layers draw from this number.
  std::uint64_t training_passes() const noexcept { return training_passes_; }
  void set_training_passes(std::uint64_t passes) noexcept { training_passes_ = passes; }

 private:
  struct Plan;

  std::unique_ptr<Layer<T>> make_layer_for(std::size_t index, std::vector<Shape>&& inputs) const;
  void build_layers();
  void foresee_gradients();
  void plan_memory();
  void check_weights(std::int64_t count) const;
  std::int64_t scratch_elements() const;
  void name_tensors(const Plan& plan);
  void bind_layers(const Plan& plan);
  void find_trainable();
  void connect();
  LayerRun<T> make_run(std::size_t index) const;
  void spare_maxima();
  std::span<LayerRun<T>> runs(LayerValues values) noexcept {
    return values == LayerValues::Keep ? runs_ : lean_runs_;
  }
  void run(Masks masks, LayerValues values);
  LossPass<T> loss_pass() const noexcept;
  void backpropagate(std::size_t last, bool with_input_gradient, LayerValues values);
  T* aim_layer(std::size_t index, LayerRun<T>& run, bool with_input_gradient, T* scratch);
  std::span<T> source_gradient(int source) const noexcept {
    return source == kNetworkInput ? input_gradient_ : gradients_[static_cast<std::size_t>(source)];
  }
  /// Place of a source among the flags of the backward pass.
  static std::size_t flag(int source) noexcept { return static_cast<std::size_t>(source) + 1; }

  NetworkDescription description_;
  std::int64_t max_count_;
  NetworkLimits limits_;
  std::uint64_t seed_;
  ThreadPool* threads_;
  std::vector<std::unique_ptr<Layer<T>>> layers_;
  std::unique_ptr<Loss<T>> loss_;
  std::vector<Shape> shapes_;
  Arena arena_;
  std::span<T> input_, input_gradient_, probabilities_, log_sums_;
  std::span<T> targets_, scratch_;
  std::span<std::int32_t> labels_;
  std::span<T> parameters_, parameter_gradients_, states_;
  std::vector<std::span<T>> activations_, gradients_;
  std::vector<NamedTensor<T>> named_parameters_, named_states_;
  std::vector<ParameterRange> trainable_;
  std::vector<LayerRun<T>> runs_;
  /// How passes that hand values on run: ReLU comes after the maximum pool behind it.
  std::vector<LayerRun<T>> lean_runs_;
  std::vector<std::unique_ptr<Layer<T>>> moved_layers_;
  std::int64_t most_parts_ = kMostParts;
  /// By flag(): whether parameters stand before it, and whether its gradient has been written.
  std::vector<char> learns_, written_;
  std::uint64_t training_passes_ = 0;
  std::int64_t count_ = 0;
  Mode mode_ = Mode::Eval;
  LayerValues values_ = LayerValues::Keep;
};

/// What a network is, for the page: layers with options, shapes, parameters and work.
template <class T>
Json describe(const Network<T>& network);

}  // namespace convscope
