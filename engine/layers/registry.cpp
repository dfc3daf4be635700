#include "engine/layers/registry.hpp"

#include "engine/layers/layer_list.hpp"

namespace convscope {
namespace {

template <class... Layers>
std::vector<LayerSchema> collect_schemas(TypeList<Layers...> /*layers*/) {
  return {Layers::schema()...};
}

template <class T, class... Layers>
std::unique_ptr<Layer<T>> make_from(TypeList<Layers...> /*layers*/, std::string_view type,
                                    LayerArguments&& arguments) {
  std::unique_ptr<Layer<T>> made;
  const auto try_type = [&]<class Candidate>() {
    if (Candidate::schema().type != type) return false;
    made = std::make_unique<Candidate>(std::move(arguments));
    return true;
  };
  (try_type.template operator()<Layers>() || ...);
  return made;
}

}  // namespace

const std::vector<LayerSchema>& layer_schemas() {
  static const std::vector<LayerSchema> schemas = collect_schemas(LayerList<float>{});
  return schemas;
}

const LayerSchema* find_layer_schema(std::string_view type) {
  for (const LayerSchema& schema : layer_schemas()) {
    if (schema.type == type) return &schema;
  }
  return nullptr;
}

template <class T>
std::unique_ptr<Layer<T>> make_layer(std::string_view type, LayerArguments arguments) {
  return make_from<T>(LayerList<T>{}, type, std::move(arguments));
}

template std::unique_ptr<Layer<float>> make_layer<float>(std::string_view, LayerArguments);
template std::unique_ptr<Layer<double>> make_layer<double>(std::string_view, LayerArguments);

}  // namespace convscope
