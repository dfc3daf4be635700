#pragma once

#include <nlohmann/json.hpp>

#include <string_view>

namespace convscope {

using Json = nlohmann::json;

/// Discarded when the text is not JSON, or is nested deeper than anything that the engine reads:
/// copying and printing recurse, and the stack of a browser is small.
inline Json parse_json(std::string_view text) {
  constexpr int kMaxDepth = 32;
  bool shallow = true;
  const auto look = [&shallow](int depth, Json::parse_event_t /*event*/, const Json& /*value*/) {
    shallow = shallow && depth <= kMaxDepth;
    return depth <= kMaxDepth;
  };
  Json json = Json::parse(text, look, false);
  if (!shallow) json = Json(Json::value_t::discarded);
  return json;
}

}  // namespace convscope
