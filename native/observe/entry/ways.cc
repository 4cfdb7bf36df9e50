// The ways in: which descriptors this caller gets, and who answers where one is refused.
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <cerrno>

#include "kernel/abi.h"
#include "observe/experiments.h"

namespace hgm {
namespace {

// Whether a seccomp filter may stand before the calls of this process; one that hides itself does.
bool isFiltered(Context& context) { return context.kernel.call(SYS_prctl, PR_GET_SECCOMP) != 0; }

// The kernel checks permission before flags, and user mode only needs none: EINVAL is the kernel's own voice,
// EPERM is a filter's (fs/userfaultfd.c, SYSCALL_DEFINE1(userfaultfd)).
long askBadFlags(Context& context) {
  return context.openByCall(Role::kControl, "bad_flags", abi::kUserModeOnly | abi::kNoSuchFlag);
}

long askPlain(Context& context) { return context.openByCall(Role::kTest, "syscall", 0); }

bool isDenied(long answer) { return answer == -EPERM || answer == -EACCES || answer == -ENOSYS; }

}  // namespace

void ways(Context& context) {
  // The device and the user-mode flag first: 5.11 to 6.0 log a refused plain call.
  const long device = context.plan.spareDevice ? -EACCES : context.openDevice(Role::kTest, "device_open");
  if (device >= 0) context.openFromDevice(Role::kTest, "device_new", device);
  if (context.plan.deviceOnly) return;
  const long user = context.openByCall(Role::kTest, "user_mode_only", abi::kUserModeOnly);
  // A kernel whose device opens is one that logs nothing; one that knows no user mode does not either.
  const bool silent = !context.plan.quiet || device >= 0 || user == -EINVAL;
  if (user == -EACCES) {
    // A security module's, for the inode that the kernel makes after it has looked at the flags, whatever
    // they are (new_userfaultfd): EINVAL now shows that it was, so the plain call has the same answer and no
    // need of being made. Each refusal is a line in the audit log.
    askBadFlags(context);
    return;
  }
  if (isDenied(user) && isFiltered(context)) {
    // A filter may log, too. It may look at the flags: the plain call tells more than a third refusal would.
    const bool alike = silent && isDenied(askPlain(context));
    if (!alike) askBadFlags(context);
    return;
  }
  askBadFlags(context);
  if (silent) askPlain(context);
}

}  // namespace hgm
