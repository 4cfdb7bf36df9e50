// MADV_COLLAPSE: of plain memory into a transparent huge page; of hugetlb memory it is known to HGM
// kernels alone, and a whole untouched huge page is the one length that is safe on all of them.
#include "kernel/abi.h"
#include "observe/advice.h"
#include "observe/experiments.h"
#include "observe/rooms.h"

namespace hgm {
namespace {

void collapsePlain(Lab& lab) {
  const uint64_t huge = lab.plan.thpBytes;
  const bool shmem = lab.plan.memory == Memory::kShmem;
  const int fd = shmem ? lab.file(0, 2 * huge) : -1;
  if (shmem && fd < 0) return;
  const Mapping whole = lab.map("map", 2 * huge, fd);
  if (!whole || !rangeIsFine(lab, whole)) return;
  // Twice the size holds one aligned huge page; for a file, offset and address must agree as well.
  const uint64_t offset = (huge - whole.base % huge) % huge;
  if (shmem && offset != 0) {
    lab.look("alignment", "mmap", "aligned", 0);
    return;
  }
  if (lab.store("store", whole, offset, kProbeByte).signal != 0) return;
  if (lab.advise(Role::kTest, "huge", whole, offset, huge, abi::kMadvCollapse) < 0) return;
  // One page was touched: all of them resident is the huge page's doing.
  const long pages = residentPages(lab, whole, offset, huge);
  if (pages >= 0) lab.look("huge_effect", "mincore", "changed", pages > 1 ? 1 : 0);
}

}  // namespace

void hgmCollapse(Lab& lab) {
  const Room room = emptyRoom(lab, 1);
  if (!room || !rangeIsFine(lab, room.primary)) return;
  lab.advise(Role::kTest, "collapse", room.primary, 0, room.unit, abi::kMadvCollapse);
}

void collapse(Lab& lab) {
  if (lab.plan.thpBytes != 0) collapsePlain(lab);
}

}  // namespace hgm
