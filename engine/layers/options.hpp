#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/layers/schema.hpp"

namespace convscope {

/// At most 40 characters of what the user wrote, for messages.
std::string excerpt(const Json& value);

struct Pair {
  std::int64_t height = 0;
  std::int64_t width = 0;
};

/// Rows and columns around an image; `same` means as many as keep its size.
struct Padding {
  std::int64_t top = 0, bottom = 0, left = 0, right = 0;
  bool same = false;
};

/// The options of one layer, checked against its schema and completed with its defaults.
class Options {
 public:
  /// `label` names the layer in errors, e.g. `Conv2d(conv1)`. Throws Error(InvalidOption) for an
  /// unknown name, a missing required option, a wrong type or a value out of range.
  Options(std::string label, const LayerSchema& schema, const Json& given);

  const std::string& label() const noexcept { return label_; }
  std::int64_t integer(const char* name) const;
  double real(const char* name) const;
  bool boolean(const char* name) const;
  Pair pair(const char* name) const;
  std::string choice(const char* name) const;
  Padding padding(const char* name) const;
  std::vector<double> list(const char* name) const;
  /// False for an option that this layer type does not have.
  bool flag(const char* name) const;

  /// All values, defaults included.
  const Json& values() const noexcept { return values_; }

 private:
  std::string label_;
  Json values_;
};

}  // namespace convscope
