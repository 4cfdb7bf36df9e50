#include "timing/granular.h"

#include <cerrno>

#include "kernel/abi.h"
#include "observe/hgm/hole.h"
#include "timing/calls.h"

namespace hgm {

bool takesBasePages(Context& context) {
  const TestMapping test = emptyMapping(context, 1);
  const int fd = test ? context.userfaultfd(featuresOf(context.plan.dialect)) : -1;
  // A dialect whose advice is refused is not this kernel's, whatever CONTINUE takes without it.
  if (fd < 0 || optIn(context, test.primary) < 0) return false;
  if (context.registerAll(fd, test.primary, abi::kModeMinor) < 0) return false;
  const uint64_t at = kProbePage * context.base();
  return context.fill(Role::kTest, "hole", abi::kIocContinue, fd, test.primary, at, context.base(),
                      "mapped") == -EFAULT;
}

bool isGranular(Context& context, int fd, const TestMapping& test) {
  optIn(context, test.primary);
  if (context.registerAll(fd, test.primary, abi::kModeMinor) < 0) return false;
  const auto resumePage = [&](Role role, const char* step, uint64_t page) {
    return context.fill(role, step, abi::kIocContinue, fd, test.primary, page * context.base(),
                        context.base(), "mapped");
  };
  return resumePage(Role::kTest, "continue_base", kProbePage) >= 0 &&
         resumePage(Role::kLook, "again", kProbePage) == -EEXIST &&
         resumePage(Role::kLook, "neighbour", kNeighbourPage) >= 0;
}

Granular granularPage(Context& context) {
  if (!context.plan.borrow || !takesBasePages(context)) return {};
  const TestMapping test = filledMapping(context);
  if (!test) return {};
  const int fd = context.userfaultfd(featuresOf(context.plan.dialect));
  if (fd < 0 || !isGranular(context, fd, test)) return {};
  context.unmap(test.primary);
  return {test, fd};
}

Mapping granularMapping(Context& context, int fd, const TestMapping& test) {
  const Mapping made = freshMapping(context.kernel, test.fd, test.unit);
  if (!made) return made;
  const bool advised =
      context.plan.dialect != Dialect::kMadvSplit || adviseAll(context.kernel, made, abi::kMadvSplit);
  if (advised && enroll(context.kernel, fd, made, abi::kModeMinor)) return made;
  context.unmap(made);
  return {};
}

}  // namespace hgm
