#include "timing/granular.h"

#include <cerrno>

#include "kernel/abi.h"
#include "observe/hgm.h"
#include "timing/calls.h"

namespace hgm {

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
