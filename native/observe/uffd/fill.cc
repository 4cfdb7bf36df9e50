// COPY and ZEROPAGE: the calls that put a page into a hole.
#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/test_mapping.h"

namespace hgm {
namespace {

// The control of hugetlb memory: the same call, one base page of plain memory.
template <typename Call>
void form(Context& context, Call call) {
  if (context.plan.memory != Memory::kHugetlb) return;
  const TestMapping test = formMapping(context, Memory::kShmem);
  if (!test) return;
  const int fd = sigbusDescriptor(context, test.primary, abi::kModeMissing);
  if (fd >= 0) call(Role::kControl, "form", fd, test.primary, 0, context.base());
}

// One base page, then one huge page; each look shows whether the bytes are there.
template <typename Call>
void fillMissing(Context& context, uint8_t expected, Call call) {
  const bool hugetlb = context.plan.memory == Memory::kHugetlb;
  form(context, call);
  if (hugetlb && !context.plan.fillable) return;
  const TestMapping test = emptyMapping(context, 1);
  if (!test) return;
  const int fd = sigbusDescriptor(context, test.primary, abi::kModeMissing);
  if (fd < 0) return;
  if (call(Role::kTest, "base", fd, test.primary, 0, context.base()) >= 0) {
    lookForByte(context, "base_effect", test.primary, 0, expected);
  }
  if (!hugetlb || !context.plan.borrow) return;
  if (call(Role::kTest, "huge", fd, test.primary, 0, test.unit) >= 0) {
    lookForByte(context, "huge_effect", test.primary, 0, expected);
  }
}

}  // namespace

void copyPages(Context& context) {
  const bool huge = context.plan.memory == Memory::kHugetlb && context.plan.borrow;
  const Mapping from = copySource(context, huge ? context.plan.pageBytes : context.base());
  if (!from) return;
  fillMissing(context, kCopiedByte,
              [&](Role role, const char* step, int fd, const Mapping& to, uint64_t offset, uint64_t length) {
                return context.copy(role, step, fd, to, offset, length, from.base);
              });
}

void zeroPages(Context& context) {
  fillMissing(context, 0,
              [&](Role role, const char* step, int fd, const Mapping& to, uint64_t offset, uint64_t length) {
                return context.fill(role, step, abi::kIocZeropage, fd, to, offset, length);
              });
}

}  // namespace hgm
