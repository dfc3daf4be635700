#include "engine/network/execution.hpp"

#include <algorithm>
#include <array>

#include "engine/core/cold.hpp"
#include "engine/core/simd.hpp"

CONVSCOPE_COLD_BEGIN
namespace convscope {
namespace {

/// Activations that a few images may fill before the next ones are looked at: half of a small
/// second-level cache.
constexpr std::int64_t kCachedElements = 64 * 1024;

/// A few images that go through a segment together.
struct Slice {
  std::int64_t count = 0;
  Part part{};
  /// The first of the images that stand for all when gradients are handed on.
  std::int64_t slot = 0;

  std::int64_t place(bool hands_on) const noexcept { return hands_on ? slot : part.first; }
};

/// Pointers into the buffers of a layer's inputs, from a slice's first image on.
template <class T>
class Shifted {
 public:
  template <class From>
  Shifted(const std::vector<From>& from, const std::vector<std::int64_t>& sizes, const Slice& slice,
          std::bitset<kMostInputs> hand_on = {})
      : count_(from.size()) {
    for (std::size_t k = 0; k < count_; ++k) {
      pointers_[k] = from[k] == nullptr ? nullptr : from[k] + slice.place(hand_on[k]) * sizes[k];
    }
  }
  std::span<T* const> span() const { return {pointers_.data(), count_}; }

