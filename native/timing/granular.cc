#include "timing/granular.h"

#include <cerrno>

#include "kernel/abi.h"
#include "observe/hgm.h"
#include "timing/calls.h"

namespace hgm {

bool takesBasePages(Lab& lab) {
  const Room room = emptyRoom(lab, 1);
  const int fd = room ? lab.userfaultfd(featuresOf(lab.plan.dialect)) : -1;
  // A dialect whose advice is refused is not this kernel's, whatever CONTINUE takes without it.
  if (fd < 0 || optIn(lab, room.primary) < 0) return false;
  if (lab.registerAll(fd, room.primary, abi::kModeMinor) < 0) return false;
  const uint64_t at = kProbePage * lab.base();
  return lab.fill(Role::kTest, "hole", abi::kIocContinue, fd, room.primary, at, lab.base(), "mapped") ==
         -EFAULT;
}

bool isGranular(Lab& lab, int fd, const Room& room) {
  optIn(lab, room.primary);
  if (lab.registerAll(fd, room.primary, abi::kModeMinor) < 0) return false;
  const auto resumePage = [&](Role role, const char* step, uint64_t page) {
    return lab.fill(role, step, abi::kIocContinue, fd, room.primary, page * lab.base(), lab.base(), "mapped");
  };
  return resumePage(Role::kTest, "continue_base", kProbePage) >= 0 &&
         resumePage(Role::kLook, "again", kProbePage) == -EEXIST &&
         resumePage(Role::kLook, "neighbour", kNeighbourPage) >= 0;
}

Mapping granularMapping(Lab& lab, int fd, const Room& room) {
  const Mapping made = freshMapping(lab.kernel, room.fd, room.unit);
  if (!made) return made;
  const bool advised =
      lab.plan.dialect != Dialect::kMadvSplit || adviseAll(lab.kernel, made, abi::kMadvSplit);
  if (advised && enroll(lab.kernel, fd, made, abi::kModeMinor)) return made;
  lab.unmap(made);
  return {};
}

}  // namespace hgm
