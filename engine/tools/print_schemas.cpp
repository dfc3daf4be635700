#include <cstdio>
#include <span>
#include <string>

#include "engine/layers/registry.hpp"
#include "engine/network/loss.hpp"
#include "engine/network/schedule.hpp"
#include "engine/network/trainer_options.hpp"

/// Prints everything that can be set, with its texts, as JSON. The engine that pages download has
/// the rules without the texts; the build keeps these beside it.
namespace convscope {
namespace {

Json schemas_json(std::span<const LayerSchema> schemas) {
  Json list = Json::list();
  for (const LayerSchema& schema : schemas) list.push(to_json(schema));
  return list;
}

Json training_json() {
  Json list = Json::list();
  list.push(to_json(documented_trainer_schema()));
  list.push(to_json(documented_augment_schema()));
  list.push(to_json(documented_schedule_schema()));
  return list;
}

}  // namespace
}  // namespace convscope

int main() {
  using namespace convscope;
  Json all = Json::object();
  all.set("layers", schemas_json(documented_layer_schemas()));
  all.set("losses", schemas_json(documented_loss_schemas()));
  all.set("training", training_json());
  return std::puts(all.dump().c_str()) < 0 ? 1 : 0;
}
