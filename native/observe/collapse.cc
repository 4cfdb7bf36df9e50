// MADV_COLLAPSE: of plain memory into a transparent huge page; of hugetlb memory it is known to HGM
// kernels alone, and a whole untouched huge page is the one length that is safe on all of them.
#include "kernel/abi.h"
#include "observe/advice.h"
#include "observe/experiments.h"
#include "observe/rooms.h"

namespace hgm {
namespace {

// Plain memory of one transparent huge page.
Mapping alignedRoom(Lab& lab) {
  const int fd = lab.plan.memory == Memory::kShmem ? lab.file(0, lab.plan.thpBytes) : -1;
  if (fd < 0 && lab.plan.memory == Memory::kShmem) return {};
  return alignedMapping(lab, "map", fd);
}

void collapsePlain(Lab& lab) {
  const Mapping room = alignedRoom(lab);
  if (!room || !hugeRangeIsFine(lab, room)) return;
  if (lab.store("store", room, 0, kProbeByte).signal != 0) return;
  if (lab.advise(Role::kTest, "huge", room, 0, room.length, abi::kMadvCollapse) < 0) return;
  // One page was touched: more of them resident is the huge page's doing. The first 512 are as good as all: a
  // transparent huge page of 32 MiB, with base pages of 16 KiB, has 2048.
  const uint64_t seen = 512 * lab.base();
  const long pages = residentPages(lab, room, 0, room.length < seen ? room.length : seen);
  if (pages < 0) {
    lab.lookedInVain("huge_effect", "mincore", pages);
  } else {
    lab.look("huge_effect", "mincore", "changed", pages > 1 ? 1 : 0);
  }
}

}  // namespace

void hgmCollapse(Lab& lab) {
  const Room room = emptyRoom(lab, 1);
  if (!room || !rangeIsFine(lab, room.primary)) return;
  lab.lastIfTaken(lab.advise(Role::kTest, "collapse", room.primary, 0, room.unit, abi::kMadvCollapse));
}

void collapse(Lab& lab) {
  if (lab.plan.thpBytes != 0) collapsePlain(lab);
}

}  // namespace hgm
