#pragma once

#include "engine/layers/batch_norm.hpp"

namespace convscope {

/// Batch normalisation of each channel of (N, C, H, W) over N, H and W. As torch.nn.BatchNorm2d.
template <class T>
class BatchNorm2d final : public BatchNorm<T> {
 public:
  static constexpr LayerSchema schema() {
    return {
        .type = "BatchNorm2d",
        .doc = {"Gives each channel mean 0 and variance 1 over the batch, then scales and shifts",
                "在一个批次内把每个通道变成均值 0、方差 1，再缩放和平移"},
        .formula = BatchNorm<T>::kFormula,
        .source = "torch.nn.BatchNorm2d; Ioffe and Szegedy, ICML 2015",
        .nature = {.rereads_output = false},
        .options = BatchNorm<T>::norm_options()};
  }

  explicit BatchNorm2d(LayerArguments&& arguments) : BatchNorm<T>(std::move(arguments)) {
    this->image_input();
  }
};

}  // namespace convscope
