#pragma once

#include <string>
#include <vector>

#include <memory>
#include <span>
#include "engine/core/json.hpp"
#include "engine/core/shape.hpp"
#include "engine/network/execution.hpp"

namespace convscope::bench {

/// A layer on a batch of a shape that matters: those of the reference networks A, B and C, of
/// LeNet-5, and one large convolution.
struct OpCase {
  std::string name;
  std::string type;
  Json options;
  Shape input;
  std::int64_t count;
  /// The first layer of a network: nobody asks for its input gradient.
  bool first = false;
  /// Only one gradient in each 2 x 2 window is not zero.
  bool behind_pool = false;
};

const std::vector<OpCase>& op_cases();

/// A layer with random inputs, weights and output gradients, ready to run.
class OpRun {
 public:
  explicit OpRun(const OpCase& op, ThreadPool& threads);

  /// Multiplications and additions of one call.
  double forward_operations() const;
  /// Those of the gradients, each as many as forward; zeros count as if they were multiplied.
  double backward_operations() const { return (first_ ? 1 : 2) * forward_operations(); }
  void forward();
  /// Gradients of the parameters and of the input.
  void backward();

 private:
  std::int64_t count_;
  bool first_;
  std::unique_ptr<Layer<float>> layer_;
  std::vector<std::vector<float>> values_;
  std::vector<std::int32_t> saved_indices_, workspace_indices_;
  std::vector<float> input_, output_, input_gradient_, output_gradient_;
  LayerRun<float> run_;
  ThreadPool& threads_;
};

}  // namespace convscope::bench
