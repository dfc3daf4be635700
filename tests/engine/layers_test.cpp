#include <doctest/doctest.h>

#include <algorithm>

#include "engine/layers/registry.hpp"
#include "tests/engine/support/gradient_check.hpp"

using namespace convscope;

TEST_CASE("gradients match finite differences in double precision") {
  for (const auto& [type, gradient_case] : testing::registered_gradient_cases()) {
    INFO(type << ": " << gradient_case.layers << " on " << gradient_case.input);
    CHECK(gradient_case.layers.find("\"" + type + "\"") != std::string::npos);
    CHECK(testing::check_gradients(gradient_case) > 0);
  }
}

TEST_CASE("every layer of the list has a gradient check") {
  for (const LayerSchema& schema : layer_schemas()) {
    const bool checked =
        std::ranges::any_of(testing::registered_gradient_cases(),
                            [&](const auto& registered) { return registered.type == schema.type; });
    INFO(schema.type);
    CHECK(checked);
  }
}

TEST_CASE("a backward pass reads no more of the forward pass than the schemas say") {
  for (const auto& [type, gradient_case] : testing::registered_gradient_cases()) {
    INFO(type << ": " << gradient_case.layers << " on " << gradient_case.input);
    CHECK(testing::gradients_need_only_what_is_reread(gradient_case));
  }
}

TEST_CASE("every option that changes the arithmetic has a gradient check of its own") {
  // These change what is learnt from a pass, not the pass; other tests look at them.
  const auto only_learning = [](const LayerSchema& schema, std::string_view option) {
    return option == "momentum" || (option == "frozen" && !schema.type.starts_with("BatchNorm"));
  };
  for (const LayerSchema& schema : layer_schemas()) {
    for (const OptionSchema& option : schema.options) {
      if (only_learning(schema, option.name)) continue;
      const std::string key = "\"" + std::string(option.name) + "\": ";
      const bool checked =
          std::ranges::any_of(testing::registered_gradient_cases(), [&](const auto& registered) {
            return registered.type == schema.type &&
                   registered.gradient_case.layers.find(key) != std::string::npos;
          });
      INFO(schema.type << " " << option.name);
      CHECK(checked);
    }
  }
}

TEST_CASE("every layer and option is documented in both languages") {
  const auto documented = [](const Text& text) { return !text.en.empty() && !text.zh.empty(); };
  for (const LayerSchema& schema : documented_layer_schemas()) {
    INFO(schema.type);
    CHECK(documented(schema.doc));
    CHECK_FALSE(schema.formula.empty());
    CHECK_FALSE(schema.source.empty());
    for (const OptionSchema& option : schema.options) {
      INFO(option.name);
      CHECK(documented(option.doc));
    }
  }
}
