#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/error.hpp"
#include "engine/core/shape.hpp"
#include "engine/layers/options.hpp"

namespace convscope {

enum class Mode { Eval, Train };

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

/// Memory of a layer within the network's arena, in the order of its specs.
template <class T>
struct LayerMemory {
  std::vector<std::span<T>> parameters;
  std::vector<std::span<T>> gradients;
  std::vector<std::span<T>> states;
  /// Kept from forward to backward.
  std::span<T> saved;
  std::span<std::int32_t> saved_indices;
  /// Shared by all layers; nothing survives in it from one call to the next.
  std::span<T> workspace;
  std::span<std::int32_t> workspace_indices;
};

/// What a layer needs besides its parameters, in elements.
struct MemoryNeeds {
  std::int64_t saved = 0;
  std::int64_t saved_indices = 0;
  std::int64_t workspace = 0;
  std::int64_t workspace_indices = 0;
};

/// Arithmetic of one forward pass of one sample; activations without products count as nothing.
struct Work {
  std::int64_t multiplications = 0;
  std::int64_t additions = 0;
};

template <class T>
struct ForwardPass {
  Mode mode;
  std::int64_t count;
  /// Random layers draw from the seed of the network, their place in it and the number of this
  /// training pass.
  std::uint64_t seed;
  std::uint64_t step;
  const T* input;
  T* output;
};

template <class T>
struct BackwardPass {
  Mode mode;
  std::int64_t count;
  const T* input;
  const T* output;
  const T* output_gradient;
  /// Null when nobody asks for it (the first layer while training).
  T* input_gradient;
};

/// What a layer is made from.
struct LayerArguments {
  std::string name;
  Shape input;
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
  explicit Layer(LayerArguments arguments) : arguments_(std::move(arguments)) {}
  virtual ~Layer() = default;
  Layer(const Layer&) = delete;
  Layer& operator=(const Layer&) = delete;

  const std::string& name() const noexcept { return arguments_.name; }
  const Shape& input_shape() const noexcept { return arguments_.input; }
  const Options& options() const noexcept { return arguments_.options; }

  /// Shape of one sample's output.
  virtual Shape output_shape() const = 0;
  virtual std::vector<TensorSpec> parameters() const { return {}; }
  virtual std::vector<TensorSpec> states() const { return {}; }
  virtual MemoryNeeds memory_needs() const { return {}; }
  virtual Work work() const { return {}; }

  void bind(LayerMemory<T> memory) { memory_ = std::move(memory); }

  virtual void forward(const ForwardPass<T>& pass) noexcept = 0;
  /// Overwrites the parameter gradients and, when asked for, the input gradient.
  virtual void backward(const BackwardPass<T>& pass) noexcept = 0;
  /// Takes over what a training forward pass learnt about its inputs (running statistics). Called
  /// once the outcome is known to be finite, so that a diverged pass leaves no trace.
  virtual void commit_statistics() noexcept {}

 protected:
  [[noreturn]] void fail(ErrorCode code, const std::string& message) const {
    throw Error(code, arguments_.options.label() + ": " + message);
  }

  /// (C, H, W) of the input; throws Error(ShapeMismatch) for flat inputs.
  const Shape& image_input() const {
    if (!input_shape().is_image()) {
      fail(ErrorCode::ShapeMismatch,
           "expected an input of shape (C, H, W), got " + input_shape().to_string());
    }
    return input_shape();
  }

  /// (F) of the input; throws Error(ShapeMismatch) for images.
  std::int64_t flat_input() const {
    if (input_shape().rank() != 1) {
      fail(ErrorCode::ShapeMismatch, "expected a flat input (F), got " + input_shape().to_string() +
                                         "; put a Flatten before it");
    }
    return input_shape()[0];
  }

  /// floor((in + 2 pad - kernel) / stride) + 1; throws Error(ShapeMismatch) below 1.
  std::int64_t window_count(const char* axis, std::int64_t in, std::int64_t kernel,
                            std::int64_t stride, std::int64_t pad) const {
    if (in + 2 * pad < kernel) {
      fail(ErrorCode::ShapeMismatch, "expected an input " + std::string(axis) + " of at least " +
                                         std::to_string(kernel - 2 * pad) + ", got " +
                                         std::to_string(in));
    }
    return (in + 2 * pad - kernel) / stride + 1;
  }

  const LayerArguments& arguments() const noexcept { return arguments_; }
  const LayerMemory<T>& memory() const noexcept { return memory_; }
  std::int64_t max_count() const noexcept { return arguments_.max_count; }

 private:
  LayerArguments arguments_;
  LayerMemory<T> memory_;
};

}  // namespace convscope
