#include <cmath>
#include <utility>

#include "engine/core/json.hpp"
#include "engine/core/number_text.hpp"
#include "engine/core/utf8.hpp"

namespace convscope {
namespace {

constexpr int kMaxDepth = 32;

/// Reads as RFC 8259 has it. Every part returns whether it found what it looked for; after one that
/// did not, nothing is read any more.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  std::optional<Json> parse() {
    Json json;
    if (!read(json, 0)) return std::nullopt;
    skip_space();
    if (at_ != text_.size()) return std::nullopt;
    return json;
  }

 private:
  char peek() const noexcept { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool peek_digit() const noexcept { return peek() >= '0' && peek() <= '9'; }

  void skip_space() noexcept {
    while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t') ++at_;
  }

  bool take(char c) noexcept {
    if (peek() != c || at_ == text_.size()) return false;
    ++at_;
    return true;
  }

  /// The next character that is no white space.
  bool take_mark(char c) noexcept {
    skip_space();
    return take(c);
  }

  bool take_word(std::string_view word) noexcept {
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }

  bool read(Json& json, int depth) {
    if (depth > kMaxDepth) return false;
    skip_space();
    if (take('{')) return read_object(json, depth);
    if (take('[')) return read_list(json, depth);
    if (take('"')) return read_value(json);
    if (take_word("null")) return true;
    const bool truth = take_word("true");
    if (truth || take_word("false")) {
      json = truth;
      return true;
    }
    return read_number(json);
  }

  bool read_object(Json& json, int depth) {
    json = Json::object();
    if (take_mark('}')) return true;
    // Sorted at the end: one by one, the names of a hostile file would take quadratic time.
    std::vector<std::pair<std::string, Json>> entries;
    do {
      std::string name;
      Json value;
      if (!take_mark('"') || !read_text(name) || !take_mark(':') || !read(value, depth + 1)) {
        return false;
      }
      entries.emplace_back(std::move(name), std::move(value));
    } while (take_mark(','));
    json = Json::object_of(std::move(entries));
    return take_mark('}');
  }

  bool read_list(Json& json, int depth) {
    json = Json::list();
    if (take_mark(']')) return true;
    do {
      Json value;
      if (!read(value, depth + 1)) return false;
      json.push(std::move(value));
    } while (take_mark(','));
    return take_mark(']');
  }

  bool read_value(Json& json) {
    std::string text;
    const bool found = read_text(text);
    json = text;
    return found;
  }

  /// What follows the opening quotation mark, the closing one included.
  bool read_text(std::string& text) {
    while (!take('"')) {
      if (take('\\')) {
        if (!read_escape(text)) return false;
        continue;
      }
      const std::size_t length = utf8_length(text_, at_);
      if (length == 0 || static_cast<unsigned char>(peek()) < 0x20) return false;
      text += text_.substr(at_, length);
      at_ += length;
    }
    return true;
  }

  bool read_escape(std::string& text) {
    if (take('u')) return read_unicode(text);
    constexpr std::string_view kShort = "\"\"\\\\//b\bf\fn\nr\rt\t";
    for (std::size_t i = 0; i < kShort.size(); i += 2) {
      if (!take(kShort[i])) continue;
      text += kShort[i + 1];
      return true;
    }
    return false;
  }

  bool read_unicode(std::string& text) {
    std::uint32_t code = 0;
    if (!read_unit(code) || (code >= 0xDC00 && code < 0xE000)) return false;
    if (code >= 0xD800 && code < 0xDC00) {
      std::uint32_t low = 0;
      if (!take_word("\\u") || !read_unit(low) || low < 0xDC00 || low >= 0xE000) return false;
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    append_utf8(text, code);
    return true;
  }

  bool read_unit(std::uint32_t& unit) noexcept {
    for (int i = 0; i < 4; ++i, ++at_) {
      const char c = peek();
      const char lower = static_cast<char>(c | 0x20);
      if (peek_digit()) {
        unit = unit << 4 | static_cast<std::uint32_t>(c - '0');
      } else if (lower >= 'a' && lower <= 'f') {
        unit = unit << 4 | static_cast<std::uint32_t>(lower - 'a' + 10);
      } else {
        return false;
      }
    }
    return true;
  }

  bool take_digits() noexcept {
    if (!peek_digit()) return false;
    while (peek_digit()) ++at_;
    return true;
  }

  bool read_number(Json& json) {
    const std::size_t start = at_;
    take('-');
    if (!take('0') && !take_digits()) return false;
    if (take('.') && !take_digits()) return false;
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      if (!take_digits()) return false;
    }
    json = parse_number(text_.substr(start, at_ - start));
    return std::isfinite(json.number());
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<Json> parse_json(std::string_view text) {
  return Parser(text).parse();
}

}  // namespace convscope
