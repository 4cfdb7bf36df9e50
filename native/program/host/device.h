// Which devices /dev/userfaultfd and /dev/kvm have to be on this host.
#pragma once

#include <cstdint>

namespace hgm {

// The minor number that the kernel gave it, by /proc/misc or by sysfs; -1 where neither tells, as on a kernel
// that has no such device.
int32_t deviceMinor();
// The same of /dev/kvm, by /proc/misc alone: where that does not name it, no driver of KVM is there to be
// asked, and an open of its node would have the kernel load one.
int32_t kvmMinor();

}  // namespace hgm
