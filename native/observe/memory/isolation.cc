// Whether a base page that is filled stays alone: after one page was put in place, a touch of its neighbour,
// which nobody wrote, has to be the handler's business. Where a transparent huge page comes in its place,
// that touch reads zeroes as if they had arrived. With the settings as they are, and with MADV_HUGEPAGE,
// which a VMM may ask for.
#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/test_mapping.h"

namespace hgm {
namespace {

// The other page of its pair: in a huge page of whatever size, of two base pages too (6.11), both come.
constexpr uint64_t kBeside = kProbePage ^ 1;

// How a handler fills a page of memory: it writes through another mapping of the file and lets the waiter
// run on, it does that and maps the page with CONTINUE, or it has the kernel copy it in.
enum class By { kAlias, kContinue, kCopy };

struct Names {
  const char* neighbour;
  const char* filled;
};

Names namesOf(By by, bool advised) {
  switch (by) {
    case By::kAlias:
      return advised ? Names{"alias_advised_neighbour", "alias_advised_filled"}
                     : Names{"alias_neighbour", "alias_filled"};
    case By::kContinue:
      return advised ? Names{"continue_advised_neighbour", "continue_advised_filled"}
                     : Names{"continue_neighbour", "continue_filled"};
    case By::kCopy:
      break;
  }
  return advised ? Names{"copy_advised_neighbour", "copy_advised_filled"}
                 : Names{"copy_neighbour", "copy_filled"};
}

bool put(Context& context, By by, int fd, const Mapping& target, const Mapping& alias) {
  const uint64_t at = kProbePage * context.base();
  if (by == By::kCopy) {
    const Mapping source = copySource(context, context.base());
    return source && context.copy(Role::kSetup, "fill", fd, target, at, context.base(), source.base) >= 0;
  }
  if (context.store("store_alias", alias, at, kProbeByte).signal != 0) return false;
  return by == By::kAlias ||
         context.fill(Role::kSetup, "fill", abi::kIocContinue, fd, target, at, context.base(), "mapped") >= 0;
}

bool advise(Context& context, const Mapping& mapping) {
  return !mapping ||
         context.advise(Role::kSetup, "advise", mapping, 0, mapping.length, abi::kMadvHugepage) >= 0;
}

void fillOne(Context& context, By by, bool advised) {
  const bool shared = context.plan.memory == Memory::kShmem;
  const TestMapping test = alignedTestMapping(context);
  const Mapping& target = test.primary;
  const Mapping alias = shared && test ? alignedMapping(context, "alias", test.fd, test.unit) : Mapping{};
  if (!target || (shared && !alias)) return;
  if (advised && (!advise(context, target) || !advise(context, alias))) return;
  // A hole is a missing fault, whatever else the memory is registered for.
  const uint64_t mode = abi::kModeMissing | (by == By::kContinue ? abi::kModeMinor : 0);
  const int fd = sigbusDescriptor(context, target, mode);
  if (fd < 0 || !put(context, by, fd, target, alias)) return;
  const Names names = namesOf(by, advised);
  context.load(Role::kControl, names.filled, target, kProbePage * context.base());
  context.load(Role::kTest, names.neighbour, target, kBeside * context.base());
}

void fillEach(Context& context, bool advised) {
  const bool shared = context.plan.memory == Memory::kShmem;
  if (shared) fillOne(context, By::kAlias, advised);
  if (shared) fillOne(context, By::kContinue, advised);
  fillOne(context, By::kCopy, advised);
}

}  // namespace

void isolation(Context& context) {
  fillEach(context, false);
  fillEach(context, true);
}

}  // namespace hgm
