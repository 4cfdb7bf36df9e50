// MADV_REMOVE, which is a hole punched into the file: are the bytes gone, and is memory given back?
#include "kernel/abi.h"
#include "observe/advice.h"
#include "observe/experiments.h"
#include "observe/rooms.h"

namespace hgm {

void removePages(Lab& lab) {
  const bool hugetlb = lab.plan.memory == Memory::kHugetlb;
  if (!mayTakePage(lab)) return;
  const Room room = filledRoom(lab);
  if (!room || !rangeIsFine(lab, room.primary)) return;
  const auto trial = [&](const char* step, const char* effect, uint64_t offset, uint64_t length) {
    const int64_t before = lab.allocated(room.fd);
    if (lab.advise(Role::kTest, step, room.alias, offset, length, abi::kMadvRemove) < 0) return;
    const int64_t after = lab.allocated(room.fd);
    const bool counted = before >= 0 && after >= 0;
    if (hugetlb && !counted) {
      // Whether the page is back in the pool is not known, and where it is a touch would take another.
      lab.lookedInVain(effect, "fstat", static_cast<long>(before < 0 ? before : after));
      return;
    }
    if (hugetlb && before != after) {
      // The page is back in the pool: a touch would take another.
      lab.look(effect, "fstat", "changed", 1);
    } else {
      const Access access = lab.kernel.load(room.alias.base + offset);
      lab.look(effect, "load", "changed", access.signal == 0 && access.byte == 0 ? 1 : 0);
    }
    if (counted) lab.journal.last().out("freedBytes", static_cast<uint64_t>(before - after));
  };
  trial("base", "base_effect", kProbePage * lab.base(), lab.base());
  if (hugetlb) trial("huge", "huge_effect", 0, room.unit);
}

}  // namespace hgm
