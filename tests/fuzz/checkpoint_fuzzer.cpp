#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <span>
#include <vector>

#include "engine/io/checkpoint.hpp"
#include "engine/io/idx.hpp"
#include "tests/fuzz/checkpoint_subject.hpp"

using namespace convscope;
using fuzzing::Subject;

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t capacity);

namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::size_t kLengthBytes = 8;
constexpr std::uint8_t kImages[]{0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 1, 5, 6, 7, 8};
constexpr std::uint8_t kLabels[]{0, 0, 8, 1, 0, 0, 0, 2, 1, 0};

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "expected that %s\n", what);
  std::abort();
}

/// Made anew only after a file was accepted: refused ones leave no trace, and building it takes
/// most of the time.
Subject& fresh_subject(bool renew) {
  static std::optional<Subject> subject;
  if (renew || !subject) subject.emplace();
  return *subject;
}

/// All that a checkpoint may change; saving one to compare it would take longer than all the rest.
std::vector<double> state_of(Subject& subject) {
  std::vector<double> state;
  const auto add = [&](auto values) { state.insert(state.end(), values.begin(), values.end()); };
  Optimizer& optimizer = subject.trainer.optimizer();
  add(subject.network.all_parameters());
  for (const auto& tensor : subject.network.states()) add(tensor.values);
  add(optimizer.first_moments());
  add(optimizer.second_moments());
  add(optimizer.average());
  const TrainerPosition at = subject.trainer.position();
  for (const auto& part : at.growth) add(std::array{part.position, part.size});
  add(std::array{at.epoch, at.epoch_images, subject.trainer.options().batch_size});
  add(std::array{at.optimizer.step, at.training_passes, at.shuffle_seed, subject.network.seed()});
  add(std::array{at.optimizer.beta1_power, at.optimizer.beta2_power, optimizer.learning_rate()});
  return state;
}

/// A refused file must leave everything as it was; with a loaded one training goes on.
template <class Load>
void check_load(Load load) {
  static const std::vector<double> before = state_of(fresh_subject(true));
  Subject& subject = fresh_subject(false);
  try {
    load(subject);
  } catch (const Error&) {
    require(state_of(subject) == before, "a refused checkpoint changes nothing");
    return;
  }
  subject.trainer.step();
  static_cast<void>(save_training(subject.trainer));
  fresh_subject(true);
}

void check_idx(Bytes images, Bytes labels) {
  Dataset dataset({1, 2, 1}, 3, 4);
  try {
    append_idx(dataset, images, labels);
  } catch (const Error&) {
    require(dataset.size() == 0, "refused images are not added");
  }
}

std::size_t header_end(const std::uint8_t* data, std::size_t size) {
  std::uint64_t length = 0;
  if (size < kLengthBytes) return 0;
  std::memcpy(&length, data, kLengthBytes);
  return length > size - kLengthBytes ? 0 : kLengthBytes + static_cast<std::size_t>(length);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes file(data, size);
  check_load([&](Subject& subject) { load_weights(subject.network, file); });
  check_load([&](Subject& subject) { load_training(subject.trainer, file); });
  check_idx(file, kLabels);
  check_idx(kImages, file);
  return 0;
}

/// Half of the time only the header is changed and its length put right; without that, hardly any
/// change to the header would get past the check of its length.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t capacity, unsigned int seed) {
  const std::size_t end = header_end(data, size);
  if (seed % 2 == 0 || end == 0) return LLVMFuzzerMutate(data, size, capacity);
  const std::vector<std::uint8_t> tensors(data + end, data + size);
  const std::size_t room = capacity - kLengthBytes - tensors.size();
  const std::uint64_t length = LLVMFuzzerMutate(data + kLengthBytes, end - kLengthBytes, room);
  std::memcpy(data, &length, kLengthBytes);
  std::ranges::copy(tensors, data + kLengthBytes + length);
  return kLengthBytes + static_cast<std::size_t>(length) + tensors.size();
}
