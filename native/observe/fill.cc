// COPY, ZEROPAGE, POISON and CONTINUE: the calls that put something into a hole.
#include <cerrno>

#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/rooms.h"

namespace hgm {
namespace {

// SIGBUS instead of a fault message: a touch of what is still missing returns instead of waiting.
int descriptorFor(Lab& lab, const Mapping& mapping, uint64_t mode) {
  const int fd = lab.userfaultfd(abi::kFeatureSigbus);
  if (fd >= 0 && lab.registerAll(fd, mapping, mode) < 0) return -1;
  return fd;
}

// The control of hugetlb memory: the same call, one base page of plain memory.
template <typename Call>
void form(Lab& lab, Memory memory, uint64_t mode, Call call) {
  if (lab.plan.memory != Memory::kHugetlb) return;
  const Room room = formRoom(lab, memory);
  if (!room) return;
  const int fd = descriptorFor(lab, room.primary, mode);
  if (fd >= 0) call(Role::kControl, "form", fd, room.primary, 0, lab.base());
}

void effect(Lab& lab, const char* step, const Mapping& mapping, uint64_t offset, uint8_t expected) {
  const Access access = lab.kernel.load(mapping.base + offset);
  lab.look(step, "load", "changed", access.signal == 0 && access.byte == expected ? 1 : 0);
}

// One base page, then one huge page; each look shows whether the bytes are there.
template <typename Call>
void fillMissing(Lab& lab, Memory formMemory, uint8_t expected, Call call) {
  const bool hugetlb = lab.plan.memory == Memory::kHugetlb;
  form(lab, formMemory, abi::kModeMissing, call);
  if (hugetlb && !lab.plan.fillable) return;
  const Room room = emptyRoom(lab, 1);
  if (!room) return;
  const int fd = descriptorFor(lab, room.primary, abi::kModeMissing);
  if (fd < 0) return;
  if (call(Role::kTest, "base", fd, room.primary, 0, lab.base()) >= 0) {
    effect(lab, "base_effect", room.primary, 0, expected);
  }
  if (!hugetlb || !lab.plan.borrow) return;
  if (call(Role::kTest, "huge", fd, room.primary, 0, room.unit) >= 0) {
    effect(lab, "huge_effect", room.primary, 0, expected);
  }
}

}  // namespace

void copyPages(Lab& lab) {
  const bool huge = lab.plan.memory == Memory::kHugetlb && lab.plan.borrow;
  const Mapping from = copySource(lab, huge ? lab.plan.pageBytes : lab.base());
  if (!from) return;
  fillMissing(lab, Memory::kShmem, kCopiedByte,
              [&](Role role, const char* step, int fd, const Mapping& to, uint64_t offset, uint64_t length) {
                return lab.copy(role, step, fd, to, offset, length, from.base);
              });
}

void zeroPages(Lab& lab) {
  fillMissing(lab, Memory::kShmem, 0,
              [&](Role role, const char* step, int fd, const Mapping& to, uint64_t offset, uint64_t length) {
                return lab.fill(role, step, abi::kIocZeropage, fd, to, offset, length);
              });
}

void poisonPages(Lab& lab) {
  const auto poison = [&](Role role, const char* step, int fd, const Mapping& to, uint64_t offset,
                          uint64_t length) {
    return lab.fill(role, step, abi::kIocPoison, fd, to, offset, length);
  };
  form(lab, Memory::kShmem, abi::kModeMissing, poison);
  const Room room = emptyRoom(lab, 1);
  if (!room) return;
  const int fd = descriptorFor(lab, room.primary, abi::kModeMissing);
  if (fd < 0) return;
  // A marker, so no page is taken. It is never touched: x86 logs "MCE: Killing" for a poisoned page
  // (arch/x86/mm/fault.c). A second call that finds something there (EEXIST) is the look.
  const auto both = [&](const char* step, const char* again, uint64_t length) {
    if (poison(Role::kTest, step, fd, room.primary, 0, length) < 0) return;
    const long second = poison(Role::kLook, again, fd, room.primary, 0, length);
    if (second == -EEXIST) lab.journal.last().out("changed", 1);
  };
  both("base", "base_effect", lab.base());
  if (lab.plan.memory == Memory::kHugetlb) both("huge", "huge_effect", room.unit);
}

void continuePages(Lab& lab) {
  const auto resume = [&](Role role, const char* step, int fd, const Mapping& to, uint64_t offset,
                          uint64_t length) {
    return lab.fill(role, step, abi::kIocContinue, fd, to, offset, length);
  };
  const bool hugetlb = lab.plan.memory == Memory::kHugetlb;
  if (hugetlb) {
    const Room plain = [&] {
      Room made = formRoom(lab, Memory::kShmem);
      if (made) made.alias = lab.map("alias", made.primary.length, made.fd);
      return made;
    }();
    if (plain && plain.alias) {
      lab.store("store", plain.alias, 0, kProbeByte);
      const int fd = descriptorFor(lab, plain.primary, abi::kModeMinor);
      if (fd < 0) return;
      resume(Role::kControl, "form", fd, plain.primary, 0, lab.base());
    }
  }
  // Without a page of the pool, CONTINUE still tells an unaligned length (EINVAL) from a hole (EFAULT).
  const bool filled = !hugetlb || lab.plan.borrow;
  const Room room = filled ? filledRoom(lab) : emptyRoom(lab, 1);
  if (!room) return;
  const int fd = descriptorFor(lab, room.primary, abi::kModeMinor);
  if (fd < 0) return;
  const uint64_t at = kProbePage * lab.base();
  if (resume(Role::kTest, "base", fd, room.primary, at, lab.base()) >= 0) {
    effect(lab, "base_effect", room.primary, at, kProbeByte);
  }
  if (!hugetlb || !filled) return;
  // Where a base page was mapped (RFC v1 needs no opt-in for it), the whole page meets it: EEXIST.
  const bool granular = lab.journal.last().role == Role::kLook;
  if (granular) lab.advise(Role::kSetup, "unmap_whole", room.primary, 0, room.unit, abi::kMadvDontneed);
  if (resume(Role::kTest, "huge", fd, room.primary, 0, room.unit) >= 0) {
    effect(lab, "huge_effect", room.primary, at, kProbeByte);
  }
}

}  // namespace hgm
