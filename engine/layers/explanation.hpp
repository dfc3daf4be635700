#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace convscope {

/// A run of rows or columns, both ends included; padding makes them negative or too large.
struct Interval {
  std::int64_t first = 0;
  std::int64_t last = 0;
};

/// Element `index` of one sample of input number `input`; `weight` is the place of its factor in
/// the layer's weight, if there is one.
struct Source {
  int input = 0;
  std::int64_t index = 0;
  std::int64_t weight = -1;
};

/// What happens to the terms.
enum class Rule { WeightedSum, Maximum, Function };

constexpr std::string_view to_string(Rule rule) {
  switch (rule) {
    case Rule::WeightedSum:
      return "weighted_sum";
    case Rule::Maximum:
      return "maximum";
    case Rule::Function:
      return "function";
  }
  return "";
}

struct Term {
  Source source;
  double value = 0;
  double weight = 1;
};

/// How one output came about: the terms, what is added to their sum, and the numbers of named
/// steps in between (mean and variance of a normalisation, say). `result` is the engine's output,
/// not the sum done again.
struct Explanation {
  Rule rule = Rule::Function;
  std::vector<Term> terms;
  double bias = 0;
  double result = 0;
  std::vector<std::pair<std::string_view, double>> steps{};
};

/// One unit of one sample of the last forward pass.
template <class T>
struct ExplainPass {
  bool training;
  std::int64_t sample;
  std::int64_t unit;
  /// This sample's part of each input and of the output.
  std::span<const T* const> inputs;
  const T* output;

  double result() const { return static_cast<double>(output[unit]); }
};

}  // namespace convscope
