#include <emscripten/bind.h>

#include <string>

#include "engine/bench/op_cases.hpp"
#include "engine/bench/roofline.hpp"

/// What the benchmark of a device measures inside the engine; whole networks are measured through
/// the npm module.
namespace convscope::bench {
namespace {

using emscripten::val;

val describe_cases() {
  val list = val::array();
  int index = 0;
  for (const OpCase& op : op_cases()) {
    val entry = val::object();
    entry.set("name", op.name);
    entry.set("type", op.type);
    // Embind's calls of methods do not work in objects that are compiled for threads and linked
    // without.
    list.set(index++, entry);
  }
  return list;
}

/// Seconds of a forward and of a backward call of case `index` on one thread, and how many
/// operations each takes.
val measure_case(int index, double budget) {
  OpRun run(op_cases().at(static_cast<std::size_t>(index)), ThreadPool::single());
  run.forward();
  run.backward();
  val result = val::object();
  result.set("forwardOperations", run.forward_operations());
  result.set("backwardOperations", run.backward_operations());
  result.set("forwardSeconds", least_seconds(budget, [&] { run.forward(); }));
  result.set("backwardSeconds", least_seconds(budget, [&] { run.backward(); }));
  return result;
}

}  // namespace

EMSCRIPTEN_BINDINGS(convscope_bench) {
  using emscripten::function;
  function("roofline", &roofline);
  function("cases", &describe_cases);
  function("measure", &measure_case);
}

}  // namespace convscope::bench
