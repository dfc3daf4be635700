#include "engine/network/network.hpp"

namespace convscope {
namespace {

Json shape_json(const Shape& shape) {
  return Json(std::vector<std::int64_t>(shape.begin(), shape.end()));
}

Json tensors_json(const std::vector<TensorSpec>& specs) {
  Json list = Json::array();
  for (const TensorSpec& spec : specs) {
    list.push_back(
        {{"name", spec.name}, {"shape", shape_json(spec.shape)}, {"count", spec.shape.size()}});
  }
  return list;
}

std::int64_t element_count(const std::vector<TensorSpec>& specs) {
  std::int64_t total = 0;
  for (const TensorSpec& spec : specs) total += spec.shape.size();
  return total;
}

}  // namespace

template <class T>
Json describe(const Network<T>& network) {
  Json layers = Json::array();
  for (std::size_t i = 0; i < network.layer_count(); ++i) {
    const Layer<T>& layer = network.layer(i);
    const Work work = layer.work();
    layers.push_back({{"index", i},
                      {"name", layer.name()},
                      {"type", network.layer_description(i).type},
                      {"options", layer.options().values()},
                      {"inputShape", shape_json(layer.input_shape())},
                      {"outputShape", shape_json(network.output_shape(i))},
                      {"parameters", tensors_json(layer.parameters())},
                      {"buffers", tensors_json(layer.states())},
                      {"parameterCount", element_count(layer.parameters())},
                      {"multiplications", work.multiplications},
                      {"additions", work.additions}});
  }
  return {{"input", shape_json(network.input_shape())},
          {"layers", std::move(layers)},
          {"parameterCount", network.all_parameters().size()},
          {"classes", network.classes()},
          {"maxBatch", network.max_count()},
          {"arenaBytes", network.arena_bytes()},
          {"seed", network.seed()}};
}

template Json describe<float>(const Network<float>&);
template Json describe<double>(const Network<double>&);

}  // namespace convscope
