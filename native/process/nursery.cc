#include "process/nursery.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>

#include "kernel/kernel.h"
#include "kernel/raw_syscall.h"
#include "observe/experiments.h"
#include "process/trim.h"

namespace hgm {
namespace {

// How long a killed child may take to go before it is left behind: one that hangs inside a kernel call can't
// be helped, and the others should still be run.
constexpr int kGraceMs = 1000;

// A fork without the C library's handlers, which would walk the heap that trimForFork() leaves behind.
pid_t forkRaw() { return static_cast<pid_t>(rawSyscall(SYS_clone, SIGCHLD, 0, 0, 0, 0, 0)); }

pid_t processId() { return static_cast<pid_t>(rawSyscall(SYS_getpid, 0, 0, 0, 0, 0, 0)); }

// Dies with the parent, also where that was gone before the request was made.
void dieWith(pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (rawSyscall(SYS_getppid, 0, 0, 0, 0, 0, 0) != parent) _exit(0);
}

// Waits until the other end of the pipe is closed, which the end of its holder does. False after the time.
bool closedWithin(int fd, int64_t milliseconds) {
  pollfd waiting = {fd, POLLIN, 0};
  timespec from;
  clock_gettime(CLOCK_MONOTONIC, &from);
  for (;;) {
    timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    const int64_t gone = (now.tv_sec - from.tv_sec) * 1000 + (now.tv_nsec - from.tv_nsec) / 1'000'000;
    const int64_t left = milliseconds > gone ? milliseconds - gone : 0;
    const int ready = poll(&waiting, 1, static_cast<int>(left));
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

[[noreturn]] void runExperiment(Slot& slot, const Bench& bench, pid_t nursery) {
  dieWith(nursery);
  guardFaults();
  const Experiment experiment = findExperiment(slot.plan.experiment);
  Lab lab{realKernel(), slot.journal, slot.plan, bench.scratch, Arena::kScratchBytes, bench.stop};
  if (experiment != nullptr) experiment(lab);
  _exit(0);
}

void note(Slot& slot, int status) {
  if (WIFSIGNALED(status)) {
    slot.end = End::kSignal;
    slot.signal = WTERMSIG(status);
  } else if (WEXITSTATUS(status) > kFaultExit) {
    slot.end = End::kSignal;
    slot.signal = WEXITSTATUS(status) - kFaultExit;
  } else {
    slot.end = End::kDone;
  }
}

void runSlot(Slot& slot, const Bench& bench, int report) {
  int alive[2];
  if (pipe2(alive, O_CLOEXEC) != 0) return;
  const pid_t self = processId();
  const pid_t child = forkRaw();
  if (child == 0) {
    close(report);  // a child that can't be killed must not keep the caller waiting
    close(alive[0]);
    runExperiment(slot, bench, self);
  }
  close(alive[1]);
  if (child > 0) {
    const bool ended = closedWithin(alive[0], slot.plan.deadlineMs);
    if (!ended) kill(child, SIGKILL);
    int status = 0;
    if (ended || closedWithin(alive[0], kGraceMs)) waitpid(child, &status, 0);
    if (ended) {
      note(slot, status);
    } else {
      slot.end = End::kDeadline;
    }
    slot.journal.drainAll();  // what a killed child had measured counts
  }
  close(alive[0]);
}

[[noreturn]] void runNursery(const Bench bench, pid_t parent, int report) {
  dieWith(parent);
  // A terminal sends Ctrl-C to the children, too. They end with their parent; until then libuv's handler, which
  // they have of it, would write into the parent's own pipe of signals, and that never gets over it.
  signal(SIGINT, SIG_IGN);
  signal(SIGTERM, SIG_IGN);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);  // a libuv thread may block what ends a hung process
  signal(SIGCHLD, SIG_DFL);
  trimForFork(bench);
  for (size_t i = 0; i < bench.count && !bench.stop->load(); ++i) runSlot(bench.slots[i], bench, report);
  _exit(0);
}

}  // namespace

int runInChildren(Arena& arena) {
  int report[2];
  if (pipe2(report, O_CLOEXEC) != 0) return errno;
  const pid_t self = processId();
  const Bench bench = arena.bench();
  sigset_t ends;
  sigset_t before;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ends, &before);
  const pid_t nursery = forkRaw();
  if (nursery == 0) {
    close(report[0]);
    runNursery(bench, self, report[1]);
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  close(report[1]);
  if (nursery > 0) {
    int64_t patience = kGraceMs;
    for (size_t i = 0; i < arena.size(); ++i) patience += arena[i].plan.deadlineMs + kGraceMs;
    if (!closedWithin(report[0], patience)) kill(nursery, SIGKILL);
    int status = 0;
    while (waitpid(nursery, &status, 0) < 0 && errno == EINTR) {
    }
  }
  close(report[0]);
  return nursery > 0 ? 0 : -nursery;
}

}  // namespace hgm
