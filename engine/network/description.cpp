#include "engine/network/description.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <set>
#include <utility>

#include "engine/core/error.hpp"
#include "engine/layers/registry.hpp"

namespace convscope {
namespace {

[[noreturn]] void reject(const std::string& message) {
  throw Error(ErrorCode::InvalidDescription, message);
}

std::string excerpt(const Json& value) {
  std::string text = value.dump(-1, ' ', true, Json::error_handler_t::replace);
  return text.size() > 40 ? text.substr(0, 37) + "..." : text;
}

Shape parse_input(const Json& root) {
  if (!root.contains("input")) reject("Network: expected \"input\": [channels, height, width]");
  const Json& input = root["input"];
  const bool fits = input.is_array() && (input.size() == 1 || input.size() == 3);
  if (!fits) reject("Network: expected input [C, H, W] or [F], got " + excerpt(input));
  Shape shape;
  for (const Json& extent : input) {
    const bool valid = extent.is_number() && extent.get<double>() >= 1 &&
                       extent.get<double>() <= kMaxExtent &&
                       extent.get<double>() == static_cast<double>(extent.get<std::int64_t>());
    if (!valid) {
      reject("Network: expected input extents to be integers from 1 to 65536, got " +
             excerpt(input));
    }
    shape.append(extent.get<std::int64_t>());
  }
  return shape;
}

std::string parse_choice(const Json& root, const char* key, std::string_view fallback) {
  if (!root.contains(key)) return std::string(fallback);
  if (!root[key].is_string()) {
    reject(std::string("Network: expected ") + key + " to be a text, got " + excerpt(root[key]));
  }
  return root[key].get<std::string>();
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
      "Network: expected init to be kaiming_uniform, kaiming_normal, xavier_uniform or "
      "xavier_normal, got " +
      given);
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
    if (!json.is_object()) reject(place + ": expected an object, got " + excerpt(json));
    if (!json.contains("type") || !json["type"].is_string()) {
      reject(place + ": expected a \"type\", one of " + known_types());
    }
    LayerDescription layer{.type = json["type"].get<std::string>(), .name = {}, .options = json};
    if (find_layer_schema(layer.type) == nullptr) {
      reject(place + ": expected a type out of " + known_types() + ", got " +
             excerpt(json["type"]));
    }
    const int number = ++counts_[layer.type];
    layer.name = name_of(json, place, name_stem(layer.type) + std::to_string(number));
    layer.options.erase("type");
    layer.options.erase("name");
    return layer;
  }

 private:
  std::string name_of(const Json& json, const std::string& place, std::string name) {
    if (json.contains("name")) {
      if (!json["name"].is_string() || !is_valid_name(json["name"].get<std::string>())) {
        reject(place + ": expected a name of letters, digits, _ and -, got " +
               excerpt(json["name"]));
      }
      name = json["name"].get<std::string>();
    }
    if (!names_.insert(name).second) reject(place + ": expected a name of its own, got " + name);
    return name;
  }

  std::map<std::string, int> counts_;
  std::set<std::string> names_;
};

}  // namespace

NetworkDescription parse_description(std::string_view text) {
  const Json root = Json::parse(text, nullptr, false);
  if (root.is_discarded() || !root.is_object()) {
    reject("Network: expected a JSON object with \"input\" and \"layers\"");
  }
  for (const auto& [key, value] : root.items()) {
    if (key != "input" && key != "layers" && key != "loss" && key != "init") {
      reject("Network: expected input, layers, loss or init, got " + excerpt(key));
    }
  }
  NetworkDescription description;
  description.input = parse_input(root);
  description.init = parse_initializer(root);
  const std::string loss = parse_choice(root, "loss", "CrossEntropyLoss");
  if (loss != "CrossEntropyLoss") {
    reject("Network: expected loss to be CrossEntropyLoss, got " + loss);
  }
  const bool has_layers = root.contains("layers") && root["layers"].is_array();
  if (!has_layers || root["layers"].empty() ||
      root["layers"].size() > NetworkDescription::kMaxLayers) {
    reject("Network: expected \"layers\" to be a list of 1 to 256 layers");
  }
  LayerParser parser;
  for (std::size_t i = 0; i < root["layers"].size(); ++i) {
    description.layers.push_back(parser.parse(root["layers"][i], i));
  }
  return description;
}

}  // namespace convscope
