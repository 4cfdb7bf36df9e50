// UFFDIO_CONTINUE as any caller makes it, with nothing opted in to: which sizes it maps, and whether the
// bytes written through another mapping are seen.
#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/rooms.h"

namespace hgm {
namespace {

long resume(Lab& lab, Role role, const char* step, int fd, const Mapping& mapping, uint64_t offset,
            uint64_t length) {
  return lab.fill(role, step, abi::kIocContinue, fd, mapping, offset, length);
}

// The control of hugetlb memory: the same call on shmem. False where not even that can be registered.
bool continueForm(Lab& lab) {
  const Room shmem = formRoom(lab, Memory::kShmem);
  if (!shmem) return true;
  const Mapping alias = lab.map("alias", shmem.primary.length, shmem.fd);
  if (!alias) return true;
  lab.store("store", alias, 0, kProbeByte);
  const int fd = roomDescriptor(lab, shmem.primary, abi::kModeMinor);
  if (fd < 0) return false;
  resume(lab, Role::kControl, "form", fd, shmem.primary, 0, lab.base());
  return true;
}

// A mapping of the same page that nothing was ever mapped in. Where a base page was (RFC v1 needs no opt-in
// for it), a page table is left behind that MADV_DONTNEED does not free (mm/hugetlb.c of the series,
// __unmap_hugepage_range), and the whole page meets it: EEXIST, whatever the kernel does with a whole page.
Mapping freshMapping(Lab& lab, int fd, const Room& room) {
  const Mapping fresh = lab.map("map_whole", room.unit, room.fd);
  if (!fresh) return fresh;
  return lab.registerAll(fd, fresh, abi::kModeMinor, Role::kSetup, "register_whole") < 0 ? Mapping{} : fresh;
}

}  // namespace

void continuePages(Lab& lab) {
  const bool hugetlb = lab.plan.memory == Memory::kHugetlb;
  if (hugetlb && !continueForm(lab)) return;
  // Without a page of the pool, CONTINUE still tells an unaligned length (EINVAL) from a hole (EFAULT).
  const bool filled = !hugetlb || lab.plan.borrow;
  const Room room = filled ? filledRoom(lab) : emptyRoom(lab, 1);
  if (!room) return;
  const int fd = roomDescriptor(lab, room.primary, abi::kModeMinor);
  if (fd < 0) return;
  const uint64_t at = kProbePage * lab.base();
  const long mapped = resume(lab, Role::kTest, "base", fd, room.primary, at, lab.base());
  if (hugetlb) lab.lastIfTaken(mapped);  // RFC v1 needs no opt-in: a trial of HGM like any other
  const bool granular = mapped >= 0;
  if (granular) lookForByte(lab, "base_effect", room.primary, at, kProbeByte);
  if (!hugetlb || !filled) return;
  const Mapping whole = granular ? freshMapping(lab, fd, room) : room.primary;
  if (whole && resume(lab, Role::kTest, "huge", fd, whole, 0, room.unit) >= 0) {
    lookForByte(lab, "huge_effect", whole, at, kProbeByte);
  }
}

}  // namespace hgm
