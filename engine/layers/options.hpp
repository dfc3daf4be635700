#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/layers/schema.hpp"

namespace convscope {

struct Pair {
  std::int64_t height = 0;
  std::int64_t width = 0;
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

  /// All values, defaults included.
  const Json& values() const noexcept { return values_; }

 private:
  std::string label_;
  Json values_;
};

}  // namespace convscope
