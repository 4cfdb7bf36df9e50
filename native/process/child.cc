#include "process/child.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <initializer_list>

#include "kernel/kernel.h"
#include "kernel/raw_syscall.h"
#include "observe/experiments.h"
#include "process/progress.h"
#include "process/watch.h"

namespace hgm {
namespace {

// A seccomp filter that kills leaves a core otherwise.
void leaveNoCore() {
  const rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
}

// Ends by itself a while after the slot's deadline: a supervisor without CAP_KILL can't end a child that has
// another user id.
void setAlarm(const Slot& slot) {
  const auto milliseconds = int64_t{slot.plan.deadlineMs} + kGraceMs;
  const itimerval at = {{0, 0}, {milliseconds / 1000, milliseconds % 1000 * 1000}};
  setitimer(ITIMER_REAL, &at, nullptr);
}

// Takes the place and gives the folder of this process in the /proc that it had before; ends the process
// where the place can't be taken.
long takePlace(const ArenaView& view, const Identity& identity, pid_t parent) {
  const int own = open("/proc/self", O_PATH | O_DIRECTORY | O_CLOEXEC);
  // A user is taken on in this very place: what it has no /proc for now, it has none for then.
  const bool none = own < 0 && errno == ENOENT && identity.process < 0;
  const long folder = none ? AT_FDCWD : own < 0 ? -errno : own;
  const Refusal refusal = takeOn(realKernel(), identity);
  if (refusal.step != IdentityStep::kNone) {
    view.control->refusedErrno.store(refusal.error);
    view.control->refused.store(refusal.step);
    _exit(0);
  }
  for (const int fd : {identity.process, identity.root}) {
    if (fd >= 0) close(fd);
  }
  dieWith(parent);  // a change of ids forgets it
  signal(SIGALRM, SIG_DFL);
  return folder;
}

}  // namespace

pid_t forkRaw() { return static_cast<pid_t>(rawSyscall(SYS_clone, SIGCHLD, 0, 0, 0, 0, 0)); }

pid_t processId() { return static_cast<pid_t>(rawSyscall(SYS_getpid, 0, 0, 0, 0, 0, 0)); }

void dieWith(pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (rawSyscall(SYS_getppid, 0, 0, 0, 0, 0, 0) != parent) _exit(0);
}

[[noreturn]] void runExperiments(const ArenaView& view, size_t at, pid_t parent, const Identity* identity) {
  dieWith(parent);
  leaveNoCore();
  const long ownProc = identity == nullptr ? AT_FDCWD : takePlace(view, *identity, parent);
  guardFaults();
  const std::atomic<bool>& stop = view.control->stop;
  while (at < view.count) {
    Slot& slot = view.slots[at];
    if (identity != nullptr) setAlarm(slot);
    const Experiment experiment = findExperiment(slot.plan.experiment);
    Context context{realKernel(),         slot.journal, slot.plan, view.scratch,
                    Arena::kScratchBytes, &stop,        ownProc};
    if (experiment != nullptr) experiment(context);
    spareLater(view, waysToSpare(slot.journal));
    if (!sharesChild(slot.plan)) break;  // how the process ends is part of how the experiment does
    const bool goesOn = context.giveBack() && !stop.load();
    at = goesOn ? nextShared(view, at + 1) : view.count;
    if (at < view.count) begin(view, view.slots[at]);
    finish(slot);
  }
  _exit(0);
}

}  // namespace hgm
