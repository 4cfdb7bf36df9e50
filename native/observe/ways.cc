// The ways in: which descriptors this caller gets, and who answers where one is refused.
#include <cerrno>

#include "kernel/abi.h"
#include "observe/experiments.h"

namespace hgm {

void ways(Lab& lab) {
  // The device and the user-mode flag first: 5.11 to 6.0 log a refused plain call.
  const long device = lab.openDevice(Role::kTest, "device_open");
  if (device >= 0) lab.openFromDevice(Role::kTest, "device_new", device);
  if (lab.plan.deviceOnly) return;
  const long user = lab.openByCall(Role::kTest, "user_mode_only", abi::kUserModeOnly);
  // The kernel checks permission before flags, and user mode only needs none: EINVAL is the kernel's own
  // voice, EPERM is a filter's (fs/userfaultfd.c, SYSCALL_DEFINE1(userfaultfd)).
  lab.openByCall(Role::kControl, "bad_flags", abi::kUserModeOnly | abi::kNoSuchFlag);
  // A kernel whose device opens is one that logs nothing; one that knows no user mode does not either.
  const bool silent = !lab.plan.quiet || device >= 0 || user == -EINVAL;
  if (silent) lab.openByCall(Role::kTest, "syscall", 0);
}

}  // namespace hgm
