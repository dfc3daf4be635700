#include "engine/io/safetensors.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "engine/core/error.hpp"
#include "engine/core/json.hpp"

namespace convscope {
namespace {

static_assert(std::endian::native == std::endian::little, "the file format is little-endian");

constexpr std::size_t kLengthBytes = 8;
constexpr const char* kMetadata = "__metadata__";

[[noreturn]] void reject(const std::string& message) {
  throw Error(ErrorCode::InvalidCheckpoint, "Checkpoint: " + message);
}

Json parse_header(std::span<const std::uint8_t> file) {
  if (file.size() < kLengthBytes) {
    reject("expected at least 8 bytes, got " + std::to_string(file.size()));
  }
  std::uint64_t length = 0;
  std::memcpy(&length, file.data(), kLengthBytes);
  if (length > file.size() - kLengthBytes) {
    reject("expected a header of " + std::to_string(length) + " bytes, got a file of " +
           std::to_string(file.size()) + " (truncated, or not a safetensors file)");
  }
  const auto* text = reinterpret_cast<const char*>(file.data() + kLengthBytes);
  Json header = parse_json({text, static_cast<std::size_t>(length)});
  if (!header.is_object()) reject("expected a JSON object as header");
  return header;
}

bool is_index(const Json& value) {
  return value.is_number_unsigned() && value.get<std::uint64_t>() <= (std::uint64_t{1} << 32);
}

bool is_index_list(const Json& value, std::size_t largest) {
  return value.is_array() && value.size() <= largest && std::ranges::all_of(value, is_index);
}

Shape parse_shape(const std::string& name, const Json& entry) {
  if (!entry.is_object() || entry.value("dtype", Json()) != "F32") {
    reject(name + ": expected a tensor of dtype F32");
  }
  const Json extents = entry.value("shape", Json());
  if (!is_index_list(extents, Shape::kMaxRank)) {
    reject(name + ": expected a shape of at most 4 extents");
  }
  Shape shape;
  std::uint64_t size = 1;
  for (const Json& extent : extents) {
    shape.append(extent.get<std::int64_t>());
    size *= extent.get<std::uint64_t>();
    if (size > (std::uint64_t{1} << 30)) reject(name + ": expected a tensor below 4 GiB");
  }
  return shape;
}

std::vector<float> read_values(const std::string& name, const Json& entry, const Shape& shape,
                               std::span<const std::uint8_t> data) {
  const Json offsets = entry.value("data_offsets", Json());
  if (!is_index_list(offsets, 2) || offsets.size() != 2) {
    reject(name + ": expected data_offsets [begin, end]");
  }
  const auto begin = offsets[0].get<std::uint64_t>();
  const auto end = offsets[1].get<std::uint64_t>();
  const std::uint64_t bytes = static_cast<std::uint64_t>(shape.size()) * sizeof(float);
  if (begin > end || end > data.size() || end - begin != bytes) {
    reject(name + ": expected " + std::to_string(bytes) + " bytes of data for shape " +
           shape.to_string() + " within the file, got [" + std::to_string(begin) + ", " +
           std::to_string(end) + ") of " + std::to_string(data.size()));
  }
  std::vector<float> values(static_cast<std::size_t>(shape.size()));
  std::memcpy(values.data(), data.data() + begin, bytes);
  return values;
}

}  // namespace

std::vector<std::uint8_t> write_safetensors(const std::vector<StoredTensor>& tensors,
                                            const std::map<std::string, std::string>& metadata) {
  Json header = Json::object();
  if (!metadata.empty()) header[kMetadata] = metadata;
  std::size_t bytes = 0;
  for (const StoredTensor& tensor : tensors) {
    const std::vector<std::int64_t> shape(tensor.shape.begin(), tensor.shape.end());
    header[tensor.name] = {{"dtype", "F32"},
                           {"shape", shape},
                           {"data_offsets", {bytes, bytes + tensor.values.size_bytes()}}};
    bytes += tensor.values.size_bytes();
  }
  std::string text = header.dump();
  text.resize((text.size() + kLengthBytes - 1) / kLengthBytes * kLengthBytes, ' ');
  const std::uint64_t length = text.size();
  std::vector<std::uint8_t> file(kLengthBytes + text.size() + bytes);
  std::memcpy(file.data(), &length, kLengthBytes);
  std::ranges::copy(text, file.begin() + kLengthBytes);
  std::uint8_t* to = file.data() + kLengthBytes + text.size();
  for (const StoredTensor& tensor : tensors) {
    std::memcpy(to, tensor.values.data(), tensor.values.size_bytes());
    to += tensor.values.size_bytes();
  }
  return file;
}

SafetensorsFile read_safetensors(std::span<const std::uint8_t> file) {
  const Json header = parse_header(file);
  std::uint64_t length = 0;
  std::memcpy(&length, file.data(), kLengthBytes);
  const auto data = file.subspan(kLengthBytes + length);
  SafetensorsFile result;
  std::uint64_t total = 0;
  for (const auto& [name, entry] : header.items()) {
    if (name == kMetadata) {
      for (const auto& [key, value] : entry.items()) {
        if (value.is_string()) result.metadata[key] = value.get<std::string>();
      }
      continue;
    }
    const Shape shape = parse_shape(name, entry);
    // Tensors that share bytes could make a small file claim any amount of memory.
    total += static_cast<std::uint64_t>(shape.size()) * sizeof(float);
    if (total > data.size()) reject("expected tensors that do not overlap");
    result.tensors[name] = {shape, read_values(name, entry, shape, data)};
  }
  return result;
}

}  // namespace convscope
