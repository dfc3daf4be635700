#pragma once

#include "engine/core/cold.hpp"
#include "engine/kernels/activation.hpp"
#include "engine/kernels/batch_norm.hpp"
#include "engine/kernels/bias.hpp"
#include "engine/kernels/conv2d.hpp"
#include "engine/kernels/dropout.hpp"
#include "engine/kernels/linear.hpp"
#include "engine/kernels/pad2d.hpp"
#include "engine/kernels/pool2d.hpp"
#include "engine/kernels/round_up.hpp"
#include "engine/kernels/softmax.hpp"
#include "engine/layers/layer.hpp"

// The layers themselves check, describe and call kernels, whose headers stand above.
CONVSCOPE_COLD_MEMBERS_BEGIN
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
CONVSCOPE_COLD_END

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
