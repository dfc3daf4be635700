#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace convscope {

/// A JSON value. Numbers are doubles, as in JavaScript, and objects keep their names sorted. Small
/// on purpose: with a library for all of JSON, every second byte of the download was JSON.
class Json {
 public:
  enum class Kind : std::uint8_t { Null, Boolean, Number, Text, List, Object };

  Json() = default;
  Json(bool value) : kind_(Kind::Boolean), number_(value ? 1 : 0) {}
  Json(double value) : kind_(Kind::Number), number_(value) {}
  template <std::integral I>
  Json(I value) : Json(static_cast<double>(value)) {}
  Json(std::string_view text) : kind_(Kind::Text), text_(text) {}
  Json(const std::string& text) : Json(std::string_view(text)) {}
  Json(const char* text) : Json(std::string_view(text)) {}
  Json(const Json&);
  Json(Json&&) noexcept;
  Json& operator=(const Json&);
  Json& operator=(Json&&) noexcept;
  ~Json();

  static Json list() { return Json(Kind::List); }
  static Json object() { return Json(Kind::Object); }
  /// Of equal names, the last one counts.
  static Json object_of(std::vector<std::pair<std::string, Json>> entries);
  template <class Range>
  static Json list_of(const Range& values) {
    Json json = list();
    for (const auto& value : values) json.push(value);
    return json;
  }

  bool is_null() const noexcept { return kind_ == Kind::Null; }
  bool is_boolean() const noexcept { return kind_ == Kind::Boolean; }
  bool is_number() const noexcept { return kind_ == Kind::Number; }
  bool is_text() const noexcept { return kind_ == Kind::Text; }
  bool is_list() const noexcept { return kind_ == Kind::List; }
  bool is_object() const noexcept { return kind_ == Kind::Object; }
  /// Whether it is this text.
  bool is(std::string_view text) const noexcept { return is_text() && text_ == text; }

  /// False, 0 and empty for values of another kind.
  bool boolean() const noexcept { return is_boolean() && number_ != 0; }
  double number() const noexcept { return is_number() ? number_ : 0; }
  const std::string& text() const noexcept { return text_; }

  /// The values of a list or an object; none for other kinds.
  const std::vector<Json>& items() const noexcept { return items_; }
  /// The names of an object's values, in their order.
  const std::vector<std::string>& names() const noexcept { return names_; }
  std::size_t size() const noexcept { return items_.size(); }

  bool contains(std::string_view name) const noexcept { return find(name) != nullptr; }
  /// The value of this name in an object, else null.
  const Json& operator[](std::string_view name) const noexcept;
  const Json& operator[](const char* name) const noexcept {
    return (*this)[std::string_view(name)];
  }

  /// Makes or replaces a value of an object.
  void set(std::string_view name, Json value);
  void set(const char* name, bool value);
  void set(const char* name, double value);
  void set(const char* name, std::string_view value);
  void set(const char* name, const char* value) { set(name, std::string_view(value)); }
  void set(const char* name, const std::string& value) { set(name, std::string_view(value)); }
  void set(const char* name, Json value) { set(std::string_view(name), std::move(value)); }
  template <std::integral I>
  void set(const char* name, I value) {
    set(name, static_cast<double>(value));
  }
  void erase(std::string_view name);

  /// Appends to a list.
  void push(Json value);

  /// As JSON without white space; numbers that are not finite become null. `ascii` escapes all
  /// other characters.
  std::string dump(bool ascii = false) const;

  friend bool operator==(const Json& a, const Json& b) noexcept;

 private:
  explicit Json(Kind kind) : kind_(kind) {}
  const Json* find(std::string_view name) const noexcept;
  std::size_t place(std::string_view name) const noexcept;

  Kind kind_ = Kind::Null;
  double number_ = 0;
  std::string text_;
  std::vector<std::string> names_;
  std::vector<Json> items_;
};

/// Empty when the text is not JSON in UTF-8, or is nested deeper than anything that the engine
/// reads: copying and printing recurse, and the stack of a browser is small.
std::optional<Json> parse_json(std::string_view text);

}  // namespace convscope
