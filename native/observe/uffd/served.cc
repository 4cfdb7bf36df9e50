// What a handler relies on after it served a page: zeroes that it put there can be written, a page that was
// mapped without waking is there when it wakes, and a page of the file brings none of those beside it.
#include <cerrno>
#include <csignal>

#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/memory/page_flags.h"
#include "observe/test_mapping.h"
#include "observe/waiter.h"

namespace hgm {
namespace {

constexpr uint8_t kWritten = 0x57;
// For a thread that should wait on. One that was woken takes some microseconds.
constexpr uint32_t kStillMs = 1;

// The first of two pages of zeroes is written. On anonymous memory both are the one zero page of the kernel
// until then (mm/userfaultfd.c, mfill_atomic_pte_zeropage).
void writesOnZeroes(Context& context) {
  const uint64_t page = context.base();
  const TestMapping test = emptyMapping(context, 1);
  if (!test) return;
  const Mapping& target = test.primary;
  const int fd = sigbusDescriptor(context, target, abi::kModeMissing);
  if (fd < 0 || context.fill(Role::kTest, "zero_write", abi::kIocZeropage, fd, target, 0, 2 * page) < 0)
    return;
  const Access stored = context.kernel.store(target.base, kWritten);
  const Access own = context.kernel.load(target.base);
  const Access beside = context.kernel.load(target.base + page);
  const bool kept = stored.signal == 0 && own.signal == 0 && own.byte == kWritten;
  context.look("zero_write_effect", "load", "changed",
               kept && beside.signal == 0 && beside.byte == 0 ? 1 : 0);
}

// A thread waits on a page that the file has, which is mapped without waking it, and then it is woken.
void continuesWithoutWaking(Context& context) {
  const TestMapping test = filledMapping(context);
  if (!test) return;
  const Mapping& target = test.primary;
  const uint64_t at = kProbePage * context.base();
  const int fd = context.userfaultfd(0);
  if (fd < 0 || context.registerAll(fd, target, abi::kModeMinor) < 0) return;
  Load place = {target.base + at, {}};
  Waiter waiter(context, faultAndTell, reinterpret_cast<uintptr_t>(&place));
  if (!waiter.startAndFault(fd)) return;
  if (context.fill(Role::kTest, "dontwake", abi::kIocContinue, fd, target, at, context.base(), "mapped",
                   abi::kCopyDontWake) < 0)
    return;
  const bool waits = !waiter.finishes(kStillMs);
  context.look("waits", "load", "waiting", waits ? 1 : 0);
  if (context.wake(Role::kSetup, "wake", fd, target, target.length) < 0) return;
  if (!waiter.finishes(kPatienceMs)) {
    context.lookedInVain("dontwake_effect", "load", -ETIMEDOUT);
    return;
  }
  const bool met = place.met.signal == 0 && place.met.byte == kProbeByte;
  context.look("dontwake_effect", "load", "changed", waits && met ? 1 : 0);
}

// How many of two pages that the file has are mapped by a read of the first, where memory is registered for
// missing pages alone: those beside it come along (mm/memory.c, do_fault_around).
void looksAround(Context& context, int file) {
  const uint64_t page = context.base();
  const Mapping missing = context.map("map_missing", 16 * page, file);
  if (!missing) return;
  const int fd = context.userfaultfd(abi::kFeatureSigbus);
  if (fd < 0 || context.registerAll(fd, missing, abi::kModeMissing, Role::kSetup, "register_missing") < 0)
    return;
  if (context.kernel.load(missing.base + kProbePage * page).signal != 0) return;
  uint64_t entry = 0;
  const long told = pagemapEntry(context, missing.base + kNeighbourPage * page, entry);
  if (told < 0) {
    context.lookedInVain("around", "pread(pagemap)", told);
  } else {
    context.look("around", "pread(pagemap)", "neighbour", (entry & abi::kPagemapPresent) != 0 ? 1 : 0);
  }
}

// Memory that is registered for minor faults has each page served for itself: a touch of the second is a
// fault of its own, before the first is mapped and after (include/linux/userfaultfd_k.h,
// uffd_disable_fault_around).
void mapsOneAlone(Context& context) {
  const uint64_t page = context.base();
  const TestMapping test = filledMapping(context);
  if (!test) return;
  looksAround(context, test.fd);
  const Mapping& target = test.primary;
  const int fd = sigbusDescriptor(context, target, abi::kModeMinor);
  if (fd < 0) return;
  const auto faults = [&](uint64_t which) {
    return context.kernel.load(target.base + which * page).signal == SIGBUS;
  };
  const bool before = faults(kNeighbourPage) && faults(kProbePage);
  if (context.fill(Role::kTest, "alone", abi::kIocContinue, fd, target, kProbePage * page, page, "mapped") <
      0)
    return;
  const bool after = !faults(kProbePage) && faults(kNeighbourPage);
  context.look("alone_effect", "load", "changed", before && after ? 1 : 0);
}

}  // namespace

void served(Context& context) {
  writesOnZeroes(context);
  if (context.plan.memory != Memory::kShmem) return;
  mapsOneAlone(context);
  continuesWithoutWaking(context);
}

}  // namespace hgm
