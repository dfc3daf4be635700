#pragma once

#include "engine/layers/adaptive_avg_pool2d.hpp"
#include "engine/layers/adaptive_max_pool2d.hpp"
#include "engine/layers/add.hpp"
#include "engine/layers/avg_pool2d.hpp"
#include "engine/layers/batch_norm1d.hpp"
#include "engine/layers/batch_norm2d.hpp"
#include "engine/layers/concat.hpp"
#include "engine/layers/conv2d.hpp"
#include "engine/layers/conv_transpose2d.hpp"
#include "engine/layers/dropout.hpp"
#include "engine/layers/flatten.hpp"
#include "engine/layers/gelu.hpp"
#include "engine/layers/identity.hpp"
#include "engine/layers/leaky_relu.hpp"
#include "engine/layers/linear.hpp"
#include "engine/layers/log_softmax.hpp"
#include "engine/layers/max_pool2d.hpp"
#include "engine/layers/relu.hpp"
#include "engine/layers/sigmoid.hpp"
#include "engine/layers/silu.hpp"
#include "engine/layers/softmax.hpp"
#include "engine/layers/tanh.hpp"

namespace convscope {

template <class... Layers>
struct TypeList {};

/// Every layer of the engine. The network, the bindings, the editor and the documentation are made
/// from this list.
template <class T>
using LayerList =
    TypeList<Conv2d<T>, ConvTranspose2d<T>, MaxPool2d<T>, AvgPool2d<T>, AdaptiveAvgPool2d<T>,
             AdaptiveMaxPool2d<T>, ReLU<T>, LeakyReLU<T>, Sigmoid<T>, Tanh<T>, GELU<T>, SiLU<T>,
             Softmax<T>, LogSoftmax<T>, BatchNorm1d<T>, BatchNorm2d<T>, Dropout<T>, Flatten<T>,
             Linear<T>, Identity<T>, Add<T>, Concat<T>>;

}  // namespace convscope
