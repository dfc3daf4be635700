#pragma once

#include <nlohmann/json.hpp>

namespace convscope {

using Json = nlohmann::json;

}  // namespace convscope
