#pragma once

#include "engine/layers/batch_norm.hpp"

namespace convscope {

/// Batch normalisation of each feature of (N, F) over N. As torch.nn.BatchNorm1d.
template <class T>
class BatchNorm1d final : public BatchNorm<T> {
 public:
  static constexpr LayerSchema schema() {
    return {
        .type = "BatchNorm1d",
        .doc = {"Gives each feature mean 0 and variance 1 over the batch, then scales and shifts",
                "在一个批次内把每个特征变成均值 0、方差 1，再缩放和平移"},
        .formula = BatchNorm<T>::kFormula,
        .source = "torch.nn.BatchNorm1d; Ioffe and Szegedy, ICML 2015",
        .nature = {.rereads_output = false},
        .options = BatchNorm<T>::norm_options()};
  }

  explicit BatchNorm1d(LayerArguments&& arguments) : BatchNorm<T>(std::move(arguments)) {
    this->flat_input();
  }
};

}  // namespace convscope
