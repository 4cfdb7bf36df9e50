// MADV_DONTNEED: does it unmap what it was asked to, less, or more? On hugetlb, 4K gives 0 and does
// nothing (6.1 on) or takes the whole huge page (5.18 to 6.0).
#include "kernel/abi.h"
#include "observe/advice.h"
#include "observe/experiments.h"
#include "observe/rooms.h"

namespace hgm {
namespace {

// Whether the touch of a page shows that it was unmapped: zeroes in anonymous memory; in a file, a minor
// fault, which is SIGBUS on this descriptor.
bool gone(Lab& lab, const Mapping& mapping, uint64_t offset) {
  const Access access = lab.kernel.load(mapping.base + offset);
  return access.signal != 0 || access.byte == 0;
}

// Maps the pages of a file and has touches of unmapped ones raise SIGBUS. False where there are no minor
// faults to do it with (before 5.13): the effect can't be seen then.
bool mapWithMinorFaults(Lab& lab, const Room& room) {
  const int fd = lab.userfaultfd(abi::kFeatureSigbus);
  if (fd < 0 || lab.registerAll(fd, room.primary, abi::kModeMinor, Role::kSetup, "register_minor") < 0)
    return false;
  const uint64_t length = lab.plan.memory == Memory::kHugetlb ? room.unit : 2 * room.unit;
  return lab.fill(Role::kSetup, "continue", abi::kIocContinue, fd, room.primary, 0, length) >= 0;
}

}  // namespace

void dontneed(Lab& lab) {
  const bool hugetlb = lab.plan.memory == Memory::kHugetlb;
  if (!mayTakePage(lab)) return;
  const Room room = filledRoom(lab);
  if (!room || !rangeIsFine(lab, room.primary)) return;
  const Mapping& written = room.alias ? room.alias : room.primary;
  lab.store("store_first", written, 0, kProbeByte);
  lab.store("store_second", written, lab.base(), kProbeByte);
  const bool visible = !room.alias || mapWithMinorFaults(lab, room);

  const bool base = lab.advise(Role::kTest, "base", room.primary, 0, lab.base(), abi::kMadvDontneed) == 0;
  if (base && visible) {
    lab.look("base_effect", "load", "changed", gone(lab, room.primary, 0) ? 1 : 0);
    lab.journal.last().out("beyond", gone(lab, room.primary, lab.base()) ? 1 : 0);
  }
  if (!hugetlb) return;
  const bool huge = lab.advise(Role::kTest, "huge", room.primary, 0, room.unit, abi::kMadvDontneed) == 0;
  if (huge && visible) lab.look("huge_effect", "load", "changed", gone(lab, room.primary, 0) ? 1 : 0);
}

}  // namespace hgm
