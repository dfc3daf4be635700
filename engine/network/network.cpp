#include "engine/network/network.hpp"

#include <algorithm>
#include <cmath>

#include "engine/kernels/finite.hpp"
#include "engine/layers/registry.hpp"
#include "engine/network/initialize.hpp"

namespace convscope {

template <class T>
Network<T>::Network(const NetworkDescription& description, std::int64_t max_count,
                    std::uint64_t seed, const NetworkLimits& limits, ThreadPool& threads,
                    Start start)
    : description_(description),
      max_count_(max_count),
      limits_(limits),
      seed_(seed),
      threads_(&threads),
      arena_(limits.bytes) {
  if (max_count < 1 || max_count > 65536) {
    throw_error(ErrorCode::InvalidArgument,
                {"Network: expected a batch size from 1 to 65536, got ", max_count});
  }
  build_layers();
  foresee_gradients();
  plan_memory();
  connect();
  find_trainable();
  if (start == Start::Random) reinitialize(seed);
}

template <class T>
std::unique_ptr<Layer<T>> Network<T>::make_layer_for(std::size_t index,
                                                     std::vector<Shape>&& inputs) const {
  const LayerDescription& layer = description_.layers[index];
  Options options(layer.label(), *find_layer_schema(layer.type), layer.options);
  return make_layer<T>(layer.type, {.name = layer.name,
                                    .inputs = std::move(inputs),
                                    .options = std::move(options),
                                    .max_count = max_count_,
                                    .index = index});
}

template <class T>
void Network<T>::build_layers() {
  std::uint64_t activation_bytes = 0;
  for (std::size_t i = 0; i < description_.layers.size(); ++i) {
    const LayerDescription& layer = description_.layers[i];
    std::vector<Shape> inputs;
    inputs.reserve(layer.inputs.size());
    for (const int source : layer.inputs) inputs.push_back(source_shape(source));
    layers_.push_back(make_layer_for(i, std::move(inputs)));
    shapes_.push_back(layers_.back()->output_shape());
    // Checked layer by layer, so that no product of extents outgrows 64 bits.
    if (shapes_.back().size() > static_cast<std::int64_t>(Arena::kMaxBytes)) {
      throw_error(ErrorCode::OutOfMemory,
                  {layer.label(), ": expected an output that fits the memory, got shape ",
                   shapes_.back().to_string()});
    }
    // Layers keep lists as long as their sides, so they must not be many before the plan is made.
    activation_bytes +=
        2 * sizeof(T) * static_cast<std::uint64_t>(max_count_ * shapes_.back().size());
    arena_.check(activation_bytes);
  }
  loss_ = make_loss<T>(description_.loss, description_.loss_options, shapes_.back(),
                       description_.layers.back().label());
}

/// Tells every layer how much of its output gradient can be other than zero.
template <class T>
void Network<T>::foresee_gradients() {
  std::vector<double> densities(layers_.size() + 1);
  densities[flag(static_cast<int>(layers_.size()) - 1)] = 1;
  for (std::size_t i = layers_.size(); i-- > 0;) {
    const double density = std::min(densities[flag(static_cast<int>(i))], 1.0);
    layers_[i]->expect_density(density);
    for (const int source : sources(i)) {
      densities[flag(source)] += layers_[i]->gradient_density(density);
    }
  }
}

template <class T>
void Network<T>::connect() {
  learns_.assign(layers_.size() + 1, 0);
  written_.assign(layers_.size() + 1, 0);
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    char learns = layers_[i]->parameters().empty() ? 0 : 1;
    for (const int source : sources(i)) learns |= learns_[flag(source)];
    learns_[flag(static_cast<int>(i))] = learns;
    most_parts_ = std::min(most_parts_, layers_[i]->most_parts());
    runs_.push_back(make_run(i));
    lean_runs_.push_back(make_run(i));
  }
  find_readers<T>(runs_);
  find_readers<T>(lean_runs_);
  spare_maxima();
}

