// UFFDIO_MOVE: private anonymous memory only, whatever REGISTER's mask says for shmem.
#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/test_mapping.h"

namespace hgm {
namespace {

struct Pair {
  TestMapping to;
  TestMapping from;
  int fd = -1;
  explicit operator bool() const { return fd >= 0; }
};

Pair pairOf(Context& context, Memory memory) {
  Pair pair;
  pair.to = formMapping(context, memory);
  pair.from = formMapping(context, memory);
  if (!pair.to || !pair.from) return pair;
  const int fd = context.userfaultfd(abi::kFeatureSigbus);
  if (fd >= 0 && context.registerAll(fd, pair.to.primary, abi::kModeMissing) >= 0) pair.fd = fd;
  return pair;
}

}  // namespace

void movePages(Context& context) {
  const bool anonymous = context.plan.memory == Memory::kAnonymous;
  if (!anonymous) {
    const Pair plain = pairOf(context, Memory::kAnonymous);
    if (plain) {
      context.store("store", plain.from.primary, 0, kProbeByte);
      context.move(Role::kControl, "form", plain.fd, plain.to.primary, plain.from.primary, context.base());
    }
  }
  // Holes: nothing of the pool is there to be moved, and every kernel refuses before it looks.
  const Pair pair = pairOf(context, context.plan.memory);
  if (!pair) return;
  if (anonymous) context.store("store", pair.from.primary, 0, kProbeByte);
  if (context.move(Role::kTest, "base", pair.fd, pair.to.primary, pair.from.primary, context.base()) >= 0) {
    const Access there = context.kernel.load(pair.to.primary.base);
    context.look("base_effect", "load", "changed", there.signal == 0 && there.byte == kProbeByte ? 1 : 0);
  }
  if (context.plan.memory == Memory::kHugetlb) {
    context.move(Role::kTest, "huge", pair.fd, pair.to.primary, pair.from.primary, pair.to.unit);
  }
}

}  // namespace hgm
