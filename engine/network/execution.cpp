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
  /// The first of the images that stand for all when values are handed on.
  std::int64_t slot = 0;

  std::int64_t place(bool handed_on) const noexcept { return handed_on ? slot : part.first; }
};

/// Pointers into the buffers of a layer's inputs, from a slice's first image on.
template <class T>
class Shifted {
 public:
  template <class From>
  Shifted(const std::vector<From>& from, const std::vector<std::int64_t>& sizes, const Slice& slice,
          const std::bitset<kMostInputs>& handed_on)
      : count_(from.size()) {
    for (std::size_t k = 0; k < count_; ++k) {
      pointers_[k] = from[k] == nullptr ? nullptr : from[k] + slice.place(handed_on[k]) * sizes[k];
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
  const Shifted<const T> inputs(run.inputs, run.input_sizes, slice, run.values.inputs);
  pass.count = slice.count;
  pass.inputs = inputs.span();
  pass.output = run.output + slice.place(run.values.output) * run.output_size;
  pass.part = slice.part;
  (run.layer->*act)(pass);
}

template <class T>
BackwardPass<T> backward_pass(const LayerRun<T>& run, BackwardPass<T> pass, const Slice& slice) {
  pass.count = slice.count;
  pass.output = run.output + slice.part.first * run.output_size;
  pass.output_gradient = run.output_gradient + slice.place(run.gradients.output) * run.output_size;
  pass.part = slice.part;
  return pass;
}

/// Calls `act`, backward or observe_backward, for a slice of the batch.
template <auto act, class T>
void act_backward(LayerRun<T>& run, const BackwardPass<T>& whole, const Slice& slice) {
  const Shifted<const T> inputs(run.inputs, run.input_sizes, slice, {});
  const Shifted<T> gradients(run.input_gradients, run.input_sizes, slice, run.gradients.inputs);
  BackwardPass<T> pass = backward_pass(run, whole, slice);
  pass.inputs = inputs.span();
  pass.input_gradients = gradients.span();
  (run.layer->*act)(pass);
}

template <class T>
void backward_slice(LayerRun<T>& run, const BackwardPass<T>& whole, const Slice& slice) {
  if (!run.wanted) return;
  act_backward<&Layer<T>::backward>(run, whole, slice);
  const Shifted<T> gradients(run.input_gradients, run.input_sizes, slice, run.gradients.inputs);
  const Shifted<T> sums(run.gradient_sums, run.input_sizes, slice, run.gradients.inputs);
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

/// Decides which values, those of the forward or of the backward pass, are handed on among layers
/// [first, last), one segment: those that nobody reads outside of it and that need not be kept.
/// There must be images enough for every thread to have some for itself.
template <class T, class MustKeep>
void hand_on(HandedOn LayerRun<T>::* which, std::span<LayerRun<T>> layers, std::size_t first,
             std::size_t last, std::int64_t count, const ThreadPool& threads, MustKeep must_keep) {
  const auto segment = layers.subspan(first, last - first);
  const bool room = threads.threads() * images_at_once<T>(segment) <= count;
  for (LayerRun<T>& run : segment) {
    const bool inside = run.last_reader != 0 && run.last_reader < last;
    (run.*which).output = room && inside && !must_keep(run);
  }
  for (LayerRun<T>& run : segment) {
    for (std::size_t k = 0; k < run.sources.size(); ++k) {
      const int source = run.sources[k];
      (run.*which).inputs[k] = source >= static_cast<int>(first) &&
                               (layers[static_cast<std::size_t>(source)].*which).output;
    }
  }
}

}  // namespace

template <class T>
void find_readers(std::span<LayerRun<T>> layers) {
  for (LayerRun<T>& run : layers) run.reread = run.nature.rereads_output;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    for (const int source : layers[i].sources) {
      if (source < 0) continue;
      LayerRun<T>& read = layers[static_cast<std::size_t>(source)];
      read.last_reader = i;
      read.reread |= layers[i].nature.rereads_inputs;
    }
  }
}

template <class T>
void run_forward(std::span<LayerRun<T>> layers, const ForwardPass<T>& pass, LayerValues values,
                 std::int64_t most_parts, ThreadPool& threads) {
  const std::int64_t parts = std::min(pass.count, most_parts);
  const auto must_keep = [&](const LayerRun<T>& run) {
    return values == LayerValues::Keep || (pass.mode == Mode::Train && run.reread);
  };
  const auto observer = [&](LayerRun<T>& run) {
    return run.layer->looks_at_inputs(pass.mode) ? &run : nullptr;
  };
  // Whether a layer can work on a part as soon as the one before is done with it.
  const auto follows = [&](LayerRun<T>& run) {
    return run.layer->by_parts() && observer(run) == nullptr;
  };
  // An observer looks before its own segment begins, and not as in the pass before this one.
  for (LayerRun<T>& run : layers) run.values = {};
  // The layer that has seen all of its inputs.
  const LayerRun<T>* observed = nullptr;
  for (std::size_t first = 0; first < layers.size();) {
    std::size_t last = first + 1;
    if (layers[first].layer->by_parts()) {
      while (last < layers.size() && follows(layers[last])) ++last;
    }
    const auto segment = layers.subspan(first, last - first);
    hand_on(&LayerRun<T>::values, layers, first, last, pass.count, threads, must_keep);
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
void run_backward(std::span<LayerRun<T>> layers, const BackwardPass<T>& pass, LayerValues values,
                  std::int64_t most_parts, ThreadPool& threads) {
  const std::int64_t parts = std::min(pass.count, most_parts);
  const LayerRun<T>* observed = nullptr;
  const auto must_keep = [&](const LayerRun<T>&) { return values == LayerValues::Keep; };
  const auto observer = [](LayerRun<T>& run) {
    return run.layer->looks_at_gradients() ? &run : nullptr;
  };
  const auto follows = [&](LayerRun<T>& run) {
    return run.layer->by_parts() && observer(run) == nullptr;
  };
  for (std::size_t last = layers.size(); last > 0;) {
    std::size_t first = last - 1;
    const bool by_parts = layers[first].layer->by_parts();
    while (by_parts && first > 0 && follows(layers[first - 1])) --first;
    const auto segment = layers.subspan(first, last - first);
    hand_on(&LayerRun<T>::gradients, layers, first, last, pass.count, threads, must_keep);
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

template void find_readers(std::span<LayerRun<float>>);
template void find_readers(std::span<LayerRun<double>>);
template void run_forward(std::span<LayerRun<float>>, const ForwardPass<float>&, LayerValues,
                          std::int64_t, ThreadPool&);
template void run_forward(std::span<LayerRun<double>>, const ForwardPass<double>&, LayerValues,
                          std::int64_t, ThreadPool&);
template void run_backward(std::span<LayerRun<float>>, const BackwardPass<float>&, LayerValues,
                           std::int64_t, ThreadPool&);
template void run_backward(std::span<LayerRun<double>>, const BackwardPass<double>&, LayerValues,
                           std::int64_t, ThreadPool&);

}  // namespace convscope
CONVSCOPE_COLD_END
