// MADV_POPULATE_READ and MADV_POPULATE_WRITE: is a page there afterwards, and only the one asked for?
#include <sys/syscall.h>

#include "kernel/abi.h"
#include "observe/advice.h"
#include "observe/experiments.h"
#include "observe/rooms.h"

namespace hgm {
namespace {

void trial(Lab& lab, const char* step, const char* effect, uint64_t length, int advice) {
  const bool hugetlb = lab.plan.memory == Memory::kHugetlb;
  // Fresh memory each time; on hugetlb reserved, and given back whole before the next.
  Room room = hugetlb ? Room{} : emptyRoom(lab, 1);
  if (hugetlb) {
    room.fd = lab.file(lab.plan.pageBytes, lab.plan.pageBytes);
    if (room.fd >= 0) room.primary = lab.map("map", lab.plan.pageBytes, room.fd, true);
  }
  if (!room || !rangeIsFine(lab, room.primary)) return;
  if (lab.advise(Role::kTest, step, room.primary, 0, length, advice) == 0) {
    const long pages = residentPages(lab, room.primary, 0, 2 * lab.base());
    const uint64_t bytes = hugetlb ? lab.allocated(room.fd) : (pages > 0 ? pages * lab.base() : 0);
    lab.look(effect, hugetlb ? "fstat" : "mincore", "changed", bytes >= length ? 1 : 0);
    Entry& entry = lab.journal.entries[lab.journal.entryCount - 1];
    entry.out("allocatedBytes", bytes).out("beyond", bytes > length ? 1 : 0);
  }
  lab.unmap(room.primary);
  if (room.fd >= 0) lab.close(room.fd);
}

}  // namespace

void populate(Lab& lab) {
  const bool hugetlb = lab.plan.memory == Memory::kHugetlb;
  if (hugetlb && !lab.plan.borrow) {
    const Room hole = emptyRoom(lab, 1);
    if (hole) rangeIsFine(lab, hole.primary);
    return;
  }
  trial(lab, "base", "base_effect", lab.base(), abi::kMadvPopulateWrite);
  trial(lab, "read_base", "read_base_effect", lab.base(), abi::kMadvPopulateRead);
  if (!hugetlb) return;
  trial(lab, "huge", "huge_effect", lab.plan.pageBytes, abi::kMadvPopulateWrite);
  trial(lab, "read_huge", "read_huge_effect", lab.plan.pageBytes, abi::kMadvPopulateRead);
}

}  // namespace hgm
