#include "engine/core/json.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "engine/core/number_text.hpp"
#include "engine/core/utf8.hpp"

namespace convscope {
namespace {

class Writer {
 public:
  explicit Writer(bool ascii) : ascii_(ascii) {}

  void write(const Json& json) {
    if (json.is_list() || json.is_object()) return write_items(json);
    if (json.is_text()) return write_text(json.text());
    if (json.is_number() && std::isfinite(json.number())) {
      out_ += number_text(json.number());
    } else if (json.is_boolean()) {
      out_ += json.boolean() ? "true" : "false";
    } else {
      out_ += "null";
    }
  }

  std::string take() { return std::move(out_); }

 private:
  void write_items(const Json& json) {
    out_ += json.is_list() ? '[' : '{';
    for (std::size_t i = 0; i < json.size(); ++i) {
      if (i > 0) out_ += ',';
      if (json.is_object()) {
        write_text(json.names()[i]);
        out_ += ':';
      }
      write(json.items()[i]);
    }
    out_ += json.is_list() ? ']' : '}';
  }

  void write_text(std::string_view text) {
    out_ += '"';
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t length = ascii_ ? std::max<std::size_t>(1, utf8_length(text, at)) : 1;
      write_character(text.substr(at, length));
      at += length;
    }
    out_ += '"';
  }

  void write_character(std::string_view bytes) {
    constexpr std::string_view kShort = "\"\"\\\\\bb\ff\nn\rr\tt";
    const char c = bytes.front();
    for (std::size_t i = 0; i < kShort.size(); i += 2) {
      if (kShort[i] != c) continue;
      out_ += '\\';
      out_ += kShort[i + 1];
      return;
    }
    const std::uint32_t code = utf8_code(bytes);
    if (code >= 0x20 && (!ascii_ || code < 0x7F)) {
      out_ += bytes;
    } else if (code < 0x10000) {
      write_escape(code);
    } else {
      write_escape(0xD7C0 + (code >> 10));
      write_escape(0xDC00 + (code & 0x3FF));
    }
  }

  void write_escape(std::uint32_t unit) {
    out_ += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) out_ += "0123456789abcdef"[unit >> shift & 15];
  }

  std::string out_;
  bool ascii_;
};

}  // namespace

// Out of line, as each of them is longer than a call.
Json::Json(const Json&) = default;
Json::Json(Json&&) noexcept = default;
Json& Json::operator=(const Json&) = default;
Json& Json::operator=(Json&&) noexcept = default;
Json::~Json() = default;

Json Json::object_of(std::vector<std::pair<std::string, Json>> entries) {
  // A heap sort of places has no worst case for hostile texts and a fifth of the code of a stable
  // sort of entries.
  std::vector<std::size_t> order(entries.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto earlier = [&](std::size_t a, std::size_t b) {
    const int names = entries[a].first.compare(entries[b].first);
    return names != 0 ? names < 0 : a < b;
  };
  std::ranges::make_heap(order, earlier);
  std::ranges::sort_heap(order, earlier);
  Json json = object();
  for (const std::size_t at : order) {
    auto& [name, value] = entries[at];
    if (!json.names_.empty() && json.names_.back() == name) {
      json.items_.back() = std::move(value);
    } else {
      json.names_.push_back(std::move(name));
      json.items_.push_back(std::move(value));
    }
  }
  return json;
}

std::size_t Json::place(std::string_view name) const noexcept {
  return static_cast<std::size_t>(std::ranges::lower_bound(names_, name) - names_.begin());
}

const Json* Json::find(std::string_view name) const noexcept {
  const std::size_t at = place(name);
  return at < names_.size() && names_[at] == name ? &items_[at] : nullptr;
}

const Json& Json::operator[](std::string_view name) const noexcept {
  static const Json null;
  const Json* found = find(name);
  return found != nullptr ? *found : null;
}

void Json::set(std::string_view name, Json value) {
  const auto at = static_cast<std::ptrdiff_t>(place(name));
  if (contains(name)) {
    items_[static_cast<std::size_t>(at)] = std::move(value);
    return;
  }
  names_.insert(names_.begin() + at, std::string(name));
  items_.insert(items_.begin() + at, std::move(value));
}

void Json::set(const char* name, bool value) {
  set(std::string_view(name), Json(value));
}

void Json::set(const char* name, double value) {
  set(std::string_view(name), Json(value));
}

void Json::set(const char* name, std::string_view value) {
  set(std::string_view(name), Json(value));
}

void Json::erase(std::string_view name) {
  const auto at = static_cast<std::ptrdiff_t>(place(name));
  if (!contains(name)) return;
  names_.erase(names_.begin() + at);
  items_.erase(items_.begin() + at);
}

void Json::push(Json value) {
  items_.push_back(std::move(value));
}

std::string Json::dump(bool ascii) const {
  Writer writer(ascii);
  writer.write(*this);
  return writer.take();
}

bool operator==(const Json& a, const Json& b) noexcept {
  return a.kind_ == b.kind_ && a.number_ == b.number_ && a.text_ == b.text_ &&
         a.names_ == b.names_ && a.items_ == b.items_;
}

}  // namespace convscope
