// HGM proved with one borrowed page: a base page is mapped, its bytes are those written through the alias,
// and its neighbour in the same huge page still faults. One mapping, one REGISTER of the whole of it,
// COLLAPSE of the whole huge page only, no mincore, no unmapping of a part: what goes beyond has crashed
// HGM kernels (kernel-facts.md, "Ways to crash an HGM kernel").
#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/hgm/hole.h"
#include "observe/memory/smaps.h"
#include "observe/test_mapping.h"

namespace hgm {
namespace {

void loadExpecting(Context& context, const char* step, const Mapping& mapping, uint64_t offset,
                   uint8_t expected) {
  context.load(Role::kLook, step, mapping, offset);
  context.journal.last().out("expected", expected);
}

// Whole pages first, on a fresh mapping: the control, and the answer of a base page inside of it.
bool mapWholeAndBack(Context& context, int fd, const TestMapping& test) {
  const uint64_t at = kProbePage * context.base();
  context.fill(Role::kControl, "continue_whole", abi::kIocContinue, fd, test.primary, 0, test.unit, "mapped");
  context.fill(Role::kTest, "base_on_whole", abi::kIocContinue, fd, test.primary, at, context.base(),
               "mapped");
  return context.advise(Role::kSetup, "unmap_whole", test.primary, 0, test.unit, abi::kMadvDontneed) == 0;
}

void tryGranules(Context& context, int fd, const TestMapping& test) {
  for (size_t i = 0; i < context.plan.granuleCount; ++i) {
    const uint64_t granule = context.plan.granules[i];
    // Second piece of that size: the first one holds the base page that is mapped already.
    const StepName step = StepName::sized("continue_", granule);
    if (granule * 2 > test.unit) continue;
    if (context.fill(Role::kTest, step.text, abi::kIocContinue, fd, test.primary, granule, granule,
                     "mapped") < 0)
      continue;
    loadExpecting(context, StepName::sized("load_", granule).text, test.primary, granule, 0);
  }
}

}  // namespace

void hgmProof(Context& context) {
  const TestMapping test = filledMapping(context);
  if (!test) return;
  const int fd = context.userfaultfd(featuresOf(context.plan.dialect) | abi::kFeatureSigbus);
  if (fd < 0) return;
  optIn(context, test.primary);
  if (context.registerAll(fd, test.primary, abi::kModeMinor) < 0) return;
  if (!mapWholeAndBack(context, fd, test)) return;

  const uint64_t at = kProbePage * context.base();
  const auto continueBase = [&](const char* step) {
    return context.fill(Role::kTest, step, abi::kIocContinue, fd, test.primary, at, context.base(), "mapped");
  };
  if (continueBase("continue_base") < 0) return;
  loadExpecting(context, "load_base", test.primary, at, kProbeByte);
  context.load(Role::kLook, "load_neighbour", test.primary, kNeighbourPage * context.base());
  context.journal.last().out("expectedOffset", kNeighbourPage * context.base());
  continueBase("again");
  tryGranules(context, fd, test);
  const SmapsLook smaps = {"smaps", test.primary};
  lookAtSmaps(context, &smaps, 1);
  if (context.advise(Role::kTest, "collapse", test.primary, 0, test.unit, abi::kMadvCollapse) < 0) return;
  loadExpecting(context, "load_after_collapse", test.primary, kNeighbourPage * context.base(),
                kNeighbourByte);
}

}  // namespace hgm
