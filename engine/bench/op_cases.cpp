#include "engine/bench/op_cases.hpp"

#include "engine/core/rng.hpp"
#include "engine/layers/registry.hpp"

namespace convscope::bench {
namespace {

Json option(const char* name, double value) {
  Json options = Json::object();
  options.set(name, value);
  return options;
}

Json convolution(int channels, int kernel, int padding) {
  Json options = option("out_channels", channels);
  options.set("kernel_size", kernel);
  options.set("padding", padding);
  return options;
}

std::vector<float> random_values(std::int64_t count, std::uint64_t stream) {
  RandomStream random(1, stream);
  std::vector<float> values(static_cast<std::size_t>(count));
  for (float& value : values) value = random.symmetric();
  return values;
}

}  // namespace

const std::vector<OpCase>& op_cases() {
  static const std::vector<OpCase> cases{
      {"A conv1 5x5 1->8", "Conv2d", convolution(8, 5, 0), {1, 28, 28}, 128, true},
      {"A conv2 5x5 8->16", "Conv2d", convolution(16, 5, 0), {8, 12, 12}, 128},
      {"B conv1 3x3 1->32", "Conv2d", convolution(32, 3, 0), {1, 28, 28}, 32, true},
      {"B conv2 3x3 32->64", "Conv2d", convolution(64, 3, 0), {32, 26, 26}, 16},
      {"C conv1 3x3 1->16", "Conv2d", convolution(16, 3, 1), {1, 28, 28}, 128, true},
      {"C conv2 3x3 16->32", "Conv2d", convolution(32, 3, 1), {16, 14, 14}, 128},
      {"LeNet conv1 5x5 1->6", "Conv2d", convolution(6, 5, 2), {1, 28, 28}, 128, true},
      {"LeNet conv2 5x5 6->16", "Conv2d", convolution(16, 5, 0), {6, 14, 14}, 128},
      {"3x3 64->64 at 56x56", "Conv2d", convolution(64, 3, 1), {64, 56, 56}, 2},
      {"A linear 256->10", "Linear", option("out_features", 10), {256}, 128},
      {"B linear 9216->128", "Linear", option("out_features", 128), {9216}, 128},
      {"C linear 1568->10", "Linear", option("out_features", 10), {1568}, 128},
      {"LeNet linear 400->120", "Linear", option("out_features", 120), {400}, 128},
      {"A max pool 2x2", "MaxPool2d", option("kernel_size", 2), {8, 24, 24}, 128},
      {"B max pool 2x2", "MaxPool2d", option("kernel_size", 2), {64, 24, 24}, 16},
      {"C average pool 2x2", "AvgPool2d", option("kernel_size", 2), {16, 28, 28}, 128},
      {"C batch norm", "BatchNorm2d", Json::object(), {16, 28, 28}, 128},
      {"A ReLU", "ReLU", Json::object(), {8, 24, 24}, 128},
      {"B dropout", "Dropout", option("p", 0.25), {9216}, 128},
      {"softmax of 10", "Softmax", Json::object(), {10}, 128}};
  return cases;
}

OpRun::OpRun(const OpCase& op, ThreadPool& threads)
    : count_(op.count), first_(op.first), threads_(threads) {
  Options options(op.type, *find_layer_schema(op.type), op.options);
  layer_ = make_layer<float>(op.type, {.name = "op",
                                       .inputs = {op.input},
                                       .options = std::move(options),
                                       .max_count = count_,
                                       .index = 0});
  LayerMemory<float> memory;
  std::uint64_t stream = 0;
  // Reserved, so that the spans below keep pointing at their vectors.
  values_.reserve(16);
  const auto provide = [&](std::int64_t count) -> std::span<float> {
    return values_.emplace_back(random_values(count, stream++));
  };
  for (const TensorSpec& spec : layer_->parameters()) {
    memory.parameters.push_back(provide(spec.shape.size()));
    memory.gradients.push_back(provide(spec.shape.size()));
  }
  for (const TensorSpec& spec : layer_->states()) {
    memory.states.push_back(provide(spec.shape.size()));
  }
  const MemoryNeeds needs = layer_->memory_needs();
  memory.saved = provide(needs.saved);
  memory.shared = provide(needs.shared);
  memory.workspaces = provide(threads.threads() * needs.workspace).data();
  memory.workspace_stride = needs.workspace;
  saved_indices_.resize(static_cast<std::size_t>(needs.saved_indices));
  memory.saved_indices = saved_indices_;
  memory.threads = &threads;
  layer_->bind(std::move(memory));
  input_ = random_values(count_ * op.input.size(), stream++);
  input_gradient_.resize(input_.size());
  output_gradient_ = random_values(count_ * layer_->output_shape().size(), stream++);
  output_.resize(output_gradient_.size());
  run_ = {.layer = layer_.get(),
          .inputs = {input_.data()},
          .input_sizes = {op.input.size()},
          .output = output_.data(),
          .output_gradient = output_gradient_.data(),
          .output_size = layer_->output_shape().size(),
          .wanted = true,
          .input_gradients = {op.first ? nullptr : input_gradient_.data()},
          .gradient_sums = {nullptr}};
}

double OpRun::forward_operations() const {
  const Work work = layer_->work();
  return static_cast<double>(count_ * (work.multiplications + work.additions));
}

void OpRun::forward() {
  run_forward<float>(std::span(&run_, 1),
                     {.mode = Mode::Train,
                      .count = count_,
                      .seed = 1,
                      .step = 1,
                      .masks = Masks::Draw,
                      .inputs = {},
                      .output = nullptr},
                     LayerValues::Keep, layer_->most_parts(), threads_);
}

void OpRun::backward() {
  run_backward<float>(std::span(&run_, 1),
                      {.mode = Mode::Train,
                       .count = count_,
                       .inputs = {},
                       .output = nullptr,
                       .output_gradient = nullptr,
                       .input_gradients = {}},
                      LayerValues::Keep, layer_->most_parts(), threads_);
}

}  // namespace convscope::bench
