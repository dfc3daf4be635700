#include "engine/network/execution.hpp"

#include <algorithm>
#include <array>

#include "engine/core/cold.hpp"
#include "engine/core/simd.hpp"

CONVSCOPE_COLD_BEGIN
namespace convscope {
namespace {

/// Most inputs of any layer; see the schemas of Add and Concat.
constexpr std::size_t kMostInputs = 16;

/// Activations that a few images may fill before the next ones are looked at: half of a small
/// second-level cache.
constexpr std::int64_t kCachedElements = 64 * 1024;

/// Pointers into the buffers of a layer, from image `first` on.
template <class T>
class Shifted {
 public:
  template <class From>
  Shifted(const std::vector<From>& from, const std::vector<std::int64_t>& sizes, std::int64_t first)
      : count_(from.size()) {
    for (std::size_t k = 0; k < count_; ++k) {
      pointers_[k] = from[k] == nullptr ? nullptr : from[k] + first * sizes[k];
    }
  }
  std::span<T* const> span() const { return {pointers_.data(), count_}; }

 private:
  std::array<T*, kMostInputs> pointers_;
  std::size_t count_;
};

/// Calls `act`, forward or observe_forward, for one part of the batch.
template <auto act, class T>
void forward_part(LayerRun<T>& run, ForwardPass<T> pass, std::int64_t count, const Part& part) {
  const Shifted<const T> inputs(run.inputs, run.input_sizes, part.first);
  pass.count = count;
  pass.inputs = inputs.span();
  pass.output = run.output + part.first * run.output_size;
  pass.part = part;
  (run.layer->*act)(pass);
}

template <class T>
BackwardPass<T> backward_pass(const LayerRun<T>& run, BackwardPass<T> pass, std::int64_t count,
                              const Part& part) {
  pass.count = count;
  pass.output = run.output + part.first * run.output_size;
  pass.output_gradient = run.output_gradient + part.first * run.output_size;
  pass.part = part;
  return pass;
}

/// Calls `act`, backward or observe_backward, for one part of the batch.
template <auto act, class T>
void act_backward(LayerRun<T>& run, const BackwardPass<T>& whole, std::int64_t count,
                  const Part& part) {
  const Shifted<const T> inputs(run.inputs, run.input_sizes, part.first);
  const Shifted<T> gradients(run.input_gradients, run.input_sizes, part.first);
  BackwardPass<T> pass = backward_pass(run, whole, count, part);
  pass.inputs = inputs.span();
  pass.input_gradients = gradients.span();
  (run.layer->*act)(pass);
}

template <class T>
void backward_part(LayerRun<T>& run, const BackwardPass<T>& whole, std::int64_t count,
                   const Part& part) {
  if (!run.wanted) return;
  act_backward<&Layer<T>::backward>(run, whole, count, part);
  const Shifted<const T> gradients(run.input_gradients, run.input_sizes, part.first);
  const Shifted<T> sums(run.gradient_sums, run.input_sizes, part.first);
  for (std::size_t k = 0; k < run.inputs.size(); ++k) {
    T* sum = sums.span()[k];
    if (sum == nullptr) continue;
    map(
        count * run.input_sizes[k], sum, [](const Vec<T>& a, const Vec<T>& b) { return a + b; },
        static_cast<const T*>(sum), gradients.span()[k]);
  }
}

/// Images whose activations fit the cache together.
template <class T>
std::int64_t images_at_once(std::span<const LayerRun<T>> layers) {
  std::int64_t elements = 0;
  for (const LayerRun<T>& run : layers) elements += run.output_size;
  return std::max<std::int64_t>(1, kCachedElements / std::max<std::int64_t>(1, elements));
}

/// Calls visit(count, part) for a few images after another, parts shared among the threads.
template <class T, class Visit>
void for_each_part(std::span<const LayerRun<T>> layers, std::int64_t count, std::int64_t parts,
                   ThreadPool& threads, const Visit& visit) {
  const std::int64_t step = images_at_once(layers);
  threads.run(parts, [&](std::int64_t index, int worker) {
    const std::int64_t last = (index + 1) * count / parts;
    for (std::int64_t first = index * count / parts; first < last; first += step) {
      visit(std::min(step, last - first), Part{first, index, worker});
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
  for_each_part<T>(segment, pass.count, parts, threads, [&](std::int64_t count, const Part& part) {
    for (LayerRun<T>& run : segment) forward_part<&Layer<T>::forward>(run, pass, count, part);
    if (next != nullptr) forward_part<&Layer<T>::observe_forward>(*next, pass, count, part);
  });
}

template <class T>
void backward_parts(std::span<LayerRun<T>> segment, LayerRun<T>* next, const BackwardPass<T>& pass,
                    std::int64_t parts, ThreadPool& threads) {
  for_each_part<T>(segment, pass.count, parts, threads, [&](std::int64_t count, const Part& part) {
    for (std::size_t i = segment.size(); i-- > 0;) backward_part(segment[i], pass, count, part);
    if (next != nullptr && next->wanted) {
      act_backward<&Layer<T>::observe_backward>(*next, pass, count, part);
    }
  });
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
      forward_part<&Layer<T>::forward>(segment.front(), pass, pass.count, {});
    }
    first = last;
  }
}

template <class T>
void run_backward(std::span<LayerRun<T>> layers, const BackwardPass<T>& pass,
                  std::int64_t most_parts, ThreadPool& threads) {
  const std::int64_t parts = std::min(pass.count, most_parts);
  const LayerRun<T>* observed = nullptr;
  for (std::size_t last = layers.size(); last > 0;) {
    std::size_t first = last - 1;
    const bool by_parts = layers[first].layer->by_parts();
    while (by_parts && first > 0 && follows(layers[first - 1])) --first;
    const auto segment = layers.subspan(first, last - first);
    LayerRun<T>* back = observer(segment.back());
    if (back != observed) backward_parts(segment.first(0), back, pass, parts, threads);
    for (LayerRun<T>& run : segment) {
      if (!run.wanted) continue;
      BackwardPass<T> whole = backward_pass(run, pass, pass.count, {});
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
      backward_part(segment.front(), pass, pass.count, {});
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
template void run_backward(std::span<LayerRun<float>>, const BackwardPass<float>&, std::int64_t,
                           ThreadPool&);
template void run_backward(std::span<LayerRun<double>>, const BackwardPass<double>&, std::int64_t,
                           ThreadPool&);

}  // namespace convscope
CONVSCOPE_COLD_END
