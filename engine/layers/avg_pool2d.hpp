#pragma once

#include "engine/layers/pool2d.hpp"

namespace convscope {

/// The mean of each window of (N, C, H, W). As torch.nn.AvgPool2d.
template <class T>
class AvgPool2d final : public Pool2d<T> {
 public:
  static constexpr LayerSchema schema() {
    OptionList options = Pool2d<T>::pool_options();
    options.push_back({.name = "count_include_pad",
                       .kind = OptionKind::Boolean,
                       .doc = {"Count padding as zeros; otherwise only real pixels are averaged",
                               "把补的零也算进平均；否则只平均真实的像素"},
                       .fallback = true});
    return {
        .type = "AvgPool2d",
        .doc = {"Averages each window", "取每个窗口的平均值"},
        .formula =
            R"(y_{c,r,t} = \frac{1}{k_h k_w} \sum_{u,v} x_{c,\,r s_h + u - p_h,\,t s_w + v - p_w})",
        .size = R"(H' = \lfloor (H + 2 p - k) / s \rfloor + 1)",
        .source = "torch.nn.AvgPool2d",
        .nature = {.rereads_inputs = false, .rereads_output = false},
        .options = options};
  }

  using Pool2d<T>::Pool2d;

  Work work() const override { return this->mean_work(); }
  void forward(const ForwardPass<T>& pass) noexcept override { this->forward_mean(pass); }
  void backward(const BackwardPass<T>& pass) noexcept override { this->backward_mean(pass); }
  Explanation explain(const ExplainPass<T>& pass) const override {
    return this->explain_mean(pass);
  }
};

}  // namespace convscope
