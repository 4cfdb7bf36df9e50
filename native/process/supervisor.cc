#include "process/supervisor.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <initializer_list>

#include "observe/hanging.h"
#include "process/child.h"
#include "process/progress.h"
#include "process/sound.h"
#include "process/watch.h"

namespace hgm {
Outcome Supervisor::run() {
  for (size_t i = 0; i < view_.count && !view_.control->stop.load(); ++i) {
    Slot& slot = view_.slots[i];
    if (slot.end != End::kNotRun) continue;
    const Outcome outcome = !slot.plan.borrow || mayBorrow(slot) ? runChild(i) : tell();
    lock_.release();
    if (outcome.stopped != Stopped::kNothing) return outcome;
  }
  return {};
}

// Looked at anew, and by one run at a time: what was free when the run was planned may be lent to another.
bool Supervisor::mayBorrow(Slot& slot) {
  begin(view_, slot);
  if (lock_.take(slot.journal) && staysFree(slot.journal, slot.plan.pageBytes, slot.plan.keepFree)) {
    slot.journal.entryCount = 0;
    return true;
  }
  slot.end = End::kDone;
  return false;
}

// Runs the slot in a child, and with it those that may share it.
Outcome Supervisor::runChild(size_t from) {
  int alive[2];
  if (pipe2(alive, O_CLOEXEC) != 0) return {Stopped::kPipe, IdentityStep::kNone, errno};
  begin(view_, view_.slots[from]);
  const pid_t self = processId();
  const pid_t child = forkRaw();
  if (child == 0) {
    // Nothing of what the supervisor holds is for a child. One that can't be killed must not keep who waits
    // for the results waiting, either.
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, orders_, alive[0]}) {
      if (fd >= 0) close(fd);
    }
    runExperiments(view_, from, self, identity_);
  }
  close(alive[1]);
  const Outcome outcome =
      child < 0 ? Outcome{Stopped::kFork, IdentityStep::kNone, -child} : seeOut(from, child, alive[0]);
  close(alive[0]);
  return outcome;
}

// Waits for the child that began with slot `from`. An experiment that is lost there is noted; those that
// should have followed it are left not run.
Outcome Supervisor::seeOut(size_t from, pid_t child, int alive) {
  size_t at = view_.count;
  const Wait over = watch(view_, from, alive, orders_, at);
  if (over != Wait::kEnded) kill(child, SIGKILL);
  if (over == Wait::kOrphaned) _exit(0);
  int status = 0;
  if (over == Wait::kEnded || waitForEnd(alive, kGraceMs) == Wait::kEnded) waitpid(child, &status, 0);
  const IdentityStep refused = view_.control->refused.load();
  if (refused != IdentityStep::kNone)
    return {Stopped::kIdentity, refused, view_.control->refusedErrno.load()};
  for (size_t i = from; i < view_.count; ++i) {
    const Slot& slot = view_.slots[i];
    if (!told_[i] && slot.begunNs.load() != 0 && !isSound(view_, slot))
      return {Stopped::kDamaged, IdentityStep::kNone, EBADMSG};
  }
  if (over == Wait::kEnded) at = current(view_, from);
  if (at < view_.count && !view_.slots[at].finished.load()) {
    if (over == Wait::kEnded) endAs(view_.slots[at], status);
    if (over == Wait::kLate) endLate(view_.slots[at]);
    spareLater(view_, waysLostIn(view_.slots[at].journal));
  }
  return tell();
}

Outcome Supervisor::tell() {
  for (size_t i = 0; i < view_.count; ++i) {
    if (told_[i] || view_.slots[i].end == End::kNotRun) continue;
    told_[i] = true;
    if (report_ != nullptr) report_(to_, view_, i);
  }
  return {};
}

}  // namespace hgm
