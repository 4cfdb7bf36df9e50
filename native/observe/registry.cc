#include <cstring>

#include "observe/experiments.h"

namespace hgm {
namespace {

enum Child : uint8_t { kShared, kOwn };

struct Named {
  const char* name;
  Experiment run;
  Child child;
};

constexpr Named kExperiments[] = {
#define EXPERIMENT(name, run, child) {name, run, child},
#include "observe/experiments.inc"
#undef EXPERIMENT
};

const Named* find(const char* name) {
  for (const Named& known : kExperiments) {
    if (std::strcmp(known.name, name) == 0) return &known;
  }
  return nullptr;
}

}  // namespace

Experiment findExperiment(const char* name) {
  const Named* const known = find(name);
  return known == nullptr ? nullptr : known->run;
}

// RFC v1 needs no opt-in: there, whoever takes a huge page makes a trial of HGM. And a page that was borrowed
// is back in its pool with the end of the process, whatever became of the experiment.
bool sharesChild(const Plan& plan) {
  const Named* const known = find(plan.experiment);
  return known != nullptr && known->child == kShared && !plan.borrow;
}

}  // namespace hgm
