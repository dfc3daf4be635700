#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "engine/layers/layer.hpp"

namespace convscope {

/// Schemas of all layer types, in the order of the layer list, without their texts.
std::span<const LayerSchema> layer_schemas();

/// The same with their texts.
std::span<const LayerSchema> documented_layer_schemas();

/// Null for an unknown type.
const LayerSchema* find_layer_schema(std::string_view type);

/// Makes a layer of a type that find_layer_schema knows. Throws Error when its input does not fit.
template <class T>
std::unique_ptr<Layer<T>> make_layer(std::string_view type, LayerArguments&& arguments);

}  // namespace convscope
