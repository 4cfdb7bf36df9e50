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

// What a process has of its own in /proc: see Context.
struct OwnFiles {
  long folder = AT_FDCWD;
  long pagemap = -EACCES;
  long clearRefs = -EACCES;
};

long opened(const char* path, int flags) {
  const int fd = open(path, flags | O_CLOEXEC);
  return fd < 0 ? -errno : fd;
}

// Takes the place and gives what this process has in the /proc that it had before; ends the process where the
// place can't be taken.
OwnFiles takePlace(const ArenaView& view, const Identity& identity, pid_t parent) {
  OwnFiles own = {opened("/proc/self", O_PATH | O_DIRECTORY), opened("/proc/self/pagemap", O_RDONLY),
                  opened("/proc/self/clear_refs", O_WRONLY)};
  // A user is taken on in this very place: what it has no /proc for now, it has none for then.
  if (own.folder == -ENOENT && identity.process < 0) own.folder = AT_FDCWD;
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
  return own;
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
  const OwnFiles own = identity == nullptr ? OwnFiles{} : takePlace(view, *identity, parent);
  guardFaults();
  const std::atomic<bool>& stop = view.control->stop;
  while (at < view.count) {
    Slot& slot = view.slots[at];
    if (identity != nullptr) setAlarm(slot);
    const Experiment experiment = findExperiment(slot.plan.experiment);
    Context context{realKernel(), slot.journal, slot.plan,   view.scratch, Arena::kScratchBytes,
                    &stop,        own.folder,   own.pagemap, own.clearRefs};
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
