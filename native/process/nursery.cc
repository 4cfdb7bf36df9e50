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

constexpr int64_t kNsPerMs = 1'000'000;

int64_t nowNs() { return static_cast<int64_t>(realKernel().now()); }

// Waits until the other end of the pipe is closed, which the end of its holder does. False after the time.
bool closedWithin(int fd, int64_t milliseconds) {
  pollfd waiting = {fd, POLLIN, 0};
  const int64_t from = nowNs();
  for (;;) {
    const int64_t gone = (nowNs() - from) / kNsPerMs;
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
void spareOthers(const Bench& bench) {
  for (size_t i = 0; i < bench.count; ++i) {
    if (bench.slots[i].end == End::kNotRun) bench.slots[i].plan.deviceOnly = true;
  }
}

// The first slot from there on that one child may run together with others; the count where there is none.
size_t nextShared(const Bench& bench, size_t from) {
  for (size_t i = from; i < bench.count; ++i) {
    const Slot& slot = bench.slots[i];
    if (slot.end == End::kNotRun && sharesChild(slot.plan)) return i;
  }
  return bench.count;
}

void begin(Slot& slot) {
  slot.journal.entryCount = 0;  // of a child that was ended for another slot just before
  slot.begunNs.store(nowNs());
}

// Runs one slot, and all that follow and may share its child.
[[noreturn]] void runExperiments(const Bench& bench, size_t at, pid_t nursery) {
  dieWith(nursery);
  leaveNoCore();
  guardFaults();
  // Waits for a second thread are of 20 us, which the default slack of 50 us makes 70. What is timed keeps
  // it.
  if (sharesChild(bench.slots[at].plan)) prctl(PR_SET_TIMERSLACK, 1);
  while (at < bench.count) {
    Slot& slot = bench.slots[at];
    const Experiment experiment = findExperiment(slot.plan.experiment);
    Lab lab{realKernel(), slot.journal, slot.plan, bench.scratch, Arena::kScratchBytes, bench.stop};
    if (experiment != nullptr) experiment(lab);
    if (!sharesChild(slot.plan)) break;  // how the process ends is part of how the experiment does
    const bool clean = lab.giveBack() && !bench.stop->load();
    at = clean ? nextShared(bench, at + 1) : bench.count;
    if (at < bench.count) begin(bench.slots[at]);
    slot.end = End::kDone;
    slot.finished.store(true);
  }
  _exit(0);
}

// The slot that a child which began with that one is at; the count where it is done with all of them.
size_t current(const Bench& bench, size_t from) {
  if (!sharesChild(bench.slots[from].plan)) return from;
  for (size_t i = from; i < bench.count; ++i) {
    const Slot& slot = bench.slots[i];
    if (sharesChild(slot.plan) && slot.begunNs.load() != 0 && !slot.finished.load()) return i;
  }
  return bench.count;
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

// Waits until the child has ended, or an experiment takes longer than it may. Returns that one, or the count.
size_t overdue(const Bench& bench, size_t from, int alive) {
  for (;;) {
    const size_t at = current(bench, from);
    if (at == bench.count) return closedWithin(alive, kGraceMs) ? at : from;
    const Slot& slot = bench.slots[at];
    const int64_t end = slot.begunNs.load() + int64_t{slot.plan.deadlineMs} * kNsPerMs;
    const int64_t left = end - nowNs();
    if (left > 0 && closedWithin(alive, (left + kNsPerMs - 1) / kNsPerMs)) return bench.count;
    if (left <= 0) return at;
  }
}

// Runs the slot in a child, and with it those that may share it; one that is lost there is noted, and what
// should have followed it is left not run.
void runChild(const Bench& bench, size_t from, int report, pid_t self) {
  int alive[2];
  if (pipe2(alive, O_CLOEXEC) != 0) return;
  begin(bench.slots[from]);
  const pid_t child = forkRaw();
  if (child == 0) {
    close(report);  // a child that can't be killed must not keep the caller waiting
    close(alive[0]);
    runExperiments(bench, from, self);
  }
  close(alive[1]);
  if (child > 0) {
    const size_t late = overdue(bench, from, alive[0]);
    const bool ended = late == bench.count;
    if (!ended) kill(child, SIGKILL);
    int status = 0;
    if (ended || closedWithin(alive[0], kGraceMs)) waitpid(child, &status, 0);
    const size_t lost = ended ? current(bench, from) : late;
    if (lost < bench.count && !bench.slots[lost].finished.load()) {
      if (ended) note(bench.slots[lost], status);
      if (!ended) bench.slots[lost].end = End::kDeadline;
      bench.slots[lost].journal.drainAll();  // what a killed child had measured counts
      if (killedByFilter(bench.slots[lost])) spareOthers(bench);
    }
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
    if (bench.slots[i].end == End::kNotRun) runChild(bench, i, report, self);
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
