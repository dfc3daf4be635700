#include <doctest/doctest.h>

#include <array>
#include <limits>
#include <string>
#include <vector>

#include "engine/core/error.hpp"
#include "engine/core/json.hpp"
#include "engine/core/number_text.hpp"
#include "engine/network/description.hpp"
#include "tests/engine/support/reference_json.hpp"

using namespace convscope;
using convscope::testing::ReferenceJson;

namespace {

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

const std::vector<std::string> kTexts{
    "null", " true ", "false\n", "\t\"\"\r", "[]", "{}", "[ ]", "{ }", "0", "-0", "10", "-12.5",
    "1e3", "1E+3", "1e-3", "0.1", "5e-324", "1.7976931348623157e308", "9007199254740991",
    "0.30000000000000004", R"({"b": [1, {"a": null}], "a": "x", "b": 2})",
    R"("\"\\\/\b\f\n\r\t\u0041\u00e9\u6570\ud83d\ude00")", R"(["数字", "é", "😀", "\u0000"])",
    // Not JSON:
    "", " ", "nul", "nulll", "tru", "True", "[", "]", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "{",
    "{1: 2}", "{\"a\"}", "{\"a\": }", "{\"a\": 1,}", "{\"a\" 1}", "{a: 1}", "01", "-", "+1", ".5",
    "1.", "1e", "1e+", "--1", "0x10", "1e999", "NaN", "Infinity", "\"", "\"a", "'a'", "\"\\x\"",
    "\"\\u12\"", "\"\\u12g4\"", R"("\ud83d")", R"("\ude00")", R"("\ud83dA")", R"("\ud83d\u0041")",
    "\"\n\"", "\"\x01\"", "1 1", "[] []", "/* */ 1", "\xEF\xBB\xBF 1x",
    // Not UTF-8: a stray byte, too long, a surrogate, beyond Unicode, cut off.
    "\"\x80\"", "\"\xC0\x80\"", "\"\xE0\x80\x80\"", "\"\xED\xA0\x80\"", "\"\xF4\x90\x80\x80\"",
    "\"\xF5\x80\x80\x80\"", "\"\xE6\x95\"", "\"\xF0\x9F\x98\"", "\"\xC3\""};

}  // namespace

TEST_CASE("JSON is taken and refused as a library takes and refuses it") {
  for (const std::string& text : kTexts) {
    INFO("'" << text << "'");
    const std::optional<Json> json = parse_json(text);
    CHECK(json.has_value() == ReferenceJson::accept(text));
    if (!json || !ReferenceJson::accept(text)) continue;
    const auto expected = ReferenceJson::parse(text);
    CHECK(ReferenceJson::parse(json->dump()) == expected);
    const std::string ascii = json->dump(true);
    CHECK(ReferenceJson::parse(ascii) == expected);
    CHECK(std::ranges::all_of(ascii, [](char c) { return c >= 0x20 && c < 0x7F; }));
  }
}

TEST_CASE("JSON is written with sorted names and without white space") {
  const std::string text = R"({"b": [1.50, true], "aa": {"é\n": null}, "a": "\u001F"})";
  CHECK(parse_json(text)->dump() == "{\"a\":\"\\u001f\",\"aa\":{\"é\\n\":null},\"b\":[1.5,true]}");
  CHECK(Json("a\x80z").dump(true) == R"("a\ufffdz")");
  CHECK(Json(std::numeric_limits<double>::infinity()).dump() == "null");
}

TEST_CASE("values of an object are set, replaced, found and erased by name") {
  Json json = Json::object();
  for (const char* name : {"m", "z", "a", "k", "m"}) json.set(name, name);
  json.set("m", 3);
  CHECK(json.size() == 4);
  CHECK(json["m"].number() == 3);
  CHECK(json["k"].is("k"));
  CHECK(json["nowhere"].is_null());
  CHECK_FALSE(json.contains("nowhere"));
  json.erase("a");
  json.erase("nowhere");
  CHECK(json.dump() == R"({"k":"k","m":3,"z":"z"})");
}

TEST_CASE("numbers are written as short as they can be and read back as they were") {
  const std::array<std::pair<double, const char*>, 8> kNumbers{
      {{28, "28"},
       {-3, "-3"},
       {0.5, "0.5"},
       {0.1, "0.1"},
       {1e-8, "1e-8"},
       {2.5e-7, "2.5e-7"},
       {0.999, "0.999"},
       {9007199254740991, "9007199254740991"}}};
  for (const auto& [number, text] : kNumbers) {
    CHECK(ReferenceJson::parse(number_text(number)) == ReferenceJson::parse(text));
    CHECK(number_text(number).size() <= std::string(text).size() + 1);
  }
  double number = 1;
  for (int i = 0; i < 2000; ++i) {
    number *= i % 2 == 0 ? 1.2345678901234567 : -0.77;
    CHECK(parse_number(number_text(number)) == number);
    CHECK(parse_number(number_text(1 / number)) == 1 / number);
  }
}

TEST_CASE("integers of every size and sign are written into messages") {
  using Signed = std::numeric_limits<std::int64_t>;
  CHECK(join({0, " ", -7, " ", 10, " ", 4294967296, " ", Signed::min(), " ", Signed::max(), " ",
              std::numeric_limits<std::uint64_t>::max()}) ==
        "0 -7 10 4294967296 -9223372036854775808 9223372036854775807 18446744073709551615");
}

TEST_CASE("JSON is read up to a depth and refused below it") {
  CHECK(parse_json(nested(30))->dump() == nested(30));
  CHECK_FALSE(parse_json(nested(40)).has_value());
  CHECK_FALSE(parse_json(R"({"a": 1, "b": )" + nested(200000) + "}").has_value());
}

TEST_CASE("a description that is nested too deeply is refused, not followed to the end") {
  CHECK_THROWS_AS(parse_description(R"({"input": )" + nested(200000) + R"(, "layers": []})"),
                  Error);
}

TEST_CASE("of equal names the last counts, and many names in the worst order are read at once") {
  CHECK(parse_json(R"({"b": 1, "a": 2, "b": 3, "a": 4})")->dump() == R"({"a":4,"b":3})");
  // Put into their places one by one, as many as these take minutes.
  std::string text = "{";
  for (int i = 400'000; i > 0; --i) text += '"' + std::to_string(1'000'000 + i) + "\":0,";
  text.back() = '}';
  const auto json = parse_json(text);
  REQUIRE(json.has_value());
  CHECK(json->size() == 400'000);
  CHECK(json->names().front() == "1000001");
}
