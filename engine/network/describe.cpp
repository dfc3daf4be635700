#include "engine/network/inspect.hpp"
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

/// Rows before columns.
Json field_json(const std::array<AxisField, 2>& field) {
  return {{"size", {field[0].size, field[1].size}},
          {"jump", {field[0].jump, field[1].jump}},
          {"start", {field[0].start, field[1].start}}};
}

template <class T>
std::int64_t bytes(std::int64_t elements) {
  return elements * static_cast<std::int64_t>(sizeof(T));
}

}  // namespace

template <class T>
Json describe(const Network<T>& network) {
  Json layers = Json::array();
  const auto source_name = [&](int source) {
    return source == kNetworkInput ? std::string("input")
                                   : network.layer(static_cast<std::size_t>(source)).name();
  };
  for (std::size_t i = 0; i < network.layer_count(); ++i) {
    const Layer<T>& layer = network.layer(i);
    const Work work = layer.work();
    Json inputs = Json::array();
    for (const int source : network.sources(i)) inputs.push_back(source_name(source));
    layers.push_back({{"index", i},
                      {"name", layer.name()},
                      {"type", network.layer_description(i).type},
                      {"options", layer.options().values()},
                      {"inputs", std::move(inputs)},
                      {"inputShape", shape_json(layer.input_shape())},
                      {"outputShape", shape_json(network.output_shape(i))},
                      {"parameters", tensors_json(layer.parameters())},
                      {"buffers", tensors_json(layer.states())},
                      {"parameterCount", element_count(layer.parameters())},
                      {"multiplications", work.multiplications},
                      {"additions", work.additions},
                      {"activationBytes", bytes<T>(network.output_shape(i).size())},
                      {"parameterBytes",
                       bytes<T>(element_count(layer.parameters()) + element_count(layer.states()))},
                      {"frozen", layer.frozen()},
                      {"hasMask", !layer.mask().empty()},
                      {"receptiveField", field_json(receptive_field(network, i))}});
  }
  return {{"input", shape_json(network.input_shape())},
          {"layers", std::move(layers)},
          {"parameterCount", network.all_parameters().size()},
          {"loss",
           {{"type", network.description().loss},
            {"options", network.loss_function().options().values()}}},
          {"outputs", network.outputs()},
          {"classes", network.classes()},
          {"maxBatch", network.max_count()},
          {"arenaBytes", network.arena_bytes()},
          {"seed", network.seed()}};
}

template Json describe<float>(const Network<float>&);
template Json describe<double>(const Network<double>&);

}  // namespace convscope
