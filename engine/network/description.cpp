#include "engine/network/description.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <map>
#include <set>
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

std::string known_types() {
  std::string list;
  for (const LayerSchema& schema : layer_schemas()) {
    list += (list.empty() ? "" : ", ") + std::string(schema.type);
  }
  return list;
}

class LayerParser {
 public:
  LayerDescription parse(const Json& json, std::size_t index) {
    const std::string place = "Network: layer " + std::to_string(index + 1);
    if (!json.is_object()) reject({place, ": expected an object, got ", excerpt(json)});
    if (!json["type"].is_text()) {
      reject({place, ": expected a \"type\", one of ", known_types()});
    }
    LayerDescription layer{.type = json["type"].text(), .name = {}, .options = json};
    if (find_layer_schema(layer.type) == nullptr) {
      reject({place, ": expected a type out of ", known_types(), ", got ", excerpt(json["type"])});
    }
    const int number = ++counts_[layer.type];
    layer.name = name_of(json, place, name_stem(layer.type) + std::to_string(number));
    layer.inputs = inputs_of(json, layer.label(), static_cast<int>(index));
    check_input_count(layer);
    layer.options.erase("type");
    layer.options.erase("name");
    layer.options.erase("inputs");
    places_[layer.name] = static_cast<int>(index);
    return layer;
  }

  /// Names of all layers, wherever they stand; parse() is stricter.
  void announce(const Json& layers) {
    for (const Json& json : layers.items()) {
      if (json["name"].is_text()) announced_.insert(json["name"].text());
    }
  }

 private:
  std::vector<int> inputs_of(const Json& json, const std::string& label, int index) const {
    if (!json.contains("inputs")) return {index - 1};
    const Json& given = json["inputs"];
    Json list = given;
    if (given.is_text()) list = Json::list_of(std::array{given.text()});
    if (!list.is_list() || !std::ranges::all_of(list.items(), &Json::is_text)) {
      reject({label, ": expected inputs to be a list of layer names, got ", excerpt(given)});
    }
    std::vector<int> inputs;
    for (const Json& name : list.items()) inputs.push_back(place_of(name.text(), label));
    return inputs;
  }

  int place_of(const std::string& name, const std::string& label) const {
    if (name == kInputName) return kNetworkInput;
    const auto found = places_.find(name);
    if (found != places_.end()) return found->second;
    const std::string expected = label + ": expected inputs out of earlier layers, got ";
    if (announced_.contains(name) || names_.contains(name)) {
      reject({expected, excerpt(name), ", which stands here or later and would make a cycle"});
    }
    reject({expected, excerpt(name)});
  }

  static void check_input_count(const LayerDescription& layer) {
    const InputCount allowed = find_layer_schema(layer.type)->inputs;
    const auto count = static_cast<int>(layer.inputs.size());
    if (count >= allowed.minimum && count <= allowed.maximum) return;
    const std::string range = allowed.minimum == allowed.maximum
                                  ? std::to_string(allowed.minimum) + " input"
                                  : std::to_string(allowed.minimum) + " to " +
                                        std::to_string(allowed.maximum) + " inputs";
    reject({layer.label(), ": expected ", range, ", got ", count});
  }

  std::string name_of(const Json& json, const std::string& place, std::string name) {
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
    if (!names_.insert(name).second) reject({place, ": expected a name of its own, got ", name});
    return name;
  }

  static constexpr std::string_view kInputName = "input";

  std::map<std::string, int> counts_, places_;
  std::set<std::string> names_, announced_;
};

}  // namespace

namespace {

void parse_loss(const Json& root, NetworkDescription& description) {
  if (!root.contains("loss")) return;
  const Json& loss = root["loss"];
  const Json& type = loss.is_object() ? loss["type"] : loss;
  std::string known;
  for (const LayerSchema& schema : loss_schemas()) {
    known += (known.empty() ? "" : ", ") + std::string(schema.type);
  }
  if (!type.is_text() || find_loss_schema(type.text()) == nullptr) {
    reject({"Network: expected loss to be one of ", known, ", got ", excerpt(type)});
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
  LayerParser parser;
  parser.announce(layers);
  for (std::size_t i = 0; i < layers.size(); ++i) {
    description.layers.push_back(parser.parse(layers.items()[i], i));
  }
  return description;
}

}  // namespace convscope
