#include <cstring>

#include "observe/experiments.h"

namespace hgm {
namespace {

// Of its own: measurements, which choose a CPU, and the proof of HGM, which maps base pages. The trials of
// HGM that take no page share as long as a kernel refuses them: see Lab::lastIfTaken().
enum Child : uint8_t { kShared, kOwn };

struct Named {
  const char* name;
  Experiment run;
  Child child;
};

constexpr Named kExperiments[] = {
    {"caller", caller, kShared},
    {"ways", ways, kShared},
    {"kernel_faults.device", kernelFaultsDevice, kShared},
    {"kernel_faults.syscall", kernelFaultsSyscall, kShared},
    {"kernel_faults.user_mode_only", kernelFaultsUserModeOnly, kShared},
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
    {"wake", wakeWaiter, kShared},
    {"dontneed", dontneed, kShared},
    {"remove", removePages, kShared},
    {"populate", populate, kShared},
    {"collapse", collapse, kShared},
    {"hgm_hole", hgmHole, kShared},
    {"hgm_proof", hgmProof, kOwn},
    {"hgm_collapse", hgmCollapse, kShared},
    {"split.shared", splitShared, kShared},
    {"split.private", splitPrivate, kShared},
    {"split", splitPlain, kShared},
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
