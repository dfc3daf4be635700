#pragma once

#include "engine/kernels/linear.hpp"
#include "engine/layers/layer.hpp"

namespace convscope {

/// y = W x + b on flat features: (N, in) to (N, out). As torch.nn.Linear.
template <class T>
class Linear final : public Layer<T> {
 public:
  static constexpr LayerSchema schema() {
    return {.type = "Linear",
            .doc = {"Every output is a weighted sum of all inputs",
                    "全连接层：每个输出都是全部输入的加权和"},
            .formula = R"(y_o = b_o + \sum_i w_{o,i}\, x_i)",
            .size = R"(F' = \text{out\_features})",
            .source = "torch.nn.Linear",
            .nature = {.rereads_output = false},
            .options = {{.name = "out_features",
                         .kind = OptionKind::Integer,
                         .doc = {"Number of outputs", "输出的个数"},
                         .minimum = 1,
                         .maximum = 65536},
                        bias_option(),
                        frozen_option()}};
  }

  explicit Linear(LayerArguments&& arguments)
      : Layer<T>(std::move(arguments)),
        in_(this->flat_input()),
        out_(this->options().integer("out_features")),
        has_bias_(this->options().boolean("bias")) {}

  Shape output_shape() const override { return {out_}; }

  std::vector<TensorSpec> parameters() const override {
    std::vector<TensorSpec> specs{{.name = "weight",
                                   .shape = {out_, in_},
                                   .fill = Fill::Weight,
                                   .fan_in = in_,
                                   .fan_out = out_}};
    if (has_bias_) specs.push_back({.name = "bias", .shape = {out_}});
    return specs;
  }

  MemoryNeeds memory_needs() const override {
    return {.shared = kernels::linear_packed(this->max_count(), out_),
            .workspace = kernels::linear_workspace<T>(this->max_count(), out_)};
  }

  /// Weights are read once for the whole batch.
  bool by_parts() const override { return false; }

  Work work() const override { return {in_ * out_, (has_bias_ ? in_ : in_ - 1) * out_}; }

  void forward(const ForwardPass<T>& pass) noexcept override {
    const auto& memory = this->memory();
    kernels::linear_forward(this->threads(), pass.count, in_, out_, pass.input(),
                            memory.parameters[0].data(),
                            has_bias_ ? memory.parameters[1].data() : nullptr, pass.output);
  }

  void backward(const BackwardPass<T>& pass) noexcept override {
    const auto& memory = this->memory();
    const auto workspaces = [this](int worker) { return this->workspace(worker); };
    kernels::linear_backward_weight(this->threads(), pass.count, in_, out_, pass.input(),
                                    pass.output_gradient, memory.gradients[0].data(),
                                    has_bias_ ? memory.gradients[1].data() : nullptr,
                                    memory.shared.data(), workspaces);
    if (pass.input_gradient() == nullptr) return;
    kernels::linear_backward_input(this->threads(), pass.count, in_, out_, pass.output_gradient,
                                   memory.parameters[0].data(), pass.input_gradient(),
                                   memory.shared.data(), workspaces);
  }

  void list_sources(std::int64_t unit, std::vector<Source>& sources) const override {
    for (std::int64_t i = 0; i < in_; ++i) sources.push_back({0, i, unit * in_ + i});
  }
  std::int64_t source_group(std::int64_t /*unit*/) const override { return 0; }
  Interval source_interval(int /*input*/, int axis, const Interval& outputs) const override {
    return axis == 0 ? outputs : Interval{0, in_ - 1};
  }
  Explanation explain(const ExplainPass<T>& pass) const override {
    const auto& parameters = this->memory().parameters;
    const T* weight = parameters[0].data();
    return this->explain_sum(pass,
                             has_bias_ ? parameters[1][static_cast<std::size_t>(pass.unit)] : T(0),
                             [weight](const Source& source) { return weight[source.weight]; });
  }

 private:
  std::int64_t in_;
  std::int64_t out_;
  bool has_bias_;
};

}  // namespace convscope
