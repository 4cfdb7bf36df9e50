#include "process/progress.h"

#include <sys/wait.h>

#include "kernel/kernel.h"
#include "observe/experiments.h"

namespace hgm {

int64_t nowNs() { return static_cast<int64_t>(realKernel().now()); }

size_t nextShared(const Bench& bench, size_t from) {
  for (size_t i = from; i < bench.count; ++i) {
    const Slot& slot = bench.slots[i];
    if (slot.end == End::kNotRun && sharesChild(slot.plan)) return i;
  }
  return bench.count;
}

void begin(const Bench& bench, Slot& slot) {
  slot.journal.entryCount = 0;  // of a child that was ended for another slot just before
  size_t written = 0;
  for (size_t i = 0; i < bench.count; ++i) written += bench.slots[i].journal.entryCount;
  slot.journal.entries = bench.entries + written;
  slot.begunNs.store(nowNs());
}

void spareLater(const Bench& bench, const Spared& spared) {
  for (size_t i = 0; i < bench.count; ++i) {
    const Slot& slot = bench.slots[i];
    if (slot.end == End::kNotRun && slot.begunNs.load() == 0) spare(bench.slots[i].plan, spared);
  }
}

void finish(Slot& slot) {
  slot.end = End::kDone;
  slot.finished.store(true);
}

size_t current(const Bench& bench, size_t from) {
  if (!sharesChild(bench.slots[from].plan)) return from;
  for (size_t i = from; i < bench.count; ++i) {
    const Slot& slot = bench.slots[i];
    if (slot.begunNs.load() != 0 && !slot.finished.load() && sharesChild(slot.plan)) return i;
  }
  return bench.count;
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
