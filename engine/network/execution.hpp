#pragma once

#include <bitset>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/core/thread_pool.hpp"
#include "engine/layers/layer.hpp"

namespace convscope {

/// What becomes of the values that layers give each other: outputs in the forward pass and their
/// gradients in the backward pass. Handed on from one layer to the next they stay in the cache and
/// are gone afterwards. What the last layer gives and the gradients of parameters and of the input
/// are kept in either case, and the same.
enum class LayerValues { Keep, HandOn };

/// Most inputs of any layer; see the schemas of Add and Concat.
inline constexpr std::size_t kMostInputs = 16;

/// Which values of a layer are handed on in the segment at hand.
struct HandedOn {
  bool output = false;
  std::bitset<kMostInputs> inputs{};
};

/// A layer with the buffers it works on, each for the whole batch.
template <class T>
struct LayerRun {
  Layer<T>* layer = nullptr;
  Nature nature{};
  std::vector<const T*> inputs{};
  std::vector<std::int64_t> input_sizes{};
  /// Indices of the layers that the inputs come from; negative for the network's input.
  std::span<const int> sources{};
  T* output = nullptr;
  T* output_gradient = nullptr;
  std::int64_t output_size = 0;
  /// Index of the last layer that the output goes to; 0 when it goes to none.
  std::size_t last_reader = 0;
  /// Whether a backward pass reads the output.
  bool reread = true;
  /// Whether the backward pass at hand needs the layer.
  bool wanted = false;
  /// Where its input gradients go; null where nobody asks.
  std::vector<T*> input_gradients{};
  /// What they are added to afterwards; null where they are written in place.
  std::vector<T*> gradient_sums{};
  HandedOn values{}, gradients{};
};

/// Finds out who reads what; until then nothing is handed on.
template <class T>
void find_readers(std::span<LayerRun<T>> layers);

/// Runs the layers one after another over `pass.count` images, of which `pass` names mode, seed and
/// step. Neighbouring layers take a few images at a time, so that these stay in the cache from one
/// layer to the next, and the threads take parts of the batch. `most_parts` is the number of parts
/// that every layer has memory for.
template <class T>
void run_forward(std::span<LayerRun<T>> layers, const ForwardPass<T>& pass, LayerValues values,
                 std::int64_t most_parts, ThreadPool& threads);

/// The wanted layers from the last to the first.
template <class T>
void run_backward(std::span<LayerRun<T>> layers, const BackwardPass<T>& pass, LayerValues values,
                  std::int64_t most_parts, ThreadPool& threads);

}  // namespace convscope
