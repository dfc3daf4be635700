#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/core/json.hpp"
#include "engine/core/shape.hpp"

namespace convscope {

/// Source of the bounds: He et al., ICCV 2015 (kaiming, gain of ReLU) and Glorot and Bengio,
/// AISTATS 2010 (xavier).
enum class Initializer { KaimingUniform, KaimingNormal, XavierUniform, XavierNormal };

/// In the place of a layer's index.
inline constexpr int kNetworkInput = -1;

struct LayerDescription {
  std::string type;
  std::string name;
  Json options;
  /// Where each input comes from: the index of an earlier layer, or kNetworkInput.
  std::vector<int> inputs{};

  /// `Conv2d(conv1)`, as errors name the layer.
  std::string label() const { return type + "(" + name + ")"; }
};

struct NetworkDescription {
  /// (C, H, W) or (F).
  Shape input;
  std::vector<LayerDescription> layers;
  std::string loss = "CrossEntropyLoss";
  Json loss_options = Json::object();
  Initializer init = Initializer::KaimingUniform;

  static constexpr std::size_t kMaxLayers = 256;
};

/// Reads {"input": [1, 28, 28], "layers": [{"type": "Conv2d", "name": "conv1", ...options}],
/// "loss": "CrossEntropyLoss", "init": "kaiming_uniform"}; name, loss and init may be left out.
/// "inputs": ["conv1", "input"] names earlier layers, or the network's input; a layer without it
/// takes the output of the one before it. A loss with options is {"type": ..., ...options}.
/// Throws Error(InvalidDescription) or Error(InvalidOption).
NetworkDescription parse_description(std::string_view text);

}  // namespace convscope
