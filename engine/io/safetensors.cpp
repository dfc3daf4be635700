#include "engine/io/safetensors.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>

#include "engine/core/error.hpp"
#include "engine/core/json.hpp"

namespace convscope {
namespace {

static_assert(std::endian::native == std::endian::little, "the file format is little-endian");

constexpr std::size_t kLengthBytes = 8;
constexpr const char* kMetadata = "__metadata__";

[[noreturn]] void reject(std::initializer_list<Piece> message) {
  throw_error(ErrorCode::InvalidCheckpoint, {"Checkpoint: ", join(message)});
}

Json parse_header(std::span<const std::uint8_t> file) {
  if (file.size() < kLengthBytes) {
    reject({"expected at least 8 bytes, got ", file.size()});
  }
  std::uint64_t length = 0;
  std::memcpy(&length, file.data(), kLengthBytes);
  if (length > file.size() - kLengthBytes) {
    reject({"expected a header of ", length, " bytes, got a file of ", file.size(),
            " (truncated, or not a safetensors file)"});
  }
  const auto* text = reinterpret_cast<const char*>(file.data() + kLengthBytes);
  Json header = parse_json({text, static_cast<std::size_t>(length)}).value_or(Json());
  if (!header.is_object()) reject({"expected a JSON object as header"});
  return header;
}

bool is_index(const Json& value) {
  constexpr double kMost = 4294967296.0;
  const double number = value.number();
  return value.is_number() && number >= 0 && number <= kMost && number == std::floor(number);
}

bool is_index_list(const Json& value, std::size_t largest) {
  return value.is_list() && value.size() <= largest && std::ranges::all_of(value.items(), is_index);
}

Shape parse_shape(const std::string& name, const Json& entry) {
  if (!entry["dtype"].is("F32")) {
    reject({name, ": expected a tensor of dtype F32"});
  }
  const Json& extents = entry["shape"];
  if (!is_index_list(extents, Shape::kMaxRank)) {
    reject({name, ": expected a shape of at most 4 extents"});
  }
  Shape shape;
  std::uint64_t size = 1;
  for (const Json& extent : extents.items()) {
    shape.append(static_cast<std::int64_t>(extent.number()));
    size *= static_cast<std::uint64_t>(extent.number());
    if (size > (std::uint64_t{1} << 30)) reject({name, ": expected a tensor below 4 GiB"});
  }
  return shape;
}

std::vector<float> read_values(const std::string& name, const Json& entry, const Shape& shape,
                               std::span<const std::uint8_t> data) {
  const Json& offsets = entry["data_offsets"];
  if (!is_index_list(offsets, 2) || offsets.size() != 2) {
    reject({name, ": expected data_offsets [begin, end]"});
  }
  const auto begin = static_cast<std::uint64_t>(offsets.items()[0].number());
  const auto end = static_cast<std::uint64_t>(offsets.items()[1].number());
  const std::uint64_t bytes = static_cast<std::uint64_t>(shape.size()) * sizeof(float);
  if (begin > end || end > data.size() || end - begin != bytes) {
    reject({name, ": expected ", bytes, " bytes of data for shape ", shape.to_string(),
            " within the file, got [", begin, ", ", end, ") of ", data.size()});
  }
  std::vector<float> values(static_cast<std::size_t>(shape.size()));
  std::memcpy(values.data(), data.data() + begin, bytes);
  return values;
}

}  // namespace

std::vector<std::uint8_t> write_safetensors(const std::vector<StoredTensor>& tensors,
                                            const Json& metadata) {
  Json header = Json::object();
  if (metadata.size() > 0) header.set(kMetadata, metadata);
  std::size_t bytes = 0;
  for (const StoredTensor& tensor : tensors) {
    const std::size_t end = bytes + tensor.values.size_bytes();
    Json entry = Json::object();
    entry.set("dtype", "F32");
    entry.set("shape", Json::list_of(tensor.shape));
    entry.set("data_offsets", Json::list_of(std::array{bytes, end}));
    header.set(tensor.name, std::move(entry));
    bytes = end;
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

const LoadedTensor* SafetensorsFile::find(std::string_view name) const {
  const auto found = std::ranges::lower_bound(tensors, name, {}, &LoadedTensor::name);
  return found != tensors.end() && found->name == name ? &*found : nullptr;
}

SafetensorsFile read_safetensors(std::span<const std::uint8_t> file) {
  const Json header = parse_header(file);
  std::uint64_t length = 0;
  std::memcpy(&length, file.data(), kLengthBytes);
  const auto data = file.subspan(kLengthBytes + length);
  SafetensorsFile result;
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < header.size(); ++i) {
    const std::string& name = header.names()[i];
    const Json& entry = header.items()[i];
    if (name == kMetadata) {
      if (entry.is_object()) result.metadata = entry;
      continue;
    }
    const Shape shape = parse_shape(name, entry);
    // Tensors that share bytes could make a small file claim any amount of memory.
    total += static_cast<std::uint64_t>(shape.size()) * sizeof(float);
    if (total > data.size()) reject({"expected tensors that do not overlap"});
    result.tensors.push_back({name, shape, read_values(name, entry, shape, data)});
  }
  if (total != data.size()) {
    reject({"expected ", total, " bytes of tensors as the header says, got ", data.size()});
  }
  return result;
}

}  // namespace convscope
