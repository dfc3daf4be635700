#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/core/error.hpp"
#include "engine/network/network.hpp"
#include "engine/network/trainer_options.hpp"

using namespace convscope;

namespace {

constexpr std::int64_t kBatch = 2;
constexpr std::uint64_t kMaxBytes = std::uint64_t{8} << 20;
constexpr std::int64_t kMaxWork = 2'000'000;

/// By the values that a unit in the middle is made from, as the time of a pooling layer does not
/// show in its multiplications.
std::int64_t estimated_work(const Network<float>& network, std::size_t index) {
  const std::int64_t units = network.output_shape(index).size();
  std::vector<Source> sources;
  network.layer(index).list_sources(units / 2, sources);
  return units * std::ssize(sources);
}

bool is_quick(const Network<float>& network) {
  std::int64_t work = 0;
  for (std::size_t i = 0; i < network.layer_count() && work < kMaxWork; ++i) {
    work += network.output_shape(i).size() + estimated_work(network, i);
  }
  return work < kMaxWork;
}

void fill_input(const Network<float>& network) {
  int value = 0;
  for (float& pixel : network.input()) pixel = static_cast<float>(value++ % 7 - 3) / 4;
  std::ranges::fill(network.labels(), 0);
}

/// What the page asks about a unit that somebody points at: the first and the last of a layer.
void ask_about_units(const Network<float>& network, std::size_t index) {
  const Layer<float>& layer = network.layer(index);
  std::vector<const float*> inputs;
  for (const int source : network.sources(index)) {
    inputs.push_back(network.source_activation(source).data());
  }
  for (const std::int64_t unit : {std::int64_t{0}, network.output_shape(index).size() - 1}) {
    static_cast<void>(layer.source_group(unit));
    static_cast<void>(layer.explain({.training = true,
                                     .sample = 0,
                                     .unit = unit,
                                     .inputs = inputs,
                                     .output = network.activation(index).data()}));
  }
}

void build_and_run(std::string_view text) {
  Network<float> network(parse_description(text), kBatch, 1, {.bytes = kMaxBytes});
  if (!is_quick(network)) return;
  static_cast<void>(describe(network).dump());
  fill_input(network);
  network.aim_at_labels(kBatch);
  network.forward(kBatch, Mode::Train);
  network.backward(true);
  for (std::size_t i = 0; i < network.layer_count(); ++i) ask_about_units(network, i);
}

/// Only convscope::Error may come out; anything else ends the fuzzer.
template <class F>
void allow_errors(F action) {
  try {
    action();
  } catch (const Error&) {
    return;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  allow_errors([&] { build_and_run(text); });
  allow_errors([&] { static_cast<void>(to_json(parse_trainer_options(text)).dump()); });
  return 0;
}
