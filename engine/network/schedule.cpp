#include "engine/network/schedule.hpp"

#include <algorithm>

#include "engine/core/trigonometry.hpp"
#include "engine/layers/options.hpp"

namespace convscope {
namespace {

constexpr double kMostSteps = 1e9;

constexpr OptionSchema steps(std::string_view name, Text doc, int fallback, int minimum) {
  return {.name = name,
          .kind = OptionKind::Integer,
          .doc = doc,
          .fallback = fallback,
          .minimum = static_cast<double>(minimum),
          .maximum = kMostSteps};
}

constexpr LayerSchema kSchema = {
    .type = "schedule",
    .doc = {"How the learning rate goes over the steps", "学习率随训练步数的变化方式"},
    .formula = {},
    .options = {
        {.name = "type",
         .kind = OptionKind::Choice,
         .doc = {"Shape of the curve", "曲线的形状"},
         .fallback = "constant",
         .choices = {"constant", "step", "cosine", "one_cycle"}},
        steps("warmup_steps", {"Steps on which it rises from zero", "从零升起的预热步数"}, 0, 0),
        steps("step_size", {"Steps between two drops", "每隔多少步下降一次"}, 1000, 1),
        real_option("gamma", {"Factor of a drop", "每次下降的倍数"}, 0.1, 0, 1),
        steps("total_steps", {"Length of the curve", "曲线的总步数"}, 1000, 1),
        real_option("final_lr", {"Rate at the end of the cosine", "余弦结束时的学习率"}, 0, 0, 1e6),
        real_option("warmup_share", {"Share of the cycle that rises", "周期中上升部分的比例"}, 0.3,
                    0, 1),
        real_option("start_div", {"lr over the first rate of the cycle", "lr 与周期起始学习率之比"},
                    25, 1, 1e9),
        real_option("final_div",
                    {"First rate over the last of the cycle", "周期起始学习率与结束学习率之比"},
                    1e4, 1, 1e9)}};

constexpr double kPi = 3.141592653589793;

/// From `start` to `end` along half a cosine, `share` of the way.
double anneal(double start, double end, double share) {
  return end + (start - end) * (1 + cosine(kPi * share)) / 2;
}

/// By repeated squaring, as pow differs between C libraries.
double power(double base, std::uint64_t exponent) {
  double result = 1;
  for (; exponent > 0; exponent /= 2, base *= base) {
    if (exponent % 2 == 1) result *= base;
  }
  return result;
}

double one_cycle(const Schedule& s, double lr, std::uint64_t step) {
  const double start = lr / s.start_div;
  const double last = static_cast<double>(s.total_steps) - 1;
  const double top = s.warmup_share * static_cast<double>(s.total_steps) - 1;
  const double at = std::min(static_cast<double>(step), last);
  if (at <= top && top > 0) return anneal(start, lr, at / top);
  return last > top ? anneal(lr, start / s.final_div, (at - top) / (last - top)) : lr;
}

double curve(const Schedule& s, double lr, std::uint64_t step) {
  switch (s.kind) {
    case ScheduleKind::Constant:
      return lr;
    case ScheduleKind::Step:
      return lr * power(s.gamma, step / s.step_size);
    case ScheduleKind::Cosine:
      return anneal(
          lr, s.final_lr,
          static_cast<double>(std::min(step, s.total_steps)) / static_cast<double>(s.total_steps));
    case ScheduleKind::OneCycle:
      return one_cycle(s, lr, step);
  }
  return lr;
}

constexpr std::array<std::pair<std::string_view, ScheduleKind>, 4> kNames{
    {{"constant", ScheduleKind::Constant},
     {"step", ScheduleKind::Step},
     {"cosine", ScheduleKind::Cosine},
     {"one_cycle", ScheduleKind::OneCycle}}};

}  // namespace

const LayerSchema& documented_schedule_schema() {
  return kSchema;
}

Schedule parse_schedule(const Json& json) {
  static constexpr LayerSchema kRules = without_texts(kSchema);
  const Options options("Trainer(schedule)", kRules, json);
  const auto count = [&](const char* name) {
    return static_cast<std::uint64_t>(options.integer(name));
  };
  Schedule schedule{.warmup_steps = count("warmup_steps"),
                    .step_size = count("step_size"),
                    .gamma = options.real("gamma"),
                    .total_steps = count("total_steps"),
                    .final_lr = options.real("final_lr"),
                    .warmup_share = options.real("warmup_share"),
                    .start_div = options.real("start_div"),
                    .final_div = options.real("final_div")};
  for (const auto& [name, kind] : kNames) {
    if (options.choice("type") == name) schedule.kind = kind;
  }
  return schedule;
}

Json to_json(const Schedule& s) {
  const auto name = [&](const auto& entry) { return entry.second == s.kind; };
  Json json = Json::object();
  json.set("type", std::ranges::find_if(kNames, name)->first);
  json.set("warmup_steps", s.warmup_steps);
  json.set("step_size", s.step_size);
  json.set("gamma", s.gamma);
  json.set("total_steps", s.total_steps);
  json.set("final_lr", s.final_lr);
  json.set("warmup_share", s.warmup_share);
  json.set("start_div", s.start_div);
  json.set("final_div", s.final_div);
  return json;
}

double scheduled_learning_rate(const Schedule& schedule, double lr, std::uint64_t step) {
  const double rate = curve(schedule, lr, step);
  if (step >= schedule.warmup_steps) return rate;
  return rate * static_cast<double>(step + 1) / static_cast<double>(schedule.warmup_steps + 1);
}

}  // namespace convscope
