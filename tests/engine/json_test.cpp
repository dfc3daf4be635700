#include <doctest/doctest.h>

#include <string>

#include "engine/core/error.hpp"
#include "engine/core/json.hpp"
#include "engine/network/description.hpp"

using namespace convscope;

namespace {

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

}  // namespace

TEST_CASE("JSON is read up to a depth and discarded below it") {
  CHECK(parse_json(nested(30)).dump() == nested(30));
  CHECK(parse_json(R"({"a": [1, {"b": null}]})") == Json{{"a", {1, {{"b", nullptr}}}}});
  CHECK(parse_json("{").is_discarded());
  CHECK(parse_json(nested(40)).is_discarded());
  CHECK(parse_json(R"({"a": 1, "b": )" + nested(200000) + "}").is_discarded());
}

TEST_CASE("a description that is nested too deeply is refused, not followed to the end") {
  CHECK_THROWS_AS(parse_description(R"({"input": )" + nested(200000) + R"(, "layers": []})"),
                  Error);
}
