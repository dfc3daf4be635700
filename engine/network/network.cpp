#include "engine/network/network.hpp"

#include <algorithm>
#include <cmath>

#include "engine/kernels/cross_entropy.hpp"
#include "engine/layers/registry.hpp"
#include "engine/network/initialize.hpp"

namespace convscope {

/// Slots of everything, while the arena is being planned.
template <class T>
struct Network<T>::Plan {
  struct LayerSlots {
    std::vector<std::int64_t> parameter_offsets, state_offsets;
    Arena::Slot<T> saved;
    Arena::Slot<std::int32_t> saved_indices;
  };
  std::vector<LayerSlots> layers;
  Arena::Slot<T> workspace;
  Arena::Slot<std::int32_t> workspace_indices;
};

template <class T>
Network<T>::Network(const NetworkDescription& description, std::int64_t max_count,
                    std::uint64_t seed)
    : description_(description), max_count_(max_count), seed_(seed) {
  if (max_count < 1 || max_count > 65536) {
    throw Error(ErrorCode::InvalidArgument,
                "Network: expected a batch size from 1 to 65536, got " + std::to_string(max_count));
  }
  build_layers();
  plan_memory();
  reinitialize(seed);
}

template <class T>
void Network<T>::build_layers() {
  Shape shape = description_.input;
  for (std::size_t i = 0; i < description_.layers.size(); ++i) {
    const LayerDescription& layer = description_.layers[i];
    Options options(layer.label(), *find_layer_schema(layer.type), layer.options);
    layers_.push_back(make_layer<T>(layer.type, {.name = layer.name,
                                                 .input = shape,
                                                 .options = std::move(options),
                                                 .max_count = max_count_,
                                                 .index = i}));
    shape = layers_.back()->output_shape();
    shapes_.push_back(shape);
  }
  if (shape.rank() != 1 || shape[0] < 2) {
    throw Error(
        ErrorCode::ShapeMismatch,
        "CrossEntropyLoss: expected the last layer to give at least 2 flat outputs (one for "
        "each class), got " +
            shape.to_string() + " from " + description_.layers.back().label());
  }
}

template <class T>
void Network<T>::plan_memory() {
  Plan plan;
  std::int64_t parameter_count = 0;
  std::int64_t state_count = 0;
  MemoryNeeds shared;
  for (const auto& layer : layers_) {
    auto& slots = plan.layers.emplace_back();
    for (const TensorSpec& spec : layer->parameters()) {
      slots.parameter_offsets.push_back(parameter_count);
      parameter_count += spec.shape.size();
    }
    for (const TensorSpec& spec : layer->states()) {
      slots.state_offsets.push_back(state_count);
      state_count += spec.shape.size();
    }
    const MemoryNeeds needs = layer->memory_needs();
    slots.saved = arena_.reserve<T>(needs.saved);
    slots.saved_indices = arena_.reserve<std::int32_t>(needs.saved_indices);
    shared.workspace = std::max(shared.workspace, needs.workspace);
    shared.workspace_indices = std::max(shared.workspace_indices, needs.workspace_indices);
  }
  plan.workspace = arena_.reserve<T>(shared.workspace);
  plan.workspace_indices = arena_.reserve<std::int32_t>(shared.workspace_indices);
  const auto parameters = arena_.reserve<T>(parameter_count);
  const auto gradients = arena_.reserve<T>(parameter_count);
  const auto states = arena_.reserve<T>(state_count);
  const auto input = arena_.reserve<T>(max_count_ * input_shape().size());
  const auto input_gradient = arena_.reserve<T>(max_count_ * input_shape().size());
  const auto probabilities = arena_.reserve<T>(max_count_ * classes());
  const auto log_sums = arena_.reserve<T>(max_count_);
  const auto labels = arena_.reserve<std::int32_t>(max_count_);
  std::vector<Arena::Slot<T>> activations;
  std::vector<Arena::Slot<T>> activation_gradients;
  for (const Shape& shape : shapes_) {
    activations.push_back(arena_.reserve<T>(max_count_ * shape.size()));
    activation_gradients.push_back(arena_.reserve<T>(max_count_ * shape.size()));
  }

  arena_.allocate();
  parameters_ = arena_.span(parameters);
  parameter_gradients_ = arena_.span(gradients);
  states_ = arena_.span(states);
  input_ = arena_.span(input);
  input_gradient_ = arena_.span(input_gradient);
  probabilities_ = arena_.span(probabilities);
  log_sums_ = arena_.span(log_sums);
  labels_ = arena_.span(labels);
  for (const auto& slot : activations) activations_.push_back(arena_.span(slot));
  for (const auto& slot : activation_gradients) gradients_.push_back(arena_.span(slot));
  name_tensors(plan);
  bind_layers(plan);
}

template <class T>
void Network<T>::name_tensors(const Plan& plan) {
  const auto part = [](std::span<T> all, std::int64_t offset, const Shape& shape) {
    return all.subspan(static_cast<std::size_t>(offset), static_cast<std::size_t>(shape.size()));
  };
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const std::string prefix = layers_[i]->name() + ".";
    std::size_t index = 0;
    for (const TensorSpec& spec : layers_[i]->parameters()) {
      const std::int64_t offset = plan.layers[i].parameter_offsets[index++];
      named_parameters_.push_back({prefix + std::string(spec.name), spec.shape,
                                   part(parameters_, offset, spec.shape),
                                   part(parameter_gradients_, offset, spec.shape)});
    }
    index = 0;
    for (const TensorSpec& spec : layers_[i]->states()) {
      const std::int64_t offset = plan.layers[i].state_offsets[index++];
      named_states_.push_back(
          {prefix + std::string(spec.name), spec.shape, part(states_, offset, spec.shape), {}});
    }
  }
}

