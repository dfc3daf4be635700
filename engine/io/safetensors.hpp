#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/json.hpp"
#include "engine/core/shape.hpp"

namespace convscope {

/// A float32 tensor to write.
struct StoredTensor {
  std::string name;
  Shape shape;
  std::span<const float> values;
};

/// The safetensors format: 8 bytes of header length, a JSON header, little-endian data.
/// Source: the format description of Hugging Face's safetensors. Only F32 is read and written.
/// `metadata` is an object of texts.
std::vector<std::uint8_t> write_safetensors(const std::vector<StoredTensor>& tensors,
                                            const Json& metadata);

/// One found in a file; the data are copied out of it, as they need not be aligned there.
struct LoadedTensor {
  std::string name;
  Shape shape;
  std::vector<float> values;
};

struct SafetensorsFile {
  Json metadata = Json::object();
  /// In the order of their names.
  std::vector<LoadedTensor> tensors;

  /// Null if there is none of this name.
  const LoadedTensor* find(std::string_view name) const;
};

/// Throws Error(InvalidCheckpoint) for anything but a well-formed file; the header is checked
/// before anything is allocated for the data.
SafetensorsFile read_safetensors(std::span<const std::uint8_t> file);

}  // namespace convscope
