#include "process/nursery.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

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

// A seccomp filter that kills leaves a core otherwise.
void leaveNoCore() {
  const rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
}

// The process that asks is gone: where it lacks CAP_KILL, its death signal does not reach a nursery that took
// on another user (kernel/signal.c, check_kill_permission), but the other end of the pipe is closed.
bool orphaned(int report) {
  pollfd asking = {report, 0, 0};
  return poll(&asking, 1, 0) > 0 && (asking.revents & POLLERR) != 0;
}

// Becomes somebody else, and still dies with the parent: a change of ids forgets the death signal. Returns
// what getppid(2) answers in the children, which a pid namespace of their own keeps from seeing the nursery.
pid_t becomeOther(Identity* identity, pid_t parent) {
  if (identity == nullptr) return processId();
  if (!takeOn(realKernel(), *identity)) _exit(0);
  dieWith(parent);
  return (identity->namespaces & CLONE_NEWPID) != 0 ? 0 : processId();
}

bool killedByFilter(const Slot& slot) {
  if (slot.end != End::kSignal || slot.signal != SIGSYS || slot.journal.entryCount == 0) return false;
  const Entry& last = slot.journal.entries[slot.journal.entryCount - 1];
  return !last.returned && std::strcmp(last.call, "userfaultfd") == 0;
}

// One kill is an answer, and may be a line in the audit log: the experiments that follow make no such call.
void spareOthers(const Bench& bench, size_t after) {
  for (size_t i = after + 1; i < bench.count; ++i) bench.slots[i].plan.deviceOnly = true;
}

[[noreturn]] void runExperiment(Slot& slot, const Bench& bench, pid_t nursery) {
  dieWith(nursery);
  leaveNoCore();
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

void runSlot(Slot& slot, const Bench& bench, int report, pid_t self) {
  int alive[2];
  if (pipe2(alive, O_CLOEXEC) != 0) return;
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

[[noreturn]] void runNursery(const Bench bench, pid_t parent, int report, Identity* identity) {
  dieWith(parent);
  // A terminal sends Ctrl-C to the children, too. They end with their parent; until then libuv's handler,
  // which they have of it, would write into the parent's own pipe of signals, and that never gets over it.
  signal(SIGINT, SIG_IGN);
  signal(SIGTERM, SIG_IGN);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);  // a libuv thread may block what ends a hung process
  signal(SIGCHLD, SIG_DFL);
  trimForFork(bench);
  const pid_t self = becomeOther(identity, parent);
  for (size_t i = 0; i < bench.count && !bench.stop->load() && !orphaned(report); ++i) {
    runSlot(bench.slots[i], bench, report, self);
    if (killedByFilter(bench.slots[i])) spareOthers(bench, i);
  }
  _exit(0);
}

}  // namespace

int runInChildren(Arena& arena, Identity* identity) {
  int report[2];
  if (pipe2(report, O_CLOEXEC) != 0) return errno;
  const pid_t self = processId();
  const Bench bench = arena.bench();
  sigset_t ends;
  sigset_t before;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  // Of this thread alone, on Linux; pthread_sigmask is the same, but of glibc 2.32.
  sigprocmask(SIG_BLOCK, &ends, &before);
  const pid_t nursery = forkRaw();
  if (nursery == 0) {
    close(report[0]);
    runNursery(bench, self, report[1], identity);
  }
  sigprocmask(SIG_SETMASK, &before, nullptr);
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
