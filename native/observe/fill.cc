// COPY, ZEROPAGE and POISON: the calls that put something into a hole.
#include <cerrno>

#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/rooms.h"

namespace hgm {
namespace {

// The control of hugetlb memory: the same call, one base page of plain memory.
template <typename Call>
void form(Lab& lab, Memory memory, uint64_t mode, Call call) {
  if (lab.plan.memory != Memory::kHugetlb) return;
  const Room room = formRoom(lab, memory);
  if (!room) return;
  const int fd = roomDescriptor(lab, room.primary, mode);
  if (fd >= 0) call(Role::kControl, "form", fd, room.primary, 0, lab.base());
}

// One base page, then one huge page; each look shows whether the bytes are there.
template <typename Call>
void fillMissing(Lab& lab, Memory formMemory, uint8_t expected, Call call) {
  const bool hugetlb = lab.plan.memory == Memory::kHugetlb;
  form(lab, formMemory, abi::kModeMissing, call);
  if (hugetlb && !lab.plan.fillable) return;
  const Room room = emptyRoom(lab, 1);
  if (!room) return;
  const int fd = roomDescriptor(lab, room.primary, abi::kModeMissing);
  if (fd < 0) return;
  if (call(Role::kTest, "base", fd, room.primary, 0, lab.base()) >= 0) {
    lookForByte(lab, "base_effect", room.primary, 0, expected);
  }
  if (!hugetlb || !lab.plan.borrow) return;
  if (call(Role::kTest, "huge", fd, room.primary, 0, room.unit) >= 0) {
    lookForByte(lab, "huge_effect", room.primary, 0, expected);
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
  const int fd = roomDescriptor(lab, room.primary, abi::kModeMissing);
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

}  // namespace hgm
