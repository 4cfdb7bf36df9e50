// Runs experiments in children of this process, each experiment with a deadline.
#pragma once

#include <sys/types.h>

#include "process/arena.h"
#include "process/borrow_lock.h"
#include "process/identity.h"

namespace hgm {

// What kept experiments from being run.
enum class Stopped : uint8_t {
  kNothing,
  kPipe,      // no descriptor for a pipe to a child
  kFork,      // no process for a child
  kIdentity,  // the place could not be taken: `refused` says which step
  kDamaged,   // what a child left can't be read: isSound()
  kMemory,    // none to share with the children
};

struct Outcome {
  Stopped stopped = Stopped::kNothing;
  IdentityStep refused = IdentityStep::kNone;
  int error = 0;  // errno of the call that was refused
};

class Supervisor {
 public:
  static constexpr size_t kMostPlans = 2048;

  // Told of every slot that is through, once, with what its child left, which is sound.
  using Report = void (*)(void* to, const ArenaView& view, size_t slot);

  explicit Supervisor(const ArenaView& view) : view_(view) {}

  // Each child takes that place first. It must outlive the run.
  void inPlaceOf(const Identity* identity) { identity_ = identity; }
  // A descriptor by which the run is ordered to stop: a byte to read ends it in order; the other end closed
  // ends this process, since nobody waits for it.
  void obey(int orders) { orders_ = orders; }
  void reportTo(Report report, void* to) {
    report_ = report;
    to_ = to;
  }

  // Runs every slot of the arena, of which there are kMostPlans at most, in order and fills in how each
  // ended. All children die with this process, whatever kills it. Blocks until the last one ended or was
  // given up.
  Outcome run();

 private:
  bool mayBorrow(Slot& slot);
  Outcome runChild(size_t from);
  Outcome seeOut(size_t from, pid_t child, int alive);
  Outcome tell();

  const ArenaView view_;
  const Identity* identity_ = nullptr;
  int orders_ = -1;
  Report report_ = nullptr;
  void* to_ = nullptr;
  bool told_[kMostPlans] = {};
  BorrowLock lock_;
};

}  // namespace hgm
