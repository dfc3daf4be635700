#include <doctest/doctest.h>

#include <cstdlib>
#include <new>

#include "engine/network/trainer.hpp"
#include "tests/engine/support/toy_data.hpp"

// Sanitizers bring their own operator new, which this test must not replace.
#if !defined(__SANITIZE_ADDRESS__) && !__has_feature(address_sanitizer)

namespace {

long allocation_count = 0;

void* counted(std::size_t size, std::size_t alignment) {
  ++allocation_count;
  const std::size_t rounded = (size + alignment - 1) / alignment * alignment;
  void* memory = std::aligned_alloc(alignment, rounded > 0 ? rounded : alignment);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

void* operator new(std::size_t size) {
  return counted(size, alignof(std::max_align_t));
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  return counted(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t /*size*/) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::align_val_t /*alignment*/) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t /*size*/, std::align_val_t /*a*/) noexcept {
  std::free(memory);
}

using namespace convscope;

TEST_CASE("a step allocates nothing with any layer, loss, optimiser or schedule") {
  const Dataset data = testing::toy_dataset(40, 1);
  const std::string body = R"({"input": [1, 8, 8], "layers": [
      {"type": "Conv2d", "name": "a", "out_channels": 4, "kernel_size": 3, "padding": "same",
       "padding_mode": "reflect"}, {"type": "BatchNorm2d"}, {"type": "GELU", "name": "g"},
      {"type": "Conv2d", "name": "b", "out_channels": 4, "kernel_size": 3, "dilation": 2,
       "padding": 2, "groups": 2}, {"type": "Add", "inputs": ["b", "g"]}, {"type": "SiLU"},
      {"type": "ConvTranspose2d", "out_channels": 2, "kernel_size": 2, "stride": 2},
      {"type": "AvgPool2d", "kernel_size": 2, "name": "p"}, {"type": "Tanh"},
      {"type": "Concat", "inputs": ["p", "g"]}, {"type": "LeakyReLU"}, {"type": "Softmax"},
      {"type": "LogSoftmax", "dim": 2}, {"type": "Dropout", "axis": [0, 1]},
      {"type": "AdaptiveMaxPool2d", "output_size": 3},
      {"type": "AdaptiveAvgPool2d", "output_size": 2}, {"type": "Identity"}, {"type": "Flatten"},
      {"type": "Linear", "out_features": 3}], "loss": )";
  const char* trainings[][2] = {
      {R"("MSELoss")", R"({"batch_size": 16, "optimizer": "RMSprop", "clip_grad_norm": 1,
          "schedule": {"type": "one_cycle"}})"},
      {R"("BCEWithLogitsLoss")", R"({"batch_size": 16, "optimizer": "SGD", "nesterov": true,
          "schedule": {"type": "step", "warmup_steps": 3}})"},
      {R"({"type": "CrossEntropyLoss", "label_smoothing": 0.1, "weight": [1, 2, 3]})",
       R"({"batch_size": 16, "optimizer": "AdamW", "ema_decay": 0.9,
          "schedule": {"type": "cosine"}})"}};
  for (const auto& [loss, options] : trainings) {
    Network<float> network(parse_description(body + loss + "}"), 16, 1);
    Trainer trainer(network, data, parse_trainer_options(options));
    trainer.step();
    const long before = allocation_count;
    for (int i = 0; i < 7; ++i) CHECK(trainer.step().status == StepStatus::Ok);
    evaluate(network, data, 0, 40);
    CHECK(allocation_count == before);
  }
}

TEST_CASE("forward, backward and step allocate nothing, over the end of an epoch too") {
  const Dataset data = testing::toy_dataset(40, 1);
  Network<float> network(parse_description(testing::kToyNetwork), 16, 1);
  Trainer trainer(network, data,
                  parse_trainer_options(R"({"batch_size": 16, "augment": {"elastic": 1}})"));
  trainer.step();
  const long before = allocation_count;
  for (int i = 0; i < 7; ++i) trainer.step();
  network.forward(16, Mode::Eval);
  network.backward(true);
  evaluate(network, data, 0, 40);
  CHECK(allocation_count == before);
  CHECK(trainer.epoch() == 2);

  // A call that no optimiser may drop, unlike a new-expression: the counter does count.
  ::operator delete(::operator new(8));
  CHECK(allocation_count == before + 1);
}

#endif
