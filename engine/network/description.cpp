#include "engine/network/description.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <utility>

#include "engine/core/error.hpp"
#include "engine/layers/registry.hpp"
#include "engine/network/loss.hpp"

namespace convscope {
namespace {

[[noreturn]] void reject(std::initializer_list<Piece> message) {
  throw_error(ErrorCode::InvalidDescription, message);
}

Shape parse_input(const Json& root) {
  if (!root.contains("input")) reject({"Network: expected \"input\": [channels, height, width]"});
  const Json& input = root["input"];
  const bool fits = input.is_list() && (input.size() == 1 || input.size() == 3);
  if (!fits) reject({"Network: expected input [C, H, W] or [F], got ", excerpt(input)});
  Shape shape;
  for (const Json& extent : input.items()) {
    const double value = extent.number();
    const bool valid = value >= 1 && value <= kMaxExtent && value == std::floor(value);
    if (!valid) {
      reject(
          {"Network: expected input extents to be integers from 1 to 65536, got ", excerpt(input)});
    }
    shape.append(static_cast<std::int64_t>(value));
  }
  return shape;
}

std::string parse_choice(const Json& root, const char* key, std::string_view fallback) {
  if (!root.contains(key)) return std::string(fallback);
  if (!root[key].is_text()) {
    reject({"Network: expected ", key, " to be a text, got ", excerpt(root[key])});
  }
  return root[key].text();
}

Initializer parse_initializer(const Json& root) {
  static constexpr std::array<std::pair<std::string_view, Initializer>, 4> kNames{
      {{"kaiming_uniform", Initializer::KaimingUniform},
       {"kaiming_normal", Initializer::KaimingNormal},
       {"xavier_uniform", Initializer::XavierUniform},
       {"xavier_normal", Initializer::XavierNormal}}};
  const std::string given = parse_choice(root, "init", kNames[0].first);
  for (const auto& [name, value] : kNames) {
    if (name == given) return value;
  }
  reject(
      {"Network: expected init to be kaiming_uniform, kaiming_normal, xavier_uniform or "
       "xavier_normal, got ",
       given});
}

/// `BatchNorm2d` -> `batchnorm`.
std::string name_stem(std::string_view type) {
  std::string stem;
  for (char c : type) {
    if (std::isdigit(static_cast<unsigned char>(c)) != 0) break;
    stem += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return stem;
}

bool is_valid_name(const std::string& name) {
  const auto allowed = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '-'; };
  return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, allowed);
}

std::string types_of(std::span<const LayerSchema> schemas) {
  std::string list;
  for (const LayerSchema& schema : schemas) append_name(list, schema.type);
  return list;
}

std::string known_types() {
  return types_of(layer_schemas());
}

/// Looks through all layers for every name: there are at most kMaxLayers of them, and trees of
/// names would be a fiftieth of what a page downloads.
class LayerParser {
 public:
  explicit LayerParser(const Json& layers) : all_(layers) {}

  std::vector<LayerDescription> parse() {
    for (const Json& json : all_.items()) layers_.push_back(parse_one(json));
    return std::move(layers_);
  }

 private:
  LayerDescription parse_one(const Json& json) const {
    const std::string place = join({"Network: layer ", layers_.size() + 1});
    if (!json.is_object()) reject({place, ": expected an object, got ", excerpt(json)});
    if (!json["type"].is_text()) {
      reject({place, ": expected a \"type\", one of ", known_types()});
    }
    LayerDescription layer{.type = json["type"].text(), .name = {}, .options = json};
    const LayerSchema* schema = find_layer_schema(layer.type);
    if (schema == nullptr) {
      reject({place, ": expected a type out of ", known_types(), ", got ", excerpt(json["type"])});
    }
    layer.name = name_of(json, place, layer.type);
    layer.inputs = inputs_of(json, layer, schema->inputs);
    layer.options.erase("type");
    layer.options.erase("name");
    layer.options.erase("inputs");
    return layer;
  }

