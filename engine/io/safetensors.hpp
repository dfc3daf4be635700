#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "engine/core/shape.hpp"

namespace convscope {

/// A float32 tensor to write, or one found in a file (a view into it).
struct StoredTensor {
  std::string name;
  Shape shape;
  std::span<const float> values;
};

/// The safetensors format: 8 bytes of header length, a JSON header, little-endian data.
/// Source: the format description of Hugging Face's safetensors. Only F32 is read and written.
std::vector<std::uint8_t> write_safetensors(const std::vector<StoredTensor>& tensors,
                                            const std::map<std::string, std::string>& metadata);

struct SafetensorsFile {
  std::map<std::string, std::string> metadata;
  /// By name; data copied out of the file, whose tensors need not be aligned.
  std::map<std::string, std::pair<Shape, std::vector<float>>> tensors;
};

/// Throws Error(InvalidCheckpoint) for anything but a well-formed file; the header is checked
/// before anything is allocated for the data.
SafetensorsFile read_safetensors(std::span<const std::uint8_t> file);

}  // namespace convscope
