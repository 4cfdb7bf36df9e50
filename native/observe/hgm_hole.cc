// HGM without taking a page: a base-page CONTINUE on a hole of an empty file passes the alignment check of
// an HGM kernel and finds nothing there (EFAULT); any other kernel refuses its length (EINVAL). The
// whole-page CONTINUE is EFAULT everywhere and shows that the range was fine.
#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/hgm.h"
#include "observe/rooms.h"

namespace hgm {
namespace {

// RFC v2 with HGM compiled out accepts bit 13 and then refuses every hugetlb registration. The same
// descriptor on shmem, and another one on this memory, tell that from memory that can't be registered.
void explainRefusal(Lab& lab, int fd, const Room& room) {
  const Room shmem = formRoom(lab, Memory::kShmem);
  lab.held.complete = false;
  if (shmem) lab.registerAll(fd, shmem.primary, abi::kModeMinor, Role::kControl, "register_shmem");
  const int plain = lab.userfaultfd(0);
  if (plain >= 0) lab.registerAll(plain, room.primary, abi::kModeMinor, Role::kControl, "register_plain");
}

}  // namespace

uint64_t featuresOf(Dialect dialect) {
  // Bit 13 without EXACT_ADDRESS reports rounded addresses and never wakes (hgm-ground-truth.md, truth 8).
  return dialect == Dialect::kRfcV2 ? abi::kFeatureBit13 | abi::kFeatureExactAddress : 0;
}

long optIn(Lab& lab, const Mapping& mapping) {
  if (lab.plan.dialect != Dialect::kMadvSplit) return 0;
  // A refusal does not end the trial: the CONTINUE that follows is what proves it.
  return lab.lastIfTaken(lab.advise(Role::kSetup, "opt_in", mapping, 0, mapping.length, abi::kMadvSplit));
}

void hgmHole(Lab& lab) {
  const Room room = emptyRoom(lab, 1);
  if (!room) return;
  const int fd = lab.userfaultfd(featuresOf(lab.plan.dialect));
  if (fd < 0) return;
  optIn(lab, room.primary);
  if (lab.registerAll(fd, room.primary, abi::kModeMinor) < 0) {
    explainRefusal(lab, fd, room);
    return;
  }
  const uint64_t at = kProbePage * lab.base();
  lab.lastIfTaken(
      lab.fill(Role::kTest, "continue_base", abi::kIocContinue, fd, room.primary, at, lab.base(), "mapped"));
  for (size_t i = 0; i < lab.plan.granuleCount; ++i) {
    const uint64_t granule = lab.plan.granules[i];
    const StepName step = StepName::sized("continue_", granule);
    lab.lastIfTaken(
        lab.fill(Role::kTest, step.text, abi::kIocContinue, fd, room.primary, granule, granule, "mapped"));
  }
  lab.fill(Role::kControl, "continue_whole", abi::kIocContinue, fd, room.primary, 0, room.unit, "mapped");
}

}  // namespace hgm
