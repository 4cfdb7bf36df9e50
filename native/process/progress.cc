#include "process/progress.h"

#include <sys/wait.h>

#include "kernel/kernel.h"
#include "observe/experiments.h"

namespace hgm {

int64_t nowNs() { return static_cast<int64_t>(realKernel().now()); }

size_t nextShared(const ArenaView& view, size_t from) {
  for (size_t i = from; i < view.count; ++i) {
    const Slot& slot = view.slots[i];
    if (slot.end == End::kNotRun && sharesChild(slot.plan)) return i;
  }
  return view.count;
}

void begin(const ArenaView& view, Slot& slot) {
  slot.journal.entryCount = 0;  // of a child that was ended for another slot just before
  size_t written = 0;
  for (size_t i = 0; i < view.count; ++i) written += view.slots[i].journal.entryCount;
  slot.journal.entries = view.entries + written;
  slot.begunNs.store(nowNs());
}

void spareLater(const ArenaView& view, const Spared& spared) {
  for (size_t i = 0; i < view.count; ++i) {
    const Slot& slot = view.slots[i];
    if (slot.end == End::kNotRun && slot.begunNs.load() == 0) spare(view.slots[i].plan, spared);
  }
}

void finish(Slot& slot) {
  slot.end = End::kDone;
  slot.finished.store(true);
}

size_t current(const ArenaView& view, size_t from) {
  if (!sharesChild(view.slots[from].plan)) return from;
  for (size_t i = from; i < view.count; ++i) {
    const Slot& slot = view.slots[i];
    if (slot.begunNs.load() != 0 && !slot.finished.load() && sharesChild(slot.plan)) return i;
  }
  return view.count;
}

void endAs(Slot& slot, int status) {
  if (WIFSIGNALED(status)) {
    slot.end = End::kSignal;
    slot.signal = WTERMSIG(status);
  } else if (WEXITSTATUS(status) > kFaultExit) {
    slot.end = End::kSignal;
    slot.signal = WEXITSTATUS(status) - kFaultExit;
  } else {
    slot.end = End::kDone;
  }
  slot.journal.drainAll();
}

void endLate(Slot& slot) {
  slot.end = End::kDeadline;
  slot.journal.drainAll();
}

}  // namespace hgm
