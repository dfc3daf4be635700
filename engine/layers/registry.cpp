#include "engine/layers/registry.hpp"

#include <array>

#include "engine/layers/layer_list.hpp"

CONVSCOPE_COLD_BEGIN
namespace convscope {
namespace {

template <class... Layers>
constexpr std::array<LayerSchema, sizeof...(Layers)> collect_schemas(TypeList<Layers...> /*all*/) {
  return {without_texts(Layers::schema())...};
}

template <class... Layers>
constexpr std::array<LayerSchema, sizeof...(Layers)> collect_documentation(
    TypeList<Layers...> /*all*/) {
  return {Layers::schema()...};
}

constexpr std::array kSchemas = collect_schemas(LayerList<float>{});

template <class T, class Candidate>
std::unique_ptr<Layer<T>> make_one(LayerArguments&& arguments) {
  return std::make_unique<Candidate>(std::move(arguments));
}

template <class T>
using Maker = std::unique_ptr<Layer<T>> (*)(LayerArguments&&);

template <class T, class... Layers>
constexpr std::array<Maker<T>, sizeof...(Layers)> collect_makers(TypeList<Layers...> /*all*/) {
  return {make_one<T, Layers>...};
}

/// In the order of the schemas.
template <class T>
constexpr std::array kMakers = collect_makers<T>(LayerList<T>{});

}  // namespace

std::span<const LayerSchema> layer_schemas() {
  return kSchemas;
}

std::span<const LayerSchema> documented_layer_schemas() {
  static constexpr std::array kDocumented = collect_documentation(LayerList<float>{});
  return kDocumented;
}

const LayerSchema* find_layer_schema(std::string_view type) {
  for (const LayerSchema& schema : kSchemas) {
    if (schema.type == type) return &schema;
  }
  return nullptr;
}

template <class T>
std::unique_ptr<Layer<T>> make_layer(std::string_view type, LayerArguments&& arguments) {
  const LayerSchema* schema = find_layer_schema(type);
  if (schema == nullptr) return nullptr;
  return kMakers<T>[static_cast<std::size_t>(schema - kSchemas.data())](std::move(arguments));
}

template std::unique_ptr<Layer<float>> make_layer<float>(std::string_view, LayerArguments&&);
template std::unique_ptr<Layer<double>> make_layer<double>(std::string_view, LayerArguments&&);

}  // namespace convscope
CONVSCOPE_COLD_END