 private:
  std::array<T*, kMostInputs> pointers_;
  std::size_t count_;
};

/// Calls `act`, forward or observe_forward, for a slice of the batch.
template <auto act, class T>
void forward_slice(LayerRun<T>& run, ForwardPass<T> pass, const Slice& slice) {
  const Shifted<const T> inputs(run.inputs, run.input_sizes, slice);
  pass.count = slice.count;
  pass.inputs = inputs.span();
  pass.output = run.output + slice.part.first * run.output_size;
  pass.part = slice.part;
  (run.layer->*act)(pass);
}

template <class T>
BackwardPass<T> backward_pass(const LayerRun<T>& run, BackwardPass<T> pass, const Slice& slice) {
  pass.count = slice.count;
  pass.output = run.output + slice.part.first * run.output_size;
  pass.output_gradient = run.output_gradient + slice.place(run.hands_on) * run.output_size;
  pass.part = slice.part;
  return pass;
}

/// Calls `act`, backward or observe_backward, for a slice of the batch.
template <auto act, class T>
void act_backward(LayerRun<T>& run, const BackwardPass<T>& whole, const Slice& slice) {
  const Shifted<const T> inputs(run.inputs, run.input_sizes, slice);
  const Shifted<T> gradients(run.input_gradients, run.input_sizes, slice, run.inputs_hand_on);
  BackwardPass<T> pass = backward_pass(run, whole, slice);
  pass.inputs = inputs.span();
  pass.input_gradients = gradients.span();
  (run.layer->*act)(pass);
}

template <class T>
void backward_slice(LayerRun<T>& run, const BackwardPass<T>& whole, const Slice& slice) {
  if (!run.wanted) return;
  act_backward<&Layer<T>::backward>(run, whole, slice);
  const Shifted<T> gradients(run.input_gradients, run.input_sizes, slice, run.inputs_hand_on);
  const Shifted<T> sums(run.gradient_sums, run.input_sizes, slice, run.inputs_hand_on);
  for (std::size_t k = 0; k < run.inputs.size(); ++k) {
    T* sum = sums.span()[k];
    if (sum == nullptr) continue;
    map(
        slice.count * run.input_sizes[k], sum,
        [](const Vec<T>& a, const Vec<T>& b) { return a + b; }, static_cast<const T*>(sum),
        static_cast<const T*>(gradients.span()[k]));
  }
}

/// Images whose activations fit the cache together.
template <class T>
std::int64_t images_at_once(std::span<const LayerRun<T>> layers) {
  std::int64_t elements = 0;
  for (const LayerRun<T>& run : layers) elements += run.output_size;
  return std::max<std::int64_t>(1, kCachedElements / std::max<std::int64_t>(1, elements));
}

/// Calls visit(slice) for a few images after another, parts shared among the threads.
template <class T, class Visit>
void for_each_part(std::span<const LayerRun<T>> layers, std::int64_t count, std::int64_t parts,
                   ThreadPool& threads, const Visit& visit) {
  const std::int64_t step = images_at_once(layers);
  threads.run(parts, [&](std::int64_t index, int worker) {
    const std::int64_t last = (index + 1) * count / parts;
    for (std::int64_t first = index * count / parts; first < last; first += step) {
      visit(Slice{std::min(step, last - first), {first, index, worker}, worker * step});
    }
  });
}

/// Whether the layer can work on a part as soon as its neighbour is done with it.
template <class T>
bool follows(const LayerRun<T>& run) {
  return run.layer->by_parts() && !run.layer->looks_at_batch();
}

/// The layer, when it is to be shown the batch first.
template <class T>
LayerRun<T>* observer(LayerRun<T>& run) {
  return run.layer->looks_at_batch() ? &run : nullptr;
}

/// Runs a segment part by part, and shows each to the observer of what comes out, if there is one.
template <class T>
void forward_parts(std::span<LayerRun<T>> segment, LayerRun<T>* next, const ForwardPass<T>& pass,
                   std::int64_t parts, ThreadPool& threads) {
  for_each_part<T>(segment, pass.count, parts, threads, [&](const Slice& slice) {
    for (LayerRun<T>& run : segment) forward_slice<&Layer<T>::forward>(run, pass, slice);
    if (next != nullptr) forward_slice<&Layer<T>::observe_forward>(*next, pass, slice);
  });
}

template <class T>
void backward_parts(std::span<LayerRun<T>> segment, LayerRun<T>* next, const BackwardPass<T>& pass,
                    std::int64_t parts, ThreadPool& threads) {
  for_each_part<T>(segment, pass.count, parts, threads, [&](const Slice& slice) {
    for (std::size_t i = segment.size(); i-- > 0;) backward_slice(segment[i], pass, slice);
    if (next != nullptr && next->wanted) {
      act_backward<&Layer<T>::observe_backward>(*next, pass, slice);
    }
  });
}

template <class T>
void find_last_readers(std::span<LayerRun<T>> layers) {
  for (std::size_t i = 0; i < layers.size(); ++i) {
    for (const int source : layers[i].sources) {
      if (source >= 0) layers[static_cast<std::size_t>(source)].last_reader = i;
    }
  }
}

/// Decides which gradients of layers [first, last), one segment, are handed on: those that nobody
/// reads outside of it. There must be images enough for every thread to have some for itself.
template <class T>
void decide_what_is_handed_on(std::span<LayerRun<T>> layers, std::size_t first, std::size_t last,
                              std::int64_t count, const ThreadPool& threads) {
  const auto segment = layers.subspan(first, last - first);
  const bool room = threads.threads() * images_at_once<T>(segment) <= count;
  for (LayerRun<T>& run : segment) {
    run.hands_on = room && run.last_reader != 0 && run.last_reader < last;
  }
  for (LayerRun<T>& run : segment) {
    for (std::size_t k = 0; k < run.sources.size(); ++k) {
      const int source = run.sources[k];
      run.inputs_hand_on[k] =
          source >= static_cast<int>(first) && layers[static_cast<std::size_t>(source)].hands_on;
    }
  }
}

}  // namespace

template <class T>
void run_forward(std::span<LayerRun<T>> layers, const ForwardPass<T>& pass, std::int64_t most_parts,
                 ThreadPool& threads) {
  const std::int64_t parts = std::min(pass.count, most_parts);
  // The layer that has seen all of its inputs.
  const LayerRun<T>* observed = nullptr;
  for (std::size_t first = 0; first < layers.size();) {
    std::size_t last = first + 1;
    if (layers[first].layer->by_parts()) {
      while (last < layers.size() && follows(layers[last])) ++last;
    }
    const auto segment = layers.subspan(first, last - first);
    LayerRun<T>* front = observer(segment.front());
    if (front != observed) forward_parts(segment.first(0), front, pass, parts, threads);
    for (LayerRun<T>& run : segment) {
      ForwardPass<T> whole = pass;
      whole.inputs = run.inputs;
      whole.output = run.output;
      run.layer->begin_forward(whole);
    }
    observed = nullptr;
    if (segment.front().layer->by_parts()) {
      LayerRun<T>* next = last < layers.size() ? observer(layers[last]) : nullptr;
      forward_parts(segment, next, pass, parts, threads);
      observed = next;
    } else {
      forward_slice<&Layer<T>::forward>(segment.front(), pass, {pass.count});
    }
    first = last;
  }
}

template <class T>
void run_backward(std::span<LayerRun<T>> layers, const BackwardPass<T>& pass,
                  LayerGradients gradients, std::int64_t most_parts, ThreadPool& threads) {
  const std::int64_t parts = std::min(pass.count, most_parts);
  const LayerRun<T>* observed = nullptr;
  find_last_readers(layers);
  for (std::size_t last = layers.size(); last > 0;) {
    std::size_t first = last - 1;
    const bool by_parts = layers[first].layer->by_parts();
    while (by_parts && first > 0 && follows(layers[first - 1])) --first;
    const auto segment = layers.subspan(first, last - first);
    const bool hand_on = gradients == LayerGradients::HandOn;
    decide_what_is_handed_on(layers, first, last, hand_on ? pass.count : 0, threads);
    LayerRun<T>* back = observer(segment.back());
    if (back != observed) backward_parts(segment.first(0), back, pass, parts, threads);
    for (LayerRun<T>& run : segment) {
      if (!run.wanted) continue;
      BackwardPass<T> whole = backward_pass(run, pass, {pass.count});
      whole.inputs = run.inputs;
      whole.input_gradients = run.input_gradients;
      run.layer->begin_backward(whole);
    }
    observed = nullptr;
    if (by_parts) {
      LayerRun<T>* next = first > 0 ? observer(layers[first - 1]) : nullptr;
      backward_parts(segment, next, pass, parts, threads);
      observed = next;
    } else {
      backward_slice(segment.front(), pass, {pass.count});
    }
    for (LayerRun<T>& run : segment) {
      if (run.wanted) run.layer->end_backward(parts);
    }
    last = first;
  }
}

template void run_forward(std::span<LayerRun<float>>, const ForwardPass<float>&, std::int64_t,
                          ThreadPool&);
template void run_forward(std::span<LayerRun<double>>, const ForwardPass<double>&, std::int64_t,
                          ThreadPool&);
template void run_backward(std::span<LayerRun<float>>, const BackwardPass<float>&, LayerGradients,
                           std::int64_t, ThreadPool&);
template void run_backward(std::span<LayerRun<double>>, const BackwardPass<double>&, LayerGradients,
                           std::int64_t, ThreadPool&);

}  // namespace convscope
CONVSCOPE_COLD_END
