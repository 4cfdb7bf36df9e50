// UFFDIO_CONTINUE as any caller makes it, with nothing opted in to: which sizes it maps, and whether the
// bytes written through another mapping are seen.
#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/test_mapping.h"

namespace hgm {
namespace {

long resume(Context& context, Role role, const char* step, int fd, const Mapping& mapping, uint64_t offset,
            uint64_t length) {
  return context.fill(role, step, abi::kIocContinue, fd, mapping, offset, length);
}

// The control of hugetlb memory: the same call on shmem. False where not even that can be registered.
bool continueForm(Context& context) {
  const TestMapping shmem = formMapping(context, Memory::kShmem);
  if (!shmem) return true;
  const Mapping alias = context.map("alias", shmem.primary.length, shmem.fd);
  if (!alias) return true;
  context.store("store", alias, 0, kProbeByte);
  const int fd = sigbusDescriptor(context, shmem.primary, abi::kModeMinor);
  if (fd < 0) return false;
  resume(context, Role::kControl, "form", fd, shmem.primary, 0, context.base());
  return true;
}

// A mapping of the same page that nothing was ever mapped in. Where a base page was (RFC v1 needs no opt-in
// for it), a page table is left behind that MADV_DONTNEED does not free (mm/hugetlb.c of the series,
// __unmap_hugepage_range), and the whole page meets it: EEXIST, whatever the kernel does with a whole page.
Mapping freshMapping(Context& context, int fd, const TestMapping& test) {
  const Mapping fresh = context.map("map_whole", test.unit, test.fd);
  if (!fresh) return fresh;
  return context.registerAll(fd, fresh, abi::kModeMinor, Role::kSetup, "register_whole") < 0 ? Mapping{}
                                                                                             : fresh;
}

}  // namespace

void continuePages(Context& context) {
  const bool hugetlb = context.plan.memory == Memory::kHugetlb;
  if (hugetlb && !continueForm(context)) return;
  // Without a page of the pool, CONTINUE still tells an unaligned length (EINVAL) from a hole (EFAULT).
  const bool filled = !hugetlb || context.plan.borrow;
  const TestMapping test = filled ? filledMapping(context) : emptyMapping(context, 1);
  if (!test) return;
  const int fd = sigbusDescriptor(context, test.primary, abi::kModeMinor);
  if (fd < 0) return;
  const uint64_t at = kProbePage * context.base();
  const long mapped = resume(context, Role::kTest, "base", fd, test.primary, at, context.base());
  if (hugetlb) context.lastIfTaken(mapped);  // RFC v1 needs no opt-in: a trial of HGM like any other
  const bool granular = mapped >= 0;
  if (granular) lookForByte(context, "base_effect", test.primary, at, kProbeByte);
  if (!hugetlb || !filled) return;
  const Mapping whole = granular ? freshMapping(context, fd, test) : test.primary;
  if (whole && resume(context, Role::kTest, "huge", fd, whole, 0, test.unit) >= 0) {
    lookForByte(context, "huge_effect", whole, at, kProbeByte);
  }
}

}  // namespace hgm
