// Where the cgroups of this process are that could stop it at devices.
#pragma once

#include "kernel/reading.h"

namespace hgm {

// The folder of the cgroup, of the hierarchy of version 1 that has the controller, or with none of version 2.
// `memberships` is /proc/self/cgroup, `mounts` /proc/self/mountinfo; `mount` gets the length of the folder
// that the hierarchy is mounted at. False where it is in none, or no mount shows the whole hierarchy.
bool cgroupFolder(const char* memberships, const char* mounts, const char* controller, Path& to,
                  size_t* mount = nullptr);

}  // namespace hgm
