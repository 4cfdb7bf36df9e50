// MADV_POPULATE_READ and MADV_POPULATE_WRITE: is a page there afterwards, and only the one asked for?
#include <sys/syscall.h>

#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/memory/advice.h"
#include "observe/test_mapping.h"

namespace hgm {
namespace {

// Fresh memory for each trial; on hugetlb reserved.
TestMapping freshMapping(Context& context) {
  if (context.plan.memory != Memory::kHugetlb) return emptyMapping(context, 1);
  TestMapping test;
  test.fd = context.file(context.plan.pageBytes, context.plan.pageBytes);
  if (test.fd >= 0) test.primary = context.map("map", context.plan.pageBytes, test.fd, true);
  return test;
}

// Of the first two base pages, or a negative errno.
int64_t residentBytes(Context& context, const Mapping& mapping) {
  const long pages = residentPages(context, mapping, 0, 2 * context.base());
  return pages < 0 ? pages : pages * static_cast<int64_t>(context.base());
}

void populateOnce(Context& context, const TestMapping& test, const char* step, const char* effect,
                  uint64_t length, int advice) {
  if (!rangeIsFine(context, test.primary)) return;
  if (context.advise(Role::kTest, step, test.primary, 0, length, advice) < 0) return;
  const bool hugetlb = context.plan.memory == Memory::kHugetlb;
  const char* const call = hugetlb ? "fstat" : "mincore";
  const int64_t seen = hugetlb ? context.allocated(test.fd) : residentBytes(context, test.primary);
  if (seen < 0) {
    context.lookedInVain(effect, call, static_cast<long>(seen));
    return;
  }
  const auto bytes = static_cast<uint64_t>(seen);
  context.look(effect, call, "changed", bytes >= length ? 1 : 0);
  context.journal.last().out("allocatedBytes", bytes).out("beyond", bytes > length ? 1 : 0);
}

void trial(Context& context, const char* step, const char* effect, uint64_t length, int advice) {
  const TestMapping test = freshMapping(context);
  if (test) populateOnce(context, test, step, effect, length, advice);
  // Given back whole, whatever came of it: the next trial would hold a second page.
  if (test) context.unmap(test.primary);
  if (test.fd >= 0) context.close(test.fd);
}

}  // namespace

void populate(Context& context) {
  const bool hugetlb = context.plan.memory == Memory::kHugetlb;
  if (!mayTakePage(context)) return;
  trial(context, "base", "base_effect", context.base(), abi::kMadvPopulateWrite);
  trial(context, "read_base", "read_base_effect", context.base(), abi::kMadvPopulateRead);
  if (!hugetlb) return;
  trial(context, "huge", "huge_effect", context.plan.pageBytes, abi::kMadvPopulateWrite);
  trial(context, "read_huge", "read_huge_effect", context.plan.pageBytes, abi::kMadvPopulateRead);
}

}  // namespace hgm