template <class T>
LayerRun<T> Network<T>::make_run(std::size_t index) const {
  LayerRun<T> run{.layer = layers_[index].get(),
                  .nature = find_layer_schema(description_.layers[index].type)->nature,
                  .sources = sources(index),
                  .output = activations_[index].data(),
                  .output_gradient = gradients_[index].data(),
                  .output_size = shapes_[index].size()};
  for (const int source : run.sources) {
    run.inputs.push_back(source_activation(source).data());
    run.input_sizes.push_back(source_shape(source).size());
  }
  run.input_gradients.resize(run.inputs.size());
  run.gradient_sums.resize(run.inputs.size());
  return run;
}

/// Where values are handed on, a layer that spares the maximum comes after a pool behind it, which
/// leaves it less to do; nobody else may read its output. The pool then writes to the buffer
/// between them.
template <class T>
void Network<T>::spare_maxima() {
  for (std::size_t i = 0; i + 1 < lean_runs_.size(); ++i) {
    LayerRun<T>& front = lean_runs_[i];
    LayerRun<T>& back = lean_runs_[i + 1];
    if (!front.nature.spares_maximum || !back.nature.takes_maximum ||
        back.sources[0] != static_cast<int>(i) || front.last_reader != i + 1 ||
        back.output_size > front.output_size) {
      continue;
    }
    std::vector<Shape> inputs;
    inputs.push_back(shapes_[i + 1]);
    moved_layers_.push_back(make_layer_for(i, std::move(inputs)));
    front.layer = back.layer;
    back.layer = moved_layers_.back().get();
    std::swap(front.nature, back.nature);
    front.output_size = back.input_sizes[0] = back.output_size;
  }
  find_readers<T>(lean_runs_);
}

