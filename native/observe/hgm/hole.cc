// HGM without taking a page: a base-page CONTINUE on a hole of an empty file passes the alignment check of
// an HGM kernel and finds nothing there (EFAULT); any other kernel refuses its length (EINVAL). The
// whole-page CONTINUE is EFAULT everywhere and shows that the range was fine.
#include "observe/hgm/hole.h"

#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/test_mapping.h"

namespace hgm {
namespace {

// RFC v2 with HGM compiled out accepts bit 13 and then refuses every hugetlb registration. The same
// descriptor on shmem, and another one on this memory, tell that from memory that can't be registered.
void explainRefusal(Context& context, int fd, const TestMapping& test) {
  const TestMapping shmem = formMapping(context, Memory::kShmem);
  context.resources.complete = false;
  if (shmem) context.registerAll(fd, shmem.primary, abi::kModeMinor, Role::kControl, "register_shmem");
  const int plain = context.userfaultfd(0);
  if (plain >= 0) context.registerAll(plain, test.primary, abi::kModeMinor, Role::kControl, "register_plain");
}

}  // namespace

uint64_t featuresOf(Dialect dialect) {
  // Bit 13 without EXACT_ADDRESS reports rounded addresses and never wakes (hgm-ground-truth.md, truth 8).
  return dialect == Dialect::kRfcV2 ? abi::kFeatureBit13 | abi::kFeatureExactAddress : 0;
}

long optIn(Context& context, const Mapping& mapping) {
  if (context.plan.dialect != Dialect::kMadvSplit) return 0;
  // A refusal does not end the trial: the CONTINUE that follows is what proves it.
  return context.lastIfTaken(
      context.advise(Role::kSetup, "opt_in", mapping, 0, mapping.length, abi::kMadvSplit));
}

void hgmHole(Context& context) {
  const TestMapping test = emptyMapping(context, 1);
  if (!test) return;
  const int fd = context.userfaultfd(featuresOf(context.plan.dialect));
  if (fd < 0) return;
  optIn(context, test.primary);
  if (context.registerAll(fd, test.primary, abi::kModeMinor) < 0) {
    explainRefusal(context, fd, test);
    return;
  }
  const uint64_t at = kProbePage * context.base();
  context.lastIfTaken(context.fill(Role::kTest, "continue_base", abi::kIocContinue, fd, test.primary, at,
                                   context.base(), "mapped"));
  for (size_t i = 0; i < context.plan.granuleCount; ++i) {
    const uint64_t granule = context.plan.granules[i];
    const StepName step = StepName::sized("continue_", granule);
    context.lastIfTaken(context.fill(Role::kTest, step.text, abi::kIocContinue, fd, test.primary, granule,
                                     granule, "mapped"));
  }
  context.fill(Role::kControl, "continue_whole", abi::kIocContinue, fd, test.primary, 0, test.unit, "mapped");
}

}  // namespace hgm
