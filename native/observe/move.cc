// UFFDIO_MOVE: private anonymous memory only, whatever REGISTER's mask says for shmem.
#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/rooms.h"

namespace hgm {
namespace {

struct Pair {
  Room to;
  Room from;
  int fd = -1;
  explicit operator bool() const { return fd >= 0; }
};

Pair pairOf(Lab& lab, Memory memory) {
  Pair pair;
  pair.to = formRoom(lab, memory);
  pair.from = formRoom(lab, memory);
  if (!pair.to || !pair.from) return pair;
  const int fd = lab.userfaultfd(abi::kFeatureSigbus);
  if (fd >= 0 && lab.registerAll(fd, pair.to.primary, abi::kModeMissing) >= 0) pair.fd = fd;
  return pair;
}

}  // namespace

void movePages(Lab& lab) {
  const bool anonymous = lab.plan.memory == Memory::kAnonymous;
  if (!anonymous) {
    const Pair plain = pairOf(lab, Memory::kAnonymous);
    if (plain) {
      lab.store("store", plain.from.primary, 0, kProbeByte);
      lab.move(Role::kControl, "form", plain.fd, plain.to.primary, plain.from.primary, lab.base());
    }
  }
  // Holes: nothing of the pool is there to be moved, and every kernel refuses before it looks.
  const Pair pair = pairOf(lab, lab.plan.memory);
  if (!pair) return;
  if (anonymous) lab.store("store", pair.from.primary, 0, kProbeByte);
  if (lab.move(Role::kTest, "base", pair.fd, pair.to.primary, pair.from.primary, lab.base()) >= 0) {
    const Access there = lab.kernel.load(pair.to.primary.base);
    lab.look("base_effect", "load", "changed", there.signal == 0 && there.byte == kProbeByte ? 1 : 0);
  }
  if (lab.plan.memory == Memory::kHugetlb) {
    lab.move(Role::kTest, "huge", pair.fd, pair.to.primary, pair.from.primary, pair.to.unit);
  }
}

}  // namespace hgm
