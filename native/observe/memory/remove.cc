// MADV_REMOVE, which is a hole punched into the file: are the bytes gone, and is memory given back?
#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/memory/advice.h"
#include "observe/test_mapping.h"

namespace hgm {

void removePages(Context& context) {
  const bool hugetlb = context.plan.memory == Memory::kHugetlb;
  if (!mayTakePage(context)) return;
  const TestMapping test = filledMapping(context);
  if (!test || !rangeIsFine(context, test.primary)) return;
  const auto trial = [&](const char* step, const char* effect, uint64_t offset, uint64_t length) {
    const int64_t before = context.allocated(test.fd);
    if (context.advise(Role::kTest, step, test.alias, offset, length, abi::kMadvRemove) < 0) return;
    const int64_t after = context.allocated(test.fd);
    const bool counted = before >= 0 && after >= 0;
    if (hugetlb && !counted) {
      // Whether the page is back in the pool is not known, and where it is a touch would take another.
      context.lookedInVain(effect, "fstat", static_cast<long>(before < 0 ? before : after));
      return;
    }
    if (hugetlb && before != after) {
      // The page is back in the pool: a touch would take another.
      context.look(effect, "fstat", "changed", 1);
    } else {
      const Access access = context.kernel.load(test.alias.base + offset);
      context.look(effect, "load", "changed", access.signal == 0 && access.byte == 0 ? 1 : 0);
    }
    if (counted) context.journal.last().out("freedBytes", static_cast<uint64_t>(before - after));
  };
  trial("base", "base_effect", kProbePage * context.base(), context.base());
  if (hugetlb) trial("huge", "huge_effect", 0, test.unit);
}

}  // namespace hgm
