// Whether a cgroup stops its members at devices.
#pragma once

namespace hgm {

// How many BPF programs of cgroup version 2 decide over devices in the directory that is open as `directory`,
// those of its ancestors included; or minus the errno (EPERM without CAP_NET_ADMIN). Changes nothing.
long countDevicePrograms(int directory);

}  // namespace hgm
