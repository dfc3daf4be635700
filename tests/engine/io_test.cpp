#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string_view>

#include "engine/io/checkpoint.hpp"
#include "engine/io/idx.hpp"
#include "engine/io/safetensors.hpp"
#include "tests/engine/support/reference_json.hpp"
#include "tests/engine/support/toy_data.hpp"

using namespace convscope;
using namespace convscope::testing;

namespace {

using Bytes = std::vector<std::uint8_t>;

void put_big_endian(Bytes& bytes, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<std::uint8_t>(value >> shift));
  }
}

Bytes idx(std::uint32_t magic, const std::vector<std::uint32_t>& extents, std::size_t values) {
  Bytes file;
  put_big_endian(file, magic);
  for (std::uint32_t extent : extents) put_big_endian(file, extent);
  for (std::size_t i = 0; i < values; ++i) file.push_back(static_cast<std::uint8_t>(i % 3));
  return file;
}

const Bytes kImages = idx(0x0803, {4, 2, 3}, 24);
const Bytes kLabels = idx(0x0801, {4}, 4);

void check_refused(const Bytes& images, const Bytes& labels, ErrorCode code) {
  Dataset dataset({1, 2, 3}, 3, 10);
  try {
    append_idx(dataset, images, labels);
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.code() == code);
    CHECK(dataset.size() == 0);
  }
}

template <class F>
void check_checkpoint_refused(F load) {
  try {
    load();
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::InvalidCheckpoint);
  }
}

Bytes safetensors(const std::string& header, std::size_t data_bytes) {
  const std::uint64_t length = header.size();
  Bytes file(8);
  std::memcpy(file.data(), &length, 8);
  file.insert(file.end(), header.begin(), header.end());
  file.resize(file.size() + data_bytes);
  return file;
}

Network<float> toy_network(std::uint64_t seed) {
  return Network<float>(parse_description(kToyNetwork), 16, seed);
}

std::vector<float> everything(const Network<float>& network) {
  std::vector<float> all(network.all_parameters().begin(), network.all_parameters().end());
  for (const auto& tensor : network.states()) {
    all.insert(all.end(), tensor.values.begin(), tensor.values.end());
  }
  return all;
}

}  // namespace

TEST_CASE("IDX files are read as they say") {
  Dataset dataset({1, 2, 3}, 3, 10);
  CHECK(append_idx(dataset, kImages, kLabels) == 4);
  CHECK(append_idx(dataset, kImages, kLabels) == 4);
  CHECK(dataset.size() == 8);
  CHECK(dataset.image(5)[2] == kImages[16 + 6 + 2]);
  CHECK(dataset.label(5) == 1);
  std::vector<float> pixels(6);
  dataset.write_image(5, pixels.data());
  CHECK(pixels[2] == static_cast<float>(kImages[16 + 6 + 2]) / 255.0F);
  CHECK_THROWS_WITH(dataset.image(8), "Dataset: expected an image index below 8, got 8");
}

TEST_CASE("images of floats are kept as they are, and are not taken for bytes") {
  Dataset dataset({3}, 2, 2, Dataset::Values::Floats);
  const std::vector<float> values{-1.5F, 0, 1e6F, 0.25F, 3, 4};
  Bytes raw(values.size() * sizeof(float));
  std::memcpy(raw.data(), values.data(), raw.size());
  CHECK_THROWS_WITH(dataset.append(Bytes(6), Bytes{0, 1}),
                    "Dataset: expected 24 bytes of images for 2 labels, got 6");
  dataset.append(raw, Bytes{0, 1});
  std::vector<float> image(3);
  dataset.write_image(1, image.data());
  CHECK(image == std::vector<float>{0.25F, 3, 4});
  CHECK_THROWS_WITH(dataset.image(0), "Dataset: expected images of bytes, got floats");
}

