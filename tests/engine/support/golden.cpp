#include "tests/engine/support/golden.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace convscope::testing {
namespace {

std::vector<std::uint8_t> read_bytes(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  REQUIRE_MESSAGE(stream.good(), path.string());
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

std::vector<GoldenGroup> read_groups() {
  std::vector<GoldenGroup> groups;
  for (const auto& entry : std::filesystem::directory_iterator(CONVSCOPE_GOLDEN_DIR)) {
    if (entry.path().extension() != ".json") continue;
    std::filesystem::path data = entry.path();
    data.replace_extension(".safetensors");
    groups.push_back({.name = data.stem().string(),
                      .source = ReferenceJson::parse(read_bytes(entry.path())),
                      .file = read_safetensors(read_bytes(data))});
  }
  REQUIRE_FALSE(groups.empty());
  return groups;
}

/// Where element `index` of an array of shape `whole` finds its value in a mask whose extents of 1
/// stand for axes that share it.
std::size_t shared_index(std::int64_t index, const Shape& whole, const Shape& mask) {
  std::int64_t found = 0;
  std::int64_t stride = 1;
  for (int axis = whole.rank() - 1; axis >= 0; --axis) {
    if (mask[axis] != 1) found += index % whole[axis] * stride;
    stride *= mask[axis];
    index /= whole[axis];
  }
  return static_cast<std::size_t>(found);
}

/// `shape` behind a first axis of its own.
Shape batch_of(std::int64_t count, std::span<const std::int64_t> shape) {
  Shape batch{count};
  for (const std::int64_t extent : shape) batch.append(extent);
  return batch;
}

std::span<const std::int64_t> extents(const Shape& shape) {
  return {shape.begin(), shape.end()};
}

}  // namespace

const LoadedTensor& GoldenCase::find(const std::string& tensor) const {
  const LoadedTensor* found = file_->find(name() + "/" + tensor);
  if (found == nullptr) throw std::out_of_range(name() + "/" + tensor);
  return *found;
}

bool GoldenCase::has(const std::string& tensor) const {
  return file_->find(name() + "/" + tensor) != nullptr;
}

std::vector<float> GoldenCase::row(const std::string& tensor, std::size_t index,
                                   std::size_t rows) const {
  const std::span<const float> all(values(tensor));
  const std::size_t width = all.size() / rows;
  const auto part = all.subspan(index * width, width);
  return {part.begin(), part.end()};
}

const std::vector<GoldenGroup>& golden_groups() {
  static const std::vector<GoldenGroup> groups = read_groups();
  return groups;
}

std::vector<GoldenCase> golden_cases(std::string_view kind) {
  std::vector<GoldenCase> cases;
  for (const GoldenGroup& group : golden_groups()) {
    if (group.source.at("kind") != kind) continue;
    for (const ReferenceJson& given : group.source.at("cases")) {
      ReferenceJson options = group.source.at("defaults");
      options.update(given);
      cases.emplace_back(std::move(options), group.file);
    }
  }
  return cases;
}

void load_tensors(const GoldenCase& golden, Network<float>& network) {
  for (const auto* tensors : {&network.parameters(), &network.states()}) {
    for (const auto& tensor : *tensors) {
      const auto& values = golden.values("before/" + tensor.name);
      REQUIRE(values.size() == tensor.values.size());
      std::ranges::copy(values, tensor.values.begin());
    }
  }
}

void load_masks(const GoldenCase& golden, Network<float>& network, std::size_t index,
                std::size_t parts) {
  for (std::size_t i = 0; i < network.layer_count(); ++i) {
    const std::string tensor = "mask/" + network.layer(i).name();
    if (!golden.has(tensor)) continue;
    const Shape& all = golden.shape(tensor);
    const Shape whole = batch_of(golden.count(), extents(network.output_shape(i)));
    REQUIRE(all.rank() == whole.rank());
    const Shape part = batch_of(all[0] / static_cast<std::int64_t>(parts), extents(all).subspan(1));
    const std::vector<float> values = golden.row(tensor, index, parts);
    const std::span<float> mask = network.mask(i);
    for (std::int64_t at = 0; at < whole.size(); ++at) {
      mask[static_cast<std::size_t>(at)] = values[shared_index(at, whole, part)];
    }
  }
}

void load_labels(std::span<const float> labels, Network<float>& network) {
  std::ranges::transform(labels, network.labels().begin(),
                         [](float label) { return static_cast<std::int32_t>(label); });
}

}  // namespace convscope::testing
