#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/core/thread_pool.hpp"
#include "engine/layers/layer.hpp"

namespace convscope {

/// A layer with the buffers it works on, each for the whole batch.
template <class T>
struct LayerRun {
  Layer<T>* layer = nullptr;
  std::vector<const T*> inputs{};
  std::vector<std::int64_t> input_sizes{};
  T* output = nullptr;
  T* output_gradient = nullptr;
  std::int64_t output_size = 0;
  /// Whether the backward pass at hand needs the layer.
  bool wanted = false;
  /// Where its input gradients go; null where nobody asks.
  std::vector<T*> input_gradients{};
  /// What they are added to afterwards; null where they are written in place.
  std::vector<T*> gradient_sums{};
};

/// Runs the layers one after another over `pass.count` images, of which `pass` names mode, seed and
/// step. Neighbouring layers take a few images at a time, so that these stay in the cache from one
/// layer to the next, and the threads take parts of the batch. `most_parts` is the number of parts
/// that every layer has memory for.
template <class T>
void run_forward(std::span<LayerRun<T>> layers, const ForwardPass<T>& pass, std::int64_t most_parts,
                 ThreadPool& threads);

/// The wanted layers from the last to the first.
template <class T>
void run_backward(std::span<LayerRun<T>> layers, const BackwardPass<T>& pass,
                  std::int64_t most_parts, ThreadPool& threads);

}  // namespace convscope