TEST_CASE("IDX files that are cut, altered or of something else are refused whole") {
  for (std::size_t size = 0; size < kImages.size(); ++size) {
    check_refused(Bytes(kImages.begin(), kImages.begin() + static_cast<std::ptrdiff_t>(size)),
                  kLabels, ErrorCode::InvalidData);
  }
  for (std::size_t size = 0; size < kLabels.size(); ++size) {
    check_refused(kImages,
                  Bytes(kLabels.begin(), kLabels.begin() + static_cast<std::ptrdiff_t>(size)),
                  ErrorCode::InvalidData);
  }
  check_refused(idx(0x0803, {4, 2, 3}, 25), kLabels, ErrorCode::InvalidData);
  check_refused(idx(0x0D03, {4, 2, 3}, 24), kLabels, ErrorCode::InvalidData);
  check_refused(idx(0x0803, {4, 3, 2}, 24), kLabels, ErrorCode::InvalidData);
  check_refused(idx(0x0803, {3, 2, 3}, 18), kLabels, ErrorCode::InvalidData);
  check_refused(idx(0x0803, {11, 2, 3}, 66), idx(0x0801, {11}, 11), ErrorCode::InvalidData);
  // 2^32 images of 2 x 2^31 would wrap around to nothing in 64 bits.
  check_refused(idx(0x0803, {0xFFFFFFFF, 0x80000000, 2}, 24), kLabels, ErrorCode::InvalidData);
  Bytes labels = kLabels;
  labels.back() = 3;
  check_refused(kImages, labels, ErrorCode::LabelOutOfRange);
}

TEST_CASE("safetensors are written as the format says") {
  const std::vector<float> values{1, 2, 3};
  Json metadata = Json::object();
  metadata.set("k", "v");
  const Bytes file = write_safetensors({{"a.weight", {3}, values}}, metadata);
  std::uint64_t length = 0;
  std::memcpy(&length, file.data(), 8);
  const std::string header(file.begin() + 8,
                           file.begin() + 8 + static_cast<std::ptrdiff_t>(length));
  CHECK(ReferenceJson::parse(header) == ReferenceJson::parse(R"({"__metadata__": {"k": "v"},
                        "a.weight": {"dtype": "F32", "shape": [3], "data_offsets": [0, 12]}})"));
  CHECK(length % 8 == 0);
  CHECK(file.size() == 8 + length + 12);
  float second = 0;
  std::memcpy(&second, file.data() + 8 + length + 4, 4);
  CHECK(second == 2);
  const auto read = read_safetensors(file);
  CHECK(read.find("a.weight")->values == values);
  CHECK(read.metadata["k"].text() == "v");
}

TEST_CASE("malformed safetensors are refused") {
  const auto tensor = [](const std::string& body) { return R"({"w": {)" + body + "}}"; };
  const std::string good = R"("dtype": "F32", "shape": [2], "data_offsets": [0, 8])";
  CHECK(read_safetensors(safetensors(tensor(good), 8)).tensors.size() == 1);
  for (const std::string& header :
       {std::string(), std::string("[]"), std::string("{"), std::string(R"({"w": 3})"),
        tensor(R"("dtype": "F16", "shape": [2], "data_offsets": [0, 4])"),
        tensor(R"("dtype": "F32", "shape": [-2], "data_offsets": [0, 8])"),
        tensor(R"("dtype": "F32", "shape": 2, "data_offsets": [0, 8])"),
        tensor(R"("dtype": "F32", "shape": [1,1,1,1,2], "data_offsets": [0, 8])"),
        tensor(R"("dtype": "F32", "shape": [4294967296, 4294967296], "data_offsets": [0, 8])"),
        tensor(R"("dtype": "F32", "shape": [2], "data_offsets": [0, 4])"),
        tensor(R"("dtype": "F32", "shape": [2], "data_offsets": [8, 16])"),
        tensor(R"("dtype": "F32", "shape": [2], "data_offsets": [8, 0])"),
        tensor(R"("dtype": "F32", "shape": [2], "data_offsets": [0])"),
        tensor(R"("dtype": "F32", "shape": [2])"),
        R"({"a": {)" + good + R"(}, "b": {)" + good + "}}"}) {
    INFO(header);
    check_checkpoint_refused([&] { read_safetensors(safetensors(header, 8)); });
  }
  check_checkpoint_refused([&] { read_safetensors(safetensors(tensor(good), 9)); });
  const Bytes file = safetensors(tensor(good), 8);
  for (std::size_t size = 0; size < file.size(); ++size) {
    check_checkpoint_refused([&] { read_safetensors(std::span(file).first(size)); });
  }
}

TEST_CASE("weights of another version are refused") {
  Network<float> network = toy_network(1);
  const auto before = everything(network);
  Bytes file = save_weights(network);
  const std::string_view mark = R"("convscope":"1")";
  const auto found = std::ranges::search(file, mark);
  REQUIRE(!found.empty());
  found.end()[-2] = '2';
  CHECK_THROWS_WITH(load_weights(network, file), "Checkpoint: expected a file of version 1, got 2");
  CHECK(everything(network) == before);
}