  std::vector<int> inputs_of(const Json& json, const LayerDescription& layer,
                             InputCount allowed) const {
    std::vector<int> inputs;
    if (!json.contains("inputs")) {
      inputs.push_back(static_cast<int>(layers_.size()) - 1);
      check_count(layer, inputs.size(), allowed);
      return inputs;
    }
    const Json& given = json["inputs"];
    Json list = given;
    if (given.is_text()) list = Json::list_of(std::array{given.text()});
    if (!list.is_list() || !std::ranges::all_of(list.items(), &Json::is_text)) {
      reject(
          {layer.label(), ": expected inputs to be a list of layer names, got ", excerpt(given)});
    }
    check_count(layer, list.size(), allowed);
    for (const Json& name : list.items()) inputs.push_back(place_of(name.text(), layer));
    return inputs;
  }

  int place_of(const std::string& name, const LayerDescription& layer) const {
    if (name == kInputName) return kNetworkInput;
    const auto found = std::ranges::find(layers_, name, &LayerDescription::name);
    if (found != layers_.end()) return static_cast<int>(found - layers_.begin());
    const bool later =
        name == layer.name ||
        std::ranges::any_of(all_.items(), [&](const Json& json) { return json["name"].is(name); });
    reject({layer.label(), ": expected inputs out of earlier layers, got ", excerpt(name),
            later ? ", which stands here or later and would make a cycle" : ""});
  }

  static void check_count(const LayerDescription& layer, std::size_t count, InputCount allowed) {
    const auto least = static_cast<std::size_t>(allowed.minimum);
    const auto most = static_cast<std::size_t>(allowed.maximum);
    if (count >= least && count <= most) return;
    const std::string range = most == least ? join({least}) : join({least, " to ", most});
    reject(
        {layer.label(), ": expected ", range, most == 1 ? " input, got " : " inputs, got ", count});
  }

  std::string name_of(const Json& json, const std::string& place, const std::string& type) const {
    const auto number = std::ranges::count(layers_, type, &LayerDescription::type) + 1;
    std::string name = join({name_stem(type), number});
    if (json.contains("name")) {
      if (!json["name"].is_text() || !is_valid_name(json["name"].text())) {
        reject(
            {place, ": expected a name of letters, digits, _ and -, got ", excerpt(json["name"])});
      }
      name = json["name"].text();
    }
    if (name == kInputName) {
      reject({place, ": expected a name other than input, the network's own"});
    }
    if (std::ranges::find(layers_, name, &LayerDescription::name) != layers_.end()) {
      reject({place, ": expected a name of its own, got ", name});
    }
    return name;
  }

  static constexpr std::string_view kInputName = "input";

  const Json& all_;
  /// Those that stand before the one at hand.
  std::vector<LayerDescription> layers_;
};

void parse_loss(const Json& root, NetworkDescription& description) {
  if (!root.contains("loss")) return;
  const Json& loss = root["loss"];
  const Json& type = loss.is_object() ? loss["type"] : loss;
  if (!type.is_text() || find_loss_schema(type.text()) == nullptr) {
    reject({"Network: expected loss to be one of ", types_of(loss_schemas()), ", got ",
            excerpt(type)});
  }
  description.loss = type.text();
  if (!loss.is_object()) return;
  description.loss_options = loss;
  description.loss_options.erase("type");
}

}  // namespace

NetworkDescription parse_description(std::string_view text) {
  const Json root = parse_json(text).value_or(Json());
  if (!root.is_object()) {
    reject({"Network: expected a JSON object with \"input\" and \"layers\""});
  }
  for (const std::string& key : root.names()) {
    if (key != "input" && key != "layers" && key != "loss" && key != "init") {
      reject({"Network: expected input, layers, loss or init, got ", excerpt(key)});
    }
  }
  NetworkDescription description;
  description.input = parse_input(root);
  description.init = parse_initializer(root);
  parse_loss(root, description);
  const Json& layers = root["layers"];
  if (!layers.is_list() || layers.size() == 0 || layers.size() > NetworkDescription::kMaxLayers) {
    reject({"Network: expected \"layers\" to be a list of 1 to 256 layers"});
  }
  description.layers = LayerParser(layers).parse();
  return description;
}

}  // namespace convscope
