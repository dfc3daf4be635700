#include <cstdint>
#include <filesystem>
#include <fstream>
#include <vector>

#include "engine/io/checkpoint.hpp"
#include "tests/fuzz/checkpoint_subject.hpp"

/// Writes checkpoints that load into the fuzzed network, into the folder given.
namespace {

using namespace convscope;

void write(const std::filesystem::path& file, const std::vector<std::uint8_t>& bytes) {
  std::ofstream(file, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), std::ssize(bytes));
}

void write_training(const std::filesystem::path& file, const char* options) {
  fuzzing::Subject subject(options);
  for (int i = 0; i < 3; ++i) subject.trainer.step();
  write(file, save_training(subject.trainer));
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return 1;
  const std::filesystem::path folder = arguments[1];
  write(folder / "weights", save_weights(fuzzing::Subject().network));
  write_training(folder / "sgd", R"({"batch_size": 4, "optimizer": "SGD", "nesterov": true,
      "clip_grad_norm": 1, "schedule": {"type": "one_cycle", "total_steps": 9}})");
  write_training(folder / "rmsprop", R"({"batch_size": 3, "optimizer": "RMSprop",
      "schedule": {"type": "step", "step_size": 2}})");
  write_training(folder / "adam", R"({"batch_size": 4, "ema_decay": 0.9,
      "schedule": {"type": "cosine", "warmup_steps": 2}})");
  write_training(folder / "adamw", R"({"batch_size": 4, "optimizer": "AdamW",
      "weight_decay": 0.1, "augment": {"scale": 0.1, "elastic": 1, "thickness": 1}})");
  return 0;
}
