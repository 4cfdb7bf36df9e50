#include "process/nursery.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "kernel/kernel.h"
#include "observe/experiments.h"
#include "process/child.h"
#include "process/progress.h"
#include "process/trim.h"
#include "process/watch.h"

namespace hgm {
namespace {

struct Nursery {
  const Bench& bench;
  const int report;  // its end tells the process that asks that all is done
  pid_t self;        // as getppid(2) tells it in the children
  Trim& trim;
};

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

// Waits for the child that began with slot `from`. An experiment that is lost there is noted; those that
// should have followed it are left not run.
void seeOut(const Nursery& nursery, size_t from, pid_t child, int alive) {
  const Bench& bench = nursery.bench;
  size_t at = bench.count;
  const Wait over = watch(bench, from, alive, nursery.report, at);
  if (over != Wait::kEnded) kill(child, SIGKILL);
  if (over == Wait::kOrphaned) _exit(0);
  int status = 0;
  if (over == Wait::kEnded || waitForEnd(alive, kGraceMs) == Wait::kEnded) waitpid(child, &status, 0);
  if (over == Wait::kEnded) at = current(bench, from);
  if (at == bench.count || bench.slots[at].finished.load()) return;
  if (over == Wait::kEnded) endAs(bench.slots[at], status);
  if (over == Wait::kLate) endLate(bench.slots[at]);
  if (killedByFilter(bench.slots[at])) spareOthers(bench);
}

// Runs the slot in a child, and with it those that may share it.
void runChild(const Nursery& nursery, size_t from) {
  int alive[2];
  if (pipe2(alive, O_CLOEXEC) != 0) return;
  begin(nursery.bench, nursery.bench.slots[from]);
  const pid_t child = forkRaw();
  if (child == 0) {
    close(nursery.report);  // a child that can't be killed must not keep the caller waiting
    close(alive[0]);
    runExperiments(nursery.bench, from, nursery.self);
  }
  close(alive[1]);
  nursery.trim.giveBack();  // while the child runs
  if (child > 0) seeOut(nursery, from, child, alive[0]);
  close(alive[0]);
}

// Handlers of the process that asks are not for its children: libuv's, of Ctrl-C or of a terminal that
// changed its size, would write into that process's own pipe of signals, and that never gets over it, or look
// into a heap that is not there. Children end with their parent.
void ignoreSignals() {
  constexpr int kSentByOthers[] = {SIGHUP, SIGINT, SIGTERM, SIGUSR1, SIGUSR2, SIGWINCH};
  for (const int each : kSentByOthers) signal(each, SIG_IGN);
  signal(SIGCHLD, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);  // a libuv thread may block what ends a hung process
}

[[noreturn]] void runNursery(const Bench bench, pid_t parent, int report, Identity* identity) {
  dieWith(parent);
  ignoreSignals();
  Trim trim;
  trim.keepFromChildren(bench);
  const Nursery nursery = {bench, report, becomeOther(identity, parent), trim};
  for (size_t i = 0; i < bench.count && !bench.stop->load(); ++i) {
    if (bench.slots[i].end == End::kNotRun) runChild(nursery, i);
  }
  _exit(0);
}

}  // namespace

int runInChildren(Arena& arena, Identity* identity) {
  int report[2];
  if (pipe2(report, O_CLOEXEC) != 0) return errno;
  const pid_t self = processId();
  const Bench bench = arena.bench();
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  // Of this thread alone, on Linux; pthread_sigmask is the same, but of glibc 2.32.
  sigprocmask(SIG_BLOCK, &all, &before);
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
    if (waitForEnd(report[0], patience) != Wait::kEnded) kill(nursery, SIGKILL);
    int status = 0;
    while (waitpid(nursery, &status, 0) < 0 && errno == EINTR) {
    }
  }
  close(report[0]);
  return nursery > 0 ? 0 : -nursery;
}

}  // namespace hgm
