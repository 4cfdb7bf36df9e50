// MADV_POPULATE_READ and MADV_POPULATE_WRITE: is a page there afterwards, and only the one asked for?
#include <sys/syscall.h>

#include "kernel/abi.h"
#include "observe/advice.h"
#include "observe/experiments.h"
#include "observe/rooms.h"

namespace hgm {
namespace {

// Fresh memory for each trial; on hugetlb reserved.
Room freshRoom(Lab& lab) {
  if (lab.plan.memory != Memory::kHugetlb) return emptyRoom(lab, 1);
  Room room;
  room.fd = lab.file(lab.plan.pageBytes, lab.plan.pageBytes);
  if (room.fd >= 0) room.primary = lab.map("map", lab.plan.pageBytes, room.fd, true);
  return room;
}

// Of the first two base pages, or a negative errno.
int64_t residentBytes(Lab& lab, const Mapping& mapping) {
  const long pages = residentPages(lab, mapping, 0, 2 * lab.base());
  return pages < 0 ? pages : pages * static_cast<int64_t>(lab.base());
}

void populateOnce(Lab& lab, const Room& room, const char* step, const char* effect, uint64_t length,
                  int advice) {
  if (!rangeIsFine(lab, room.primary)) return;
  if (lab.advise(Role::kTest, step, room.primary, 0, length, advice) < 0) return;
  const bool hugetlb = lab.plan.memory == Memory::kHugetlb;
  const char* const call = hugetlb ? "fstat" : "mincore";
  const int64_t seen = hugetlb ? lab.allocated(room.fd) : residentBytes(lab, room.primary);
  if (seen < 0) {
    lab.lookedInVain(effect, call, static_cast<long>(seen));
    return;
  }
  const auto bytes = static_cast<uint64_t>(seen);
  lab.look(effect, call, "changed", bytes >= length ? 1 : 0);
  lab.journal.last().out("allocatedBytes", bytes).out("beyond", bytes > length ? 1 : 0);
}

void trial(Lab& lab, const char* step, const char* effect, uint64_t length, int advice) {
  const Room room = freshRoom(lab);
  if (room) populateOnce(lab, room, step, effect, length, advice);
  // Given back whole, whatever came of it: the next trial would hold a second page.
  if (room) lab.unmap(room.primary);
  if (room.fd >= 0) lab.close(room.fd);
}

}  // namespace

void populate(Lab& lab) {
  const bool hugetlb = lab.plan.memory == Memory::kHugetlb;
  if (!mayTakePage(lab)) return;
  trial(lab, "base", "base_effect", lab.base(), abi::kMadvPopulateWrite);
  trial(lab, "read_base", "read_base_effect", lab.base(), abi::kMadvPopulateRead);
  if (!hugetlb) return;
  trial(lab, "huge", "huge_effect", lab.plan.pageBytes, abi::kMadvPopulateWrite);
  trial(lab, "read_huge", "read_huge_effect", lab.plan.pageBytes, abi::kMadvPopulateRead);
}

}  // namespace hgm
