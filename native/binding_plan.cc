#include "binding_plan.h"

#include <cstring>
#include <string>

namespace hgm {
namespace {

uint64_t numberOf(const Napi::Object& object, const char* key) {
  return static_cast<uint64_t>(object.Get(key).ToNumber().Int64Value());
}

bool flagOf(const Napi::Object& object, const char* key) { return object.Get(key).ToBoolean(); }

}  // namespace

Plan toPlan(const Napi::Object& object) {
  Plan plan = {};
  const std::string name = object.Get("experiment").ToString();
  std::strncpy(plan.experiment, name.c_str(), sizeof plan.experiment - 1);
  plan.memory = static_cast<Memory>(numberOf(object, "memory"));
  plan.pageBytes = numberOf(object, "pageBytes");
  plan.dialect = static_cast<Dialect>(numberOf(object, "dialect"));
  plan.borrow = flagOf(object, "borrow");
  plan.fillable = flagOf(object, "fillable");
  plan.quiet = flagOf(object, "quiet");
  plan.deviceOnly = flagOf(object, "deviceOnly");
  plan.thpBytes = numberOf(object, "thpBytes");
  plan.samples = static_cast<uint32_t>(numberOf(object, "samples"));
  plan.durationMs = static_cast<uint32_t>(numberOf(object, "durationMs"));
  plan.cpu = static_cast<int32_t>(numberOf(object, "cpu"));
  plan.threads = static_cast<uint32_t>(numberOf(object, "threads"));
  plan.interrupts = flagOf(object, "interrupts");
  plan.deadlineMs = static_cast<uint32_t>(numberOf(object, "deadlineMs"));
  const auto granules = object.Get("granules").As<Napi::Array>();
  for (uint32_t i = 0; i < granules.Length() && plan.granuleCount < Plan::kGranules; ++i) {
    plan.granules[plan.granuleCount++] = static_cast<uint64_t>(granules.Get(i).ToNumber().Int64Value());
  }
  return plan;
}

}  // namespace hgm
