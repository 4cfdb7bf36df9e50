// UFFDIO_MOVE: private anonymous memory only, whatever REGISTER's mask says for shmem. Of a base page, and of
// a whole huge page, which is to stay one: of hugetlb memory that is its page, of other memory a transparent
// one.
#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/memory/smaps.h"
#include "observe/test_mapping.h"

namespace hgm {
namespace {

struct Pair {
  TestMapping to;
  TestMapping from;
  int fd = -1;
  explicit operator bool() const { return fd >= 0; }
};

using Maker = TestMapping (*)(Context& context, Memory memory);

TestMapping aligned(Context& context, Memory) { return alignedTestMapping(context); }

Pair pairOf(Context& context, Memory memory, Maker make) {
  Pair pair;
  pair.to = make(context, memory);
  pair.from = make(context, memory);
  if (!pair.to || !pair.from) return pair;
  const int fd = context.userfaultfd(abi::kFeatureSigbus);
  if (fd >= 0 && context.registerAll(fd, pair.to.primary, abi::kModeMissing) >= 0) pair.fd = fd;
  return pair;
}

void lookAtFirst(Context& context, const char* step, const Pair& pair) {
  const Access there = context.kernel.load(pair.to.primary.base);
  context.look(step, "load", "changed", there.signal == 0 && there.byte == kProbeByte ? 1 : 0);
}

// One transparent huge page where the call is known; holes where it was refused already, for the same answer.
void moveTransparent(Context& context, bool known) {
  if (context.plan.thpBytes == 0) return;
  const Pair pair = pairOf(context, context.plan.memory, aligned);
  if (!pair) return;
  const Mapping& from = pair.from.primary;
  if (known && (context.store("store_whole", from, 0, kProbeByte).signal != 0 ||
                context.advise(Role::kSetup, "make_huge", from, 0, from.length, abi::kMadvCollapse) < 0))
    return;
  const Mapping& to = pair.to.primary;
  if (context.move(Role::kTest, "huge", pair.fd, to, from, to.length) < 0) return;
  lookAtFirst(context, "huge_effect", pair);
  lookForHugePage(context, "huge_whole", to);
}

}  // namespace

void movePages(Context& context) {
  const bool anonymous = context.plan.memory == Memory::kAnonymous;
  if (!anonymous) {
    const Pair plain = pairOf(context, Memory::kAnonymous, formMapping);
    if (plain) {
      context.store("store", plain.from.primary, 0, kProbeByte);
      context.move(Role::kControl, "form", plain.fd, plain.to.primary, plain.from.primary, context.base());
    }
  }
  // Holes: nothing of the pool is there to be moved, and every kernel refuses before it looks.
  const Pair pair = pairOf(context, context.plan.memory, formMapping);
  if (!pair) return;
  if (anonymous) context.store("store", pair.from.primary, 0, kProbeByte);
  const bool moved =
      context.move(Role::kTest, "base", pair.fd, pair.to.primary, pair.from.primary, context.base()) >= 0;
  if (moved) lookAtFirst(context, "base_effect", pair);
  if (context.plan.memory == Memory::kHugetlb) {
    context.move(Role::kTest, "huge", pair.fd, pair.to.primary, pair.from.primary, pair.to.unit);
  } else {
    moveTransparent(context, moved);
  }
}

}  // namespace hgm
