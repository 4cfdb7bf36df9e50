#include "program/request.h"

#include <cstring>
#include <type_traits>

#include "kernel/words.h"
#include "observe/experiments.h"

namespace hgm {
namespace {

constexpr const char* kBadPlan = "a plan has a field that there is not, or a value that it cannot have";
constexpr const char* kBadIdentity = "the identity is not complete";

// Sets the field of that name; false where there is none, or it cannot hold the value.
bool setField(Plan& plan, const char* name, int64_t value) {
  const auto is = [name](const char* other) { return std::strcmp(name, other) == 0; };
  const auto small = static_cast<uint32_t>(value);
  const bool fits = value >= 0 && value <= UINT32_MAX;
  const bool flag = value == 1;
  const bool isFlag = value == 0 || value == 1;
  if (is("memory")) {
    plan.memory = static_cast<Memory>(value);
    return value >= 0 && value <= static_cast<int64_t>(Memory::kHugetlb);
  }
  if (is("dialect")) {
    plan.dialect = static_cast<Dialect>(value);
    return value >= 0 && value <= static_cast<int64_t>(Dialect::kMadvSplit);
  }
  if (is("pageBytes")) return plan.pageBytes = static_cast<uint64_t>(value), value >= 0;
  if (is("thpBytes")) return plan.thpBytes = static_cast<uint64_t>(value), value >= 0;
  if (is("granule")) {
    if (plan.granuleCount == Plan::kGranules) return true;  // more sizes than are looked for
    plan.granules[plan.granuleCount++] = static_cast<uint64_t>(value);
    return value > 0;
  }
  if (is("borrow")) return plan.borrow = flag, isFlag;
  if (is("fillable")) return plan.fillable = flag, isFlag;
  if (is("quiet")) return plan.quiet = flag, isFlag;
  if (is("deviceOnly")) return plan.deviceOnly = flag, isFlag;
  if (is("spareUserMode")) return plan.spareUserMode = flag, isFlag;
  if (is("spareDevice")) return plan.spareDevice = flag, isFlag;
  if (is("spareApi")) return plan.spareApi = flag, isFlag;
  if (is("spareKvm")) return plan.spareKvm = flag, isFlag;
  if (is("interrupts")) return plan.interrupts = flag, isFlag;
  if (is("keepFree")) return plan.keepFree = static_cast<int32_t>(value), value >= -1 && value <= INT32_MAX;
  if (is("cpu")) return plan.cpu = static_cast<int32_t>(value), value >= -1 && value <= INT32_MAX;
  if (is("samples")) return plan.samples = small, fits;
  if (is("durationMs")) return plan.durationMs = small, fits;
  if (is("threads")) return plan.threads = small, fits;
  if (is("deadlineMs")) return plan.deadlineMs = small, fits;
  return false;
}

bool parsePlan(Words& words, Plan& plan) {
  char name[32];
  if (!words.word(name, sizeof name, '=') || std::strcmp(name, "experiment") != 0) return false;
  if (!words.word(plan.experiment, sizeof plan.experiment)) return false;
  if (findExperiment(plan.experiment) == nullptr) return false;
  while (!words.lineEnds()) {
    int64_t value = 0;
    if (!words.word(name, sizeof name, '=') || !words.number(value) || !setField(plan, name, value))
      return false;
  }
  return true;
}

// Numbers in their order: three user ids, three group ids, keepGroups, the descriptors of the process and the
// root or -1, namespaces, permitted, effective, noNewPrivs, then groups.
bool parseIdentity(Words& words, Identity& to) {
  int64_t value = 0;
  const auto next = [&](auto& field) {
    if (!words.number(value)) return false;
    field = static_cast<std::remove_reference_t<decltype(field)>>(value);
    return true;
  };
  for (uint32_t& id : to.uid) {
    if (!next(id)) return false;
  }
  for (uint32_t& id : to.gid) {
    if (!next(id)) return false;
  }
  if (!next(to.keepGroups) || !next(to.process) || !next(to.root) || !next(to.namespaces) ||
      !next(to.permitted) || !next(to.effective) || !next(to.noNewPrivs))
    return false;
  while (!words.lineEnds()) {
    if (to.groupCount == Identity::kGroups || !next(to.groups[to.groupCount])) return false;
    ++to.groupCount;
  }
  return true;
}

bool parseRights(Words& words, Rights& to) {
  for (uint64_t& each : to.value) {
    int64_t value = 0;
    if (!words.number(value)) return false;
    each = static_cast<uint64_t>(value);
  }
  return words.lineEnds();
}

}  // namespace

const char* parseRequest(const char* text, Request& to) {
  Words words(text);
  while (!words.lineEnds()) {
    if (words.take("plan")) {
      if (to.planCount == Supervisor::kMostPlans) return "more plans than there can be";
      if (!parsePlan(words, to.plans[to.planCount++])) return kBadPlan;
    } else if (words.take("identity")) {
      if (to.hasIdentity || !parseIdentity(words, to.identity)) return kBadIdentity;
      to.hasIdentity = true;
    } else if (words.take("rights")) {
      if (to.hasRights || !parseRights(words, to.rights)) return "the rights are not complete";
      to.hasRights = true;
    } else {
      return "a line that is no plan, identity or rights";
    }
  }
  return nullptr;
}

}  // namespace hgm
