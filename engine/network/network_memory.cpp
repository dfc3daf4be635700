#include <algorithm>

#include "engine/kernels/round_up.hpp"
#include "engine/network/network.hpp"

namespace convscope {

/// Slots of everything, while the arena is being planned.
template <class T>
struct Network<T>::Plan {
  struct LayerSlots {
    std::vector<std::int64_t> parameter_offsets, state_offsets;
    Arena::Slot<T> saved;
    Arena::Slot<std::int32_t> saved_indices;
    Arena::Slot<T> shared;
  };
  std::vector<LayerSlots> layers;
  Arena::Slot<T> workspaces;
  std::int64_t workspace_stride = 0;
  Arena::Slot<std::int32_t> workspace_indices;
  std::int64_t workspace_indices_stride = 0;
};

template <class T>
void Network<T>::plan_memory() {
  Plan plan;
  std::int64_t parameter_count = 0;
  std::int64_t state_count = 0;
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
    slots.shared = arena_.reserve<T>(needs.shared);
    // Whole cache lines apart, so that threads do not write to each other's.
    constexpr std::int64_t kLine = 64;
    plan.workspace_stride =
        std::max(plan.workspace_stride, kernels::round_up(needs.workspace, kLine));
    plan.workspace_indices_stride =
        std::max(plan.workspace_indices_stride, kernels::round_up(needs.workspace_indices, kLine));
  }
  check_weights(parameter_count + state_count);
  plan.workspaces = arena_.reserve<T>(plan.workspace_stride * threads_->threads());
  plan.workspace_indices =
      arena_.reserve<std::int32_t>(plan.workspace_indices_stride * threads_->threads());
  const auto parameters = arena_.reserve<T>(parameter_count);
  const auto gradients = arena_.reserve<T>(parameter_count);
  const auto states = arena_.reserve<T>(state_count);
  const auto input = arena_.reserve<T>(max_count_ * input_shape().size());
  const auto input_gradient = arena_.reserve<T>(max_count_ * input_shape().size());
  const auto probabilities = arena_.reserve<T>(max_count_ * outputs());
  const auto log_sums = arena_.reserve<T>(max_count_);
  const auto labels = arena_.reserve<std::int32_t>(max_count_);
  const auto targets = arena_.reserve<T>(loss_->takes_labels() ? 0 : max_count_ * outputs());
  const auto scratch = arena_.reserve<T>(scratch_elements());
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
  targets_ = arena_.span(targets);
  scratch_ = arena_.span(scratch);
  for (const auto& slot : activations) activations_.push_back(arena_.span(slot));
  for (const auto& slot : activation_gradients) gradients_.push_back(arena_.span(slot));
  name_tensors(plan);
  bind_layers(plan);
}

template <class T>
void Network<T>::check_weights(std::int64_t count) const {
  if (count <= limits_.weights) return;
  throw_error(ErrorCode::InvalidCheckpoint,
              {"Network: expected at most ", limits_.weights,
               " weights, as many as the file has room for, got ", count});
}

/// Room for the gradients that layers send to sources which other layers feed on too.
template <class T>
std::int64_t Network<T>::scratch_elements() const {
  std::vector<int> readers(layers_.size() + 1);
  for (const LayerDescription& layer : description_.layers) {
    for (const int source : layer.inputs) ++readers[flag(source)];
  }
  std::int64_t elements = 0;
  for (const LayerDescription& layer : description_.layers) {
    for (const int source : layer.inputs) {
      if (readers[flag(source)] > 1) elements += max_count_ * source_shape(source).size();
    }
  }
  return elements;
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
    memory.shared = arena_.span(plan.layers[i].shared);
    memory.workspaces = arena_.span(plan.workspaces).data();
    memory.workspace_stride = plan.workspace_stride;
    memory.workspace_indices = arena_.span(plan.workspace_indices).data();
    memory.workspace_indices_stride = plan.workspace_indices_stride;
    memory.threads = threads_;
    layers_[i]->bind(std::move(memory));
  }
}

template void Network<float>::plan_memory();
template void Network<double>::plan_memory();

}  // namespace convscope
