#include "engine/network/inspect.hpp"
#include "engine/network/network.hpp"

namespace convscope {
namespace {

Json shape_json(const Shape& shape) {
  return Json::list_of(shape);
}

Json tensors_json(const std::vector<TensorSpec>& specs) {
  Json list = Json::list();
  for (const TensorSpec& spec : specs) {
    Json json = Json::object();
    json.set("name", spec.name);
    json.set("shape", shape_json(spec.shape));
    json.set("count", spec.shape.size());
    list.push(std::move(json));
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
  Json json = Json::object();
  json.set("size", Json::list_of(std::array{field[0].size, field[1].size}));
  json.set("jump", Json::list_of(std::array{field[0].jump, field[1].jump}));
  json.set("start", Json::list_of(std::array{field[0].start, field[1].start}));
  return json;
}

template <class T>
std::int64_t bytes(std::int64_t elements) {
  return elements * static_cast<std::int64_t>(sizeof(T));
}

template <class T>
Json inputs_json(const Network<T>& network, std::size_t index) {
  Json names = Json::list();
  for (const int source : network.sources(index)) {
    names.push(source == kNetworkInput ? "input"
                                       : network.layer(static_cast<std::size_t>(source)).name());
  }
  return names;
}

template <class T>
Json layer_json(const Network<T>& network, std::size_t index) {
  const Layer<T>& layer = network.layer(index);
  const std::int64_t parameters = element_count(layer.parameters());
  const Work work = layer.work();
  Json json = Json::object();
  json.set("index", index);
  json.set("name", layer.name());
  json.set("type", network.layer_description(index).type);
  json.set("options", layer.options().values());
  json.set("inputs", inputs_json(network, index));
  json.set("inputShape", shape_json(layer.input_shape()));
  json.set("outputShape", shape_json(network.output_shape(index)));
  json.set("parameters", tensors_json(layer.parameters()));
  json.set("buffers", tensors_json(layer.states()));
  json.set("parameterCount", parameters);
  json.set("multiplications", work.multiplications);
  json.set("additions", work.additions);
  json.set("activationBytes", bytes<T>(network.output_shape(index).size()));
  json.set("parameterBytes", bytes<T>(parameters + element_count(layer.states())));
  json.set("frozen", layer.frozen());
  json.set("hasMask", !layer.mask().empty());
  json.set("receptiveField", field_json(receptive_field(network, index)));
  return json;
}

}  // namespace

template <class T>
Json describe(const Network<T>& network) {
  Json layers = Json::list();
  for (std::size_t i = 0; i < network.layer_count(); ++i) layers.push(layer_json(network, i));
  Json loss = Json::object();
  loss.set("type", network.description().loss);
  loss.set("options", network.loss_function().options().values());
  Json json = Json::object();
  json.set("input", shape_json(network.input_shape()));
  json.set("layers", std::move(layers));
  json.set("parameterCount", network.all_parameters().size());
  json.set("loss", std::move(loss));
  json.set("outputs", network.outputs());
  json.set("classes", network.classes());
  json.set("maxBatch", network.max_count());
  json.set("arenaBytes", network.arena_bytes());
  json.set("seed", network.seed());
  return json;
}

template Json describe<float>(const Network<float>&);
template Json describe<double>(const Network<double>&);

}  // namespace convscope
