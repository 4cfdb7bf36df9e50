// COPY and ZEROPAGE: the calls that put a page into a hole.
#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/rooms.h"

namespace hgm {
namespace {

// The control of hugetlb memory: the same call, one base page of plain memory.
template <typename Call>
void form(Lab& lab, Call call) {
  if (lab.plan.memory != Memory::kHugetlb) return;
  const Room room = formRoom(lab, Memory::kShmem);
  if (!room) return;
  const int fd = roomDescriptor(lab, room.primary, abi::kModeMissing);
  if (fd >= 0) call(Role::kControl, "form", fd, room.primary, 0, lab.base());
}

// One base page, then one huge page; each look shows whether the bytes are there.
template <typename Call>
void fillMissing(Lab& lab, uint8_t expected, Call call) {
  const bool hugetlb = lab.plan.memory == Memory::kHugetlb;
  form(lab, call);
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
  fillMissing(lab, kCopiedByte,
              [&](Role role, const char* step, int fd, const Mapping& to, uint64_t offset, uint64_t length) {
                return lab.copy(role, step, fd, to, offset, length, from.base);
              });
}

void zeroPages(Lab& lab) {
  fillMissing(lab, 0,
              [&](Role role, const char* step, int fd, const Mapping& to, uint64_t offset, uint64_t length) {
                return lab.fill(role, step, abi::kIocZeropage, fd, to, offset, length);
              });
}

}  // namespace hgm
