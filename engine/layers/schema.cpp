#include "engine/layers/schema.hpp"

#include <algorithm>

namespace convscope {
namespace {

std::string_view kind_name(OptionKind kind) {
  switch (kind) {
    case OptionKind::Integer:
      return "int";
    case OptionKind::Real:
      return "float";
    case OptionKind::Boolean:
      return "bool";
    case OptionKind::Pair:
      return "pair";
    case OptionKind::Choice:
      return "enum";
    case OptionKind::Padding:
      return "padding";
    case OptionKind::Axes:
      return "axes";
    case OptionKind::List:
      return "list";
  }
  return "";
}

Json to_json(const Text& text) {
  Json json = Json::object();
  json.set("en", text.en);
  json.set("zh", text.zh);
  return json;
}

Json to_json(const OptionSchema& option) {
  Json json = Json::object();
  json.set("name", option.name);
  json.set("kind", kind_name(option.kind));
  json.set("doc", to_json(option.doc));
  json.set("required", option.fallback.is_none());
  if (!option.fallback.is_none()) json.set("default", option.fallback.json());
  if (option.minimum) json.set("min", *option.minimum);
  if (option.maximum) json.set("max", *option.maximum);
  if (option.maximum_excluded) json.set("maxExcluded", true);
  if (!option.choices.empty()) json.set("values", Json::list_of(option.choices));
  return json;
}

}  // namespace

Json Fallback::json() const {
  switch (kind_) {
    case Json::Kind::Boolean:
      return number_ != 0;
    case Json::Kind::Number:
      return number_;
    case Json::Kind::Text:
      return text_;
    case Json::Kind::List:
      return Json::list();
    default:
      return {};
  }
}

const OptionSchema* LayerSchema::find(std::string_view name) const {
  const auto found = std::ranges::find_if(
      options, [&](const OptionSchema& option) { return option.name == name; });
  return found == options.end() ? nullptr : &*found;
}

Json to_json(const LayerSchema& schema) {
  Json inputs = Json::object();
  inputs.set("min", schema.inputs.minimum);
  inputs.set("max", schema.inputs.maximum);
  Json options = Json::list();
  for (const OptionSchema& option : schema.options) options.push(to_json(option));
  Json json = Json::object();
  json.set("type", schema.type);
  json.set("doc", to_json(schema.doc));
  json.set("formula", schema.formula);
  json.set("size", schema.size);
  json.set("source", schema.source);
  json.set("inputs", std::move(inputs));
  json.set("options", std::move(options));
  return json;
}

}  // namespace convscope
