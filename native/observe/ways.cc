// The ways in: which descriptors this caller gets, and who answers where one is refused.
#include <fcntl.h>
#include <sys/syscall.h>

#include <cerrno>

#include "kernel/abi.h"
#include "observe/experiments.h"

namespace hgm {
namespace {

constexpr long kOpenFlags = O_CLOEXEC | O_NONBLOCK;

long open(Lab& lab, Role role, const char* step, uint64_t flags) {
  Entry& entry = lab.journal.write(role, step, "userfaultfd");
  entry.arg("flags", flags | kOpenFlags, Kind::kHex);
  return lab.openWith(entry, SYS_userfaultfd, static_cast<long>(flags | kOpenFlags));
}

}  // namespace

void ways(Lab& lab) {
  // The device and the user-mode flag first: 5.11 to 6.0 log a refused plain call.
  Entry& node = lab.journal.write(Role::kTest, "device_open", "openat");
  const long path = static_cast<long>(reinterpret_cast<uintptr_t>("/dev/userfaultfd"));
  const long device = lab.openWith(node, SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC);
  if (device >= 0) {
    Entry& fresh = lab.journal.write(Role::kTest, "device_new", "ioctl(USERFAULTFD_IOC_NEW)");
    lab.openWith(fresh, SYS_ioctl, device, static_cast<long>(abi::kIocNew), kOpenFlags);
  }
  const long user = open(lab, Role::kTest, "user_mode_only", abi::kUserModeOnly);
  // The kernel checks permission before flags, and user mode only needs none: EINVAL is the kernel's own
  // voice, EPERM is a filter's (fs/userfaultfd.c, SYSCALL_DEFINE1(userfaultfd)).
  open(lab, Role::kControl, "bad_flags", abi::kUserModeOnly | abi::kNoSuchFlag);
  // A kernel whose device opens is one that logs nothing; one that knows no user mode does not either.
  if (!lab.plan.quiet || device >= 0 || user == -EINVAL) open(lab, Role::kTest, "syscall", 0);
}

}  // namespace hgm
