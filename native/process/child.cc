#include "process/child.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel/kernel.h"
#include "kernel/raw_syscall.h"
#include "observe/experiments.h"
#include "process/progress.h"

namespace hgm {
namespace {

// A seccomp filter that kills leaves a core otherwise.
void leaveNoCore() {
  const rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
}

}  // namespace

pid_t forkRaw() { return static_cast<pid_t>(rawSyscall(SYS_clone, SIGCHLD, 0, 0, 0, 0, 0)); }

pid_t processId() { return static_cast<pid_t>(rawSyscall(SYS_getpid, 0, 0, 0, 0, 0, 0)); }

void dieWith(pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (rawSyscall(SYS_getppid, 0, 0, 0, 0, 0, 0) != parent) _exit(0);
}

[[noreturn]] void runExperiments(const Bench& bench, size_t at, pid_t parent) {
  dieWith(parent);
  leaveNoCore();
  guardFaults();
  while (at < bench.count) {
    Slot& slot = bench.slots[at];
    const Experiment experiment = findExperiment(slot.plan.experiment);
    Lab lab{realKernel(), slot.journal, slot.plan, bench.scratch, Arena::kScratchBytes, bench.stop};
    if (experiment != nullptr) experiment(lab);
    if (!sharesChild(slot.plan)) break;  // how the process ends is part of how the experiment does
    const bool goesOn = lab.giveBack() && !bench.stop->load();
    at = goesOn ? nextShared(bench, at + 1) : bench.count;
    if (at < bench.count) begin(bench, bench.slots[at]);
    finish(slot);
  }
  _exit(0);
}

}  // namespace hgm
