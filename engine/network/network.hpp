#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/core/arena.hpp"
#include "engine/layers/layer.hpp"
#include "engine/network/description.hpp"

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

/// Outcome of one batch: mean loss and number of right answers among `count`.
struct BatchResult {
  double loss = 0;
  std::int64_t correct = 0;
  std::int64_t count = 0;
};

/// A chain of layers with softmax and cross-entropy at its end. Everything it will ever need is
/// planned and allocated by the constructor, in one arena; forward and backward allocate nothing.
template <class T>
class Network {
 public:
  /// `max_count` is the largest batch. Throws Error when a layer does not fit its input
  /// (ShapeMismatch), an option is wrong (InvalidOption) or memory runs out (OutOfMemory).
  Network(const NetworkDescription& description, std::int64_t max_count, std::uint64_t seed);

  std::size_t layer_count() const noexcept { return layers_.size(); }
  const Layer<T>& layer(std::size_t index) const { return *layers_.at(index); }
  const LayerDescription& layer_description(std::size_t index) const {
    return description_.layers.at(index);
  }
  const Shape& input_shape() const noexcept { return description_.input; }
  const Shape& output_shape(std::size_t index) const { return shapes_.at(index); }
  std::int64_t classes() const noexcept { return shapes_.back()[0]; }
  std::int64_t max_count() const noexcept { return max_count_; }
  std::uint64_t seed() const noexcept { return seed_; }
  std::uint64_t arena_bytes() const noexcept { return arena_.bytes(); }

  /// (max_count, ...input shape), to be filled before forward.
  std::span<T> input() const noexcept { return input_; }
  /// (max_count), to be filled before backward.
  std::span<std::int32_t> labels() const noexcept { return labels_; }
  std::span<T> activation(std::size_t index) const { return activations_.at(index); }
  std::span<T> activation_gradient(std::size_t index) const { return gradients_.at(index); }
  std::span<T> input_gradient() const noexcept { return input_gradient_; }
  /// Softmax of the last layer, (max_count, classes).
  std::span<T> probabilities() const noexcept { return probabilities_; }

  std::span<T> all_parameters() const noexcept { return parameters_; }
  std::span<T> all_gradients() const noexcept { return parameter_gradients_; }
  const std::vector<NamedTensor<T>>& parameters() const noexcept { return named_parameters_; }
  const std::vector<NamedTensor<T>>& states() const noexcept { return named_states_; }

  /// New random weights; running statistics start afresh.
  void reinitialize(std::uint64_t seed) noexcept;

  /// Runs the first `count` samples of input(). A training pass with a finite outcome also moves
  /// the running statistics. Throws Error(InvalidArgument) unless 1 <= count <= max_count.
  void forward(std::int64_t count, Mode mode);

  /// Mean loss of the last forward pass for labels(). Throws Error(LabelOutOfRange).
  BatchResult loss() const;

  /// loss() and, after it, all gradients; the input gradient only when asked for.
  BatchResult backward(bool with_input_gradient);

  /// Training passes so far; random layers draw from this number.
  std::uint64_t training_passes() const noexcept { return training_passes_; }
  void set_training_passes(std::uint64_t passes) noexcept { training_passes_ = passes; }

 private:
  struct Plan;

  void build_layers();
  void plan_memory();
  void name_tensors(const Plan& plan);
  void bind_layers(const Plan& plan);
  const T* layer_input(std::size_t index) const noexcept;

  NetworkDescription description_;
  std::int64_t max_count_;
  std::uint64_t seed_;
  std::vector<std::unique_ptr<Layer<T>>> layers_;
  std::vector<Shape> shapes_;
  Arena arena_;
  std::span<T> input_, input_gradient_, probabilities_, log_sums_;
  std::span<std::int32_t> labels_;
  std::span<T> parameters_, parameter_gradients_, states_;
  std::vector<std::span<T>> activations_, gradients_;
  std::vector<NamedTensor<T>> named_parameters_, named_states_;
  std::uint64_t training_passes_ = 0;
  std::int64_t count_ = 0;
  Mode mode_ = Mode::Eval;
};

/// What a network is, for the page: layers with options, shapes, parameters and work.
template <class T>
Json describe(const Network<T>& network);

}  // namespace convscope
