#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "engine/io/idx.hpp"
#include "engine/network/trainer.hpp"

/// Makes some steps of training with Adam, or as many predictions, and nothing else, for tools that
/// count instructions: what two runs of different length differ in is what the steps between took.
namespace convscope {
namespace {

std::vector<std::uint8_t> read_file(const char* name) {
  std::ifstream file(name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void train(Network<float>& network, Dataset& dataset, std::int64_t batch, int steps) {
  TrainerOptions options;
  options.batch_size = batch;
  Trainer trainer(network, dataset, options);
  for (int i = 0; i < steps; ++i) trainer.step();
}

void predict(Network<float>& network, const Dataset& dataset, std::int64_t batch, int steps) {
  const std::int64_t size = network.input_shape().size();
  for (std::int64_t n = 0; n < batch; ++n) {
    dataset.write_image(n, network.input().data() + n * size);
  }
  for (int i = 0; i < steps; ++i) {
    network.forward(batch, Mode::Eval, Masks::Draw, LayerValues::HandOn);
  }
}

int run(const char* const* arguments) {
  const std::vector<std::uint8_t> text = read_file(arguments[0]);
  const std::int64_t batch = std::stoll(arguments[3]);
  const int steps = std::stoi(arguments[5]);
  Network<float> network(parse_description(std::string(text.begin(), text.end())), batch, 1);
  const std::vector<std::uint8_t> labels = read_file(arguments[2]);
  Dataset dataset(network.input_shape(), network.classes(), std::ssize(labels));
  append_idx(dataset, read_file(arguments[1]), labels);
  dataset.close();
  if (std::string_view(arguments[4]) == "training") {
    train(network, dataset, batch, steps);
  } else {
    predict(network, dataset, batch, steps);
  }
  return 0;
}

}  // namespace
}  // namespace convscope

int main(int count, const char* const* arguments) {
  constexpr int kArguments = 7;
  if (count != kArguments) {
    std::puts("usage: convscope_steps description images labels batch training|inference steps");
    return 2;
  }
  return convscope::run(arguments + 1);
}