template <class T>
void Network<T>::bind_layers(const Plan& plan) {
  std::size_t parameter = 0;
  std::size_t state = 0;
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    LayerMemory<T> memory;
    for (std::size_t k = 0; k < plan.layers[i].parameter_offsets.size(); ++k, ++parameter) {
      memory.parameters.push_back(named_parameters_[parameter].values);
      memory.gradients.push_back(named_parameters_[parameter].gradient);
    }
    for (std::size_t k = 0; k < plan.layers[i].state_offsets.size(); ++k, ++state) {
      memory.states.push_back(named_states_[state].values);
    }
    memory.saved = arena_.span(plan.layers[i].saved);
    memory.saved_indices = arena_.span(plan.layers[i].saved_indices);
    memory.workspace = arena_.span(plan.workspace);
    memory.workspace_indices = arena_.span(plan.workspace_indices);
    layers_[i]->bind(std::move(memory));
  }
}

template <class T>
void Network<T>::reinitialize(std::uint64_t seed) noexcept {
  seed_ = seed;
  const auto fill = [&](const TensorSpec& spec, const NamedTensor<T>& tensor, std::uint64_t index) {
    if (spec.fill == Fill::Weight) {
      fill_weight(description_.init, spec, seed, index, tensor.values);
    } else {
      std::ranges::fill(tensor.values, spec.fill == Fill::One ? T(1) : T(0));
    }
  };
  std::size_t parameter = 0;
  std::size_t state = 0;
  for (const auto& layer : layers_) {
    for (const TensorSpec& spec : layer->parameters()) {
      fill(spec, named_parameters_[parameter], parameter);
      ++parameter;
    }
    for (const TensorSpec& spec : layer->states()) fill(spec, named_states_[state++], 0);
  }
  training_passes_ = 0;
}

template <class T>
const T* Network<T>::layer_input(std::size_t index) const noexcept {
  return index == 0 ? input_.data() : activations_[index - 1].data();
}

template <class T>
void Network<T>::forward(std::int64_t count, Mode mode) {
  if (count < 1 || count > max_count_) {
    throw Error(ErrorCode::InvalidArgument, "Network: expected from 1 to " +
                                                std::to_string(max_count_) + " samples, got " +
                                                std::to_string(count));
  }
  count_ = count;
  mode_ = mode;
  if (mode == Mode::Train) ++training_passes_;
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    layers_[i]->forward({.mode = mode,
                         .count = count,
                         .seed = seed_,
                         .step = training_passes_,
                         .input = layer_input(i),
                         .output = activations_[i].data()});
  }
  kernels::softmax(count, classes(), activations_.back().data(), probabilities_.data(),
                   log_sums_.data());
  const auto outcome = log_sums_.first(static_cast<std::size_t>(count));
  const bool finite = std::ranges::all_of(outcome, [](T value) { return std::isfinite(value); });
  if (mode == Mode::Eval || !finite) return;
  for (const auto& layer : layers_) layer->commit_statistics();
}

template <class T>
BatchResult Network<T>::loss() const {
  for (std::int64_t n = 0; n < count_; ++n) {
    const std::int32_t label = labels_[static_cast<std::size_t>(n)];
    if (label >= 0 && label < classes()) continue;
    throw Error(ErrorCode::LabelOutOfRange, "CrossEntropyLoss: expected a label from 0 to " +
                                                std::to_string(classes() - 1) + ", got " +
                                                std::to_string(label));
  }
  const kernels::LossSum sum = kernels::cross_entropy_sum(
      count_, classes(), activations_.back().data(), log_sums_.data(), labels_.data());
  return {count_ > 0 ? sum.loss / static_cast<double>(count_) : 0, sum.correct, count_};
}

template <class T>
BatchResult Network<T>::backward(bool with_input_gradient) {
  if (count_ == 0) {
    throw Error(ErrorCode::InvalidArgument, "Network: expected a forward pass before backward");
  }
  const BatchResult result = loss();
  kernels::cross_entropy_backward(count_, classes(), probabilities_.data(), labels_.data(),
                                  gradients_.back().data());
  for (std::size_t i = layers_.size(); i-- > 0;) {
    T* first = with_input_gradient ? input_gradient_.data() : nullptr;
    layers_[i]->backward({.mode = mode_,
                          .count = count_,
                          .input = layer_input(i),
                          .output = activations_[i].data(),
                          .output_gradient = gradients_[i].data(),
                          .input_gradient = i == 0 ? first : gradients_[i - 1].data()});
  }
  return result;
}

template class Network<float>;
template class Network<double>;

}  // namespace convscope