template <class T>
void Network<T>::find_trainable() {
  std::int64_t at = 0;
  for (const auto& layer : layers_) {
    for (const TensorSpec& spec : layer->parameters()) {
      const std::int64_t count = spec.shape.size();
      if (!layer->frozen()) {
        const bool joins =
            !trainable_.empty() && trainable_.back().first + trainable_.back().count == at;
        joins ? void(trainable_.back().count += count) : trainable_.push_back({at, count});
      }
      at += count;
    }
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
void Network<T>::forward(std::int64_t count, Mode mode, Masks masks, LayerValues values) {
  if (count < 1 || count > max_count_) {
    throw_error(ErrorCode::InvalidArgument,
                {"Network: expected from 1 to ", max_count_, " samples, got ", count});
  }
  count_ = count;
  mode_ = mode;
  if (mode == Mode::Train) ++training_passes_;
  run(masks, values);
  const auto scores = activations_.back().first(static_cast<std::size_t>(count * outputs()));
  if (mode == Mode::Eval || !kernels::all_finite<T>(scores)) return;
  for (const auto& layer : layers_) layer->commit_statistics();
}

template <class T>
void Network<T>::run(Masks masks, LayerValues values) {
  values_ = values;
  run_forward<T>(runs(values),
                 {.mode = mode_,
                  .count = count_,
                  .seed = seed_,
                  .step = training_passes_,
                  .masks = masks,
                  .inputs = {},
                  .output = nullptr},
                 values, most_parts_, *threads_);
  loss_->predict(count_, activations_.back().data(), probabilities_.data(), log_sums_.data());
}

template <class T>
void Network<T>::keep_activations() {
  if (values_ == LayerValues::HandOn) run(Masks::Keep, LayerValues::Keep);
}

template <class T>
void Network<T>::aim_at_labels(std::int64_t count) {
  if (loss_->takes_labels()) return;
  for (std::int64_t n = 0; n < count; ++n) {
    const std::int32_t label = labels_[static_cast<std::size_t>(n)];
    if (label < 0 || label >= classes()) {
      throw_error(ErrorCode::LabelOutOfRange,
                  {loss_->options().label(), ": expected a label from 0 to ", classes() - 1,
                   ", got ", label});
    }
    T* row = targets_.data() + n * outputs();
    std::fill_n(row, outputs(), T(0));
    row[outputs() == 1 ? 0 : label] = outputs() == 1 ? static_cast<T>(label) : T(1);
  }
}

template <class T>
LossPass<T> Network<T>::loss_pass() const noexcept {
  return {.count = count_,
          .scores = activations_.back().data(),
          .predictions = probabilities_.data(),
          .log_sums = log_sums_.data(),
          .labels = labels_.data(),
          .targets = targets_.data()};
}

template <class T>
BatchResult Network<T>::loss() const {
  if (count_ == 0) {
    throw_error(ErrorCode::InvalidArgument,
                {"Network: expected a forward pass before backward or loss"});
  }
  return loss_->judge(loss_pass());
}

template <class T>
BatchResult Network<T>::backward(bool with_input_gradient, LayerValues values) {
  if (values == LayerValues::Keep) keep_activations();
  const BatchResult result = loss();
  loss_->backward(loss_pass(), gradients_.back().data());
  backpropagate(layers_.size() - 1, with_input_gradient, values);
  return result;
}

template <class T>
void Network<T>::propagate_from(std::size_t index) {
  if (count_ == 0) {
    throw_error(ErrorCode::InvalidArgument, {"Network: expected a forward pass before gradients"});
  }
  keep_activations();
  backpropagate(index, true, LayerValues::Keep);
}

template <class T>
void Network<T>::backpropagate(std::size_t last, bool with_input_gradient, LayerValues values) {
  const std::span<LayerRun<T>> layers = runs(values).first(last + 1);
  std::ranges::fill(written_, char{0});
  written_[flag(static_cast<int>(last))] = 1;
  T* scratch = scratch_.data();
  for (std::size_t i = last + 1; i-- > 0;) {
    scratch = aim_layer(i, layers[i], with_input_gradient, scratch);
  }
  run_backward<T>(layers,
                  {.mode = mode_,
                   .count = count_,
                   .inputs = {},
                   .output = nullptr,
                   .output_gradient = nullptr,
                   .input_gradients = {}},
                  values, most_parts_, *threads_);
  if (with_input_gradient && written_[flag(kNetworkInput)] == 0) {
    std::ranges::fill(input_gradient_, T(0));
  }
}

/// Decides where a layer's input gradients go. The first layer to reach a source writes its
/// gradient; later ones go through scratch memory and are added. Returns the scratch that is left.
template <class T>
T* Network<T>::aim_layer(std::size_t index, LayerRun<T>& run, bool with_input_gradient,
                         T* scratch) {
  const std::size_t own = flag(static_cast<int>(index));
  run.wanted = with_input_gradient || learns_[own] != 0;
  if (!run.wanted) return scratch;
  if (written_[own] == 0) std::ranges::fill(gradients_[index], T(0));
  const std::vector<int>& inputs = sources(index);
  for (std::size_t k = 0; k < inputs.size(); ++k) {
    const std::size_t source = flag(inputs[k]);
    run.input_gradients[k] = run.gradient_sums[k] = nullptr;
    if (!with_input_gradient && learns_[source] == 0) continue;
    T* whole = source_gradient(inputs[k]).data();
    if (written_[source] == 0) {
      run.input_gradients[k] = whole;
    } else {
      run.input_gradients[k] = scratch;
      run.gradient_sums[k] = whole;
      scratch += max_count_ * run.input_sizes[k];
    }
    written_[source] = 1;
  }
  return scratch;
}

template <class T>
std::string Network<T>::first_non_finite() {
  keep_activations();
  const auto check = [&](std::size_t i, const char* what, std::span<const T> values) {
    const auto broken = std::ranges::find_if_not(values, [](T v) { return std::isfinite(v); });
    if (broken == values.end()) return std::string();
    return description_.layers[i].label() + ": expected finite " + what + ", got " +
           (std::isnan(*broken) ? "NaN" : "infinity");
  };
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const auto used = static_cast<std::size_t>(count_ * shapes_[i].size());
    std::string found = check(i, "activations", activations_[i].first(used));
    if (!found.empty()) return found;
  }
  for (std::size_t i = layers_.size(); i-- > 0;) {
    const std::string prefix = layers_[i]->name() + ".";
    for (const auto& tensor : named_parameters_) {
      if (!tensor.name.starts_with(prefix)) continue;
      std::string found = check(i, "gradients", tensor.gradient);
      if (!found.empty()) return found;
    }
  }
  return {};
}

template class Network<float>;
template class Network<double>;

}  // namespace convscope
