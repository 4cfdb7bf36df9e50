#include <cstring>

#include "observe/experiments.h"

namespace hgm {
namespace {

// A child of its own for what unmapping and closing can't undo: a second thread, a CPU that was chosen, and
// the trials of HGM and its advice, after which the page tables of a patched kernel are not to be relied on
// (kernel-facts.md, "Ways to crash an HGM kernel").
enum Child : uint8_t { kShared, kOwn };

struct Named {
  const char* name;
  Experiment run;
  Child child;
};

constexpr Named kExperiments[] = {
    {"caller", caller, kShared},
    {"ways", ways, kShared},
    {"kernel_faults.device", kernelFaultsDevice, kOwn},
    {"kernel_faults.syscall", kernelFaultsSyscall, kOwn},
    {"kernel_faults.user_mode_only", kernelFaultsUserModeOnly, kOwn},
    {"api", api, kShared},
    {"sizes", sizes, kShared},
    {"register", registerModes, kShared},
    {"continue", continuePages, kShared},
    {"copy", copyPages, kShared},
    {"zeropage", zeroPages, kShared},
    {"poison", poisonPages, kShared},
    {"writeprotect", writeProtect, kShared},
    {"rwprotect", readWriteProtect, kShared},
    {"move", movePages, kShared},
    {"wake", wakeWaiter, kOwn},
    {"dontneed", dontneed, kShared},
    {"remove", removePages, kShared},
    {"populate", populate, kShared},
    {"collapse", collapse, kShared},
    {"hgm_hole", hgmHole, kOwn},
    {"hgm_proof", hgmProof, kOwn},
    {"hgm_collapse", hgmCollapse, kOwn},
    {"split.shared", splitShared, kOwn},
    {"split.private", splitPrivate, kOwn},
    {"split", splitPlain, kOwn},
    {"time.floor", timeFloor, kOwn},
    {"time.continue", timeContinue, kOwn},
    {"time.batch", timeBatch, kOwn},
    {"time.writeprotect", timeWriteprotect, kOwn},
    {"time.copy", timeCopy, kOwn},
    {"time.poison", timePoison, kOwn},
    {"time.fault", timeFault, kOwn},
    {"time.memcpy", timeMemcpy, kOwn},
    {"time.thp_split", timeThpSplit, kOwn},
    {"time.split", timeSplit, kOwn},
    {"time.hgm", timeHgm, kOwn},
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
