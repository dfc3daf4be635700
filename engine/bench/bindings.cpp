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

/// Seconds of a forward and of a backward call of case `index` on one thread, how many operations
/// each takes, and the roofline, which takes turns with them.
val measure_case(int index, double budget) {
  OpRun run(op_cases().at(static_cast<std::size_t>(index)), ThreadPool::single());
  run.forward();
  run.backward();
  const auto turns =
      take_turns(budget, [&] { run.forward(); }, [&] { run.backward(); }, run_roofline);
  val result = val::object();
  const auto set = [&](const char* pass, std::size_t task, double operations) {
    val figures = val::object();
    figures.set("operations", operations);
    figures.set("seconds", least(turns, task));
    result.set(pass, figures);
  };
  set("forward", 0, run.forward_operations());
  set("gradients", 1, run.backward_operations());
  result.set("rooflineGflops", roofline_of(turns, 2));
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