TEST_CASE("weights come back bit for bit, into the same network only") {
  const Network<float> source = toy_network(1);
  Network<float> target = toy_network(2);
  const Bytes file = save_weights(source);
  load_weights(target, file);
  CHECK(everything(target) == everything(source));

  Network<float> other(parse_description(R"({"input": [1, 8, 8], "layers": [{"type": "Flatten"},
      {"type": "Linear", "name": "fc", "out_features": 3}]})"),
                       4, 1);
  const auto before = everything(other);
  check_checkpoint_refused([&] { load_weights(other, file); });
  CHECK(everything(other) == before);
}

TEST_CASE("weights that are not numbers are refused") {
  Network<float> source = toy_network(1);
  source.all_parameters()[3] = std::nanf("");
  const Bytes file = save_weights(source);
  Network<float> target = toy_network(2);
  const auto before = everything(target);
  check_checkpoint_refused([&] { load_weights(target, file); });
  CHECK(everything(target) == before);
}

TEST_CASE("train 100 equals train 50, save, load into something fresh, train 50, bit for bit") {
  const Dataset data = toy_dataset(100, 1);
  for (const char* text :
       {R"({"batch_size": 16, "optimizer": "Adam", "augment": {"scale": 0.1}, "seed": 9})",
        R"({"batch_size": 16, "optimizer": "SGD", "lr": 0.05, "clip_grad_norm": 0.5})",
        R"({"batch_size": 12, "optimizer": "RMSprop", "momentum": 0.5, "lr": 0.001,
            "schedule": {"type": "one_cycle", "total_steps": 90}, "ema_decay": 0.9})",
        R"({"batch_size": 16, "optimizer": "AdamW", "weight_decay": 0.01, "ema_decay": 0.99,
            "schedule": {"type": "cosine", "total_steps": 80, "warmup_steps": 60}})"}) {
    INFO(text);
    Network<float> straight = toy_network(1);
    Trainer trainer(straight, data, parse_trainer_options(text));
    for (int i = 0; i < 50; ++i) trainer.step();
    const Bytes file = save_training(trainer);
    for (int i = 0; i < 50; ++i) trainer.step();

    // Another seed and other options: all that matters comes from the file.
    Network<float> resumed = toy_network(77);
    Trainer second(resumed, data, parse_trainer_options(R"({"batch_size": 4, "seed": 5})"));
    load_training(second, file);
    CHECK(second.steps() == 50);
    for (int i = 0; i < 50; ++i) second.step();
    CHECK(everything(resumed) == everything(straight));
    CHECK(std::ranges::equal(second.optimizer().average(), trainer.optimizer().average()));
    CHECK(save_training(second) == save_training(trainer));
  }
}

TEST_CASE("a checkpoint from the middle of an epoch remembers how its images arrived") {
  Dataset data({1, kToySide, kToySide}, 3, 90);
  add_toy_images(data, 40, 1);
  Network<float> straight = toy_network(1);
  Trainer trainer(straight, data, parse_trainer_options(R"({"batch_size": 16})"));
  trainer.step();
  add_toy_images(data, 50, 2);
  trainer.step();
  const Bytes file = save_training(trainer);
  for (int i = 0; i < 6; ++i) trainer.step();

  Network<float> resumed = toy_network(1);
  Trainer second(resumed, data, parse_trainer_options(R"({"batch_size": 16})"));
  load_training(second, file);
  for (int i = 0; i < 6; ++i) second.step();
  CHECK(everything(resumed) == everything(straight));
}

TEST_CASE("a training checkpoint is refused without its state or with options out of range") {
  const Dataset data = toy_dataset(32, 1);
  Network<float> network = toy_network(1);
  Trainer trainer(network, data, parse_trainer_options(R"({"batch_size": 16})"));
  check_checkpoint_refused([&] { load_training(trainer, save_weights(network)); });
  const Bytes file = save_training(trainer);
  std::string text(file.begin(), file.end());
  const auto at = text.find("batch_size\\\":16");
  REQUIRE(at != std::string::npos);
  text.replace(at, 15, "batch_size\\\":99");
  const auto before = everything(network);
  CHECK_THROWS_WITH(load_training(trainer, Bytes(text.begin(), text.end())),
                    "Trainer: expected batch_size <= 16, got 99");
  CHECK(everything(network) == before);
  load_weights(network, file);
}

TEST_CASE("negative variances are refused: their roots would be NaN") {
  Network<float> source = toy_network(1);
  for (const auto& tensor : source.states()) {
    if (tensor.name == "norm.running_var") tensor.values[1] = -0.5F;
  }
  const Bytes file = save_weights(source);
  Network<float> target = toy_network(2);
  const auto before = everything(target);
  check_checkpoint_refused([&] { load_weights(target, file); });
  CHECK(everything(target) == before);
}
