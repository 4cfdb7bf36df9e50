// HGM proved with one borrowed page: a base page is mapped, its bytes are those written through the alias,
// and its neighbour in the same huge page still faults. One mapping, one REGISTER of the whole of it,
// COLLAPSE of the whole huge page only, no mincore, no unmapping of a part: what goes beyond has crashed
// HGM kernels (kernel-facts.md, "Ways to crash an HGM kernel").
#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/hgm.h"
#include "observe/rooms.h"
#include "observe/smaps.h"

namespace hgm {
namespace {

void loadExpecting(Lab& lab, const char* step, const Mapping& mapping, uint64_t offset, uint8_t expected) {
  lab.load(Role::kLook, step, mapping, offset);
  lab.journal.last().out("expected", expected);
}

// Whole pages first, on a fresh mapping: the control, and the answer of a base page inside of it.
bool mapWholeAndBack(Lab& lab, int fd, const Room& room) {
  const uint64_t at = kProbePage * lab.base();
  lab.fill(Role::kControl, "continue_whole", abi::kIocContinue, fd, room.primary, 0, room.unit, "mapped");
  lab.fill(Role::kTest, "base_on_whole", abi::kIocContinue, fd, room.primary, at, lab.base(), "mapped");
  return lab.advise(Role::kSetup, "unmap_whole", room.primary, 0, room.unit, abi::kMadvDontneed) == 0;
}

void tryGranules(Lab& lab, int fd, const Room& room) {
  for (size_t i = 0; i < lab.plan.granuleCount; ++i) {
    const uint64_t granule = lab.plan.granules[i];
    // Second piece of that size: the first one holds the base page that is mapped already.
    const StepName step = StepName::sized("continue_", granule);
    if (granule * 2 > room.unit) continue;
    if (lab.fill(Role::kTest, step.text, abi::kIocContinue, fd, room.primary, granule, granule, "mapped") < 0)
      continue;
    loadExpecting(lab, StepName::sized("load_", granule).text, room.primary, granule, 0);
  }
}

}  // namespace

void hgmProof(Lab& lab) {
  const Room room = filledRoom(lab);
  if (!room) return;
  const int fd = lab.userfaultfd(featuresOf(lab.plan.dialect) | abi::kFeatureSigbus);
  if (fd < 0) return;
  optIn(lab, room.primary);
  if (lab.registerAll(fd, room.primary, abi::kModeMinor) < 0) return;
  if (!mapWholeAndBack(lab, fd, room)) return;

  const uint64_t at = kProbePage * lab.base();
  const auto continueBase = [&](const char* step) {
    return lab.fill(Role::kTest, step, abi::kIocContinue, fd, room.primary, at, lab.base(), "mapped");
  };
  if (continueBase("continue_base") < 0) return;
  loadExpecting(lab, "load_base", room.primary, at, kProbeByte);
  lab.load(Role::kLook, "load_neighbour", room.primary, kNeighbourPage * lab.base());
  lab.journal.last().out("expectedOffset", kNeighbourPage * lab.base());
  continueBase("again");
  tryGranules(lab, fd, room);
  const SmapsLook smaps = {"smaps", room.primary};
  lookAtSmaps(lab, &smaps, 1);
  if (lab.advise(Role::kTest, "collapse", room.primary, 0, room.unit, abi::kMadvCollapse) < 0) return;
  loadExpecting(lab, "load_after_collapse", room.primary, kNeighbourPage * lab.base(), kNeighbourByte);
}

}  // namespace hgm
