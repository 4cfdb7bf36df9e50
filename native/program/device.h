// Which device /dev/userfaultfd has to be on this host.
#pragma once

#include <cstdint>

namespace hgm {

// The minor number that the kernel gave it, by /proc/misc or by sysfs; -1 where neither tells, as on a kernel
// that has no such device.
int32_t deviceMinor();

}  // namespace hgm
