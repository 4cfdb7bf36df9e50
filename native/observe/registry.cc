#include <cstring>

#include "observe/experiments.h"

namespace hgm {
namespace {

struct Named {
  const char* name;
  Experiment run;
};

constexpr Named kExperiments[] = {
    {"caller", caller},
    {"ways", ways},
    {"kernel_faults.device", kernelFaultsDevice},
    {"kernel_faults.syscall", kernelFaultsSyscall},
    {"kernel_faults.user_mode_only", kernelFaultsUserModeOnly},
    {"api", api},
    {"sizes", sizes},
    {"register", registerModes},
    {"continue", continuePages},
    {"copy", copyPages},
    {"zeropage", zeroPages},
    {"poison", poisonPages},
    {"writeprotect", writeProtect},
    {"rwprotect", readWriteProtect},
    {"move", movePages},
    {"wake", wakeWaiter},
    {"dontneed", dontneed},
    {"remove", removePages},
    {"populate", populate},
    {"collapse", collapse},
    {"hgm_hole", hgmHole},
    {"hgm_proof", hgmProof},
    {"hgm_collapse", hgmCollapse},
    {"split.shared", splitShared},
    {"split.private", splitPrivate},
    {"split", splitPlain},
    {"time.floor", timeFloor},
    {"time.continue", timeContinue},
    {"time.batch", timeBatch},
    {"time.writeprotect", timeWriteprotect},
    {"time.copy", timeCopy},
    {"time.poison", timePoison},
    {"time.fault", timeFault},
    {"time.memcpy", timeMemcpy},
    {"time.thp_split", timeThpSplit},
    {"time.split", timeSplit},
    {"time.hgm", timeHgm},
};

}  // namespace

Experiment findExperiment(const char* name) {
  for (const Named& known : kExperiments) {
    if (std::strcmp(known.name, name) == 0) return known.run;
  }
  return nullptr;
}

}  // namespace hgm
