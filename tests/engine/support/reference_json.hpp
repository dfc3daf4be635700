#pragma once

#include <nlohmann/json.hpp>

namespace convscope::testing {

/// A library's JSON, which the tests read and judge by.
using ReferenceJson = nlohmann::json;

}  // namespace convscope::testing
