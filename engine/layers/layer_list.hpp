#pragma once

#include "engine/layers/avg_pool2d.hpp"
#include "engine/layers/batch_norm1d.hpp"
#include "engine/layers/batch_norm2d.hpp"
#include "engine/layers/conv2d.hpp"
#include "engine/layers/dropout.hpp"
#include "engine/layers/flatten.hpp"
#include "engine/layers/linear.hpp"
#include "engine/layers/max_pool2d.hpp"
#include "engine/layers/relu.hpp"
#include "engine/layers/sigmoid.hpp"

namespace convscope {

template <class... Layers>
struct TypeList {};

/// Every layer of the engine. The network, the bindings, the editor and the documentation are made
/// from this list.
template <class T>
using LayerList = TypeList<Conv2d<T>, MaxPool2d<T>, AvgPool2d<T>, ReLU<T>, Sigmoid<T>,
                           BatchNorm1d<T>, BatchNorm2d<T>, Dropout<T>, Flatten<T>, Linear<T>>;

}  // namespace convscope
