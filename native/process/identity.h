// Another caller's rights, taken on by this process before it observes.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernel/kernel.h"

namespace hgm {

// What kept this process from becoming somebody else.
enum class IdentityStep : uint8_t {
  kNone,
  kGroups,
  kGid,
  kUid,
  kNamespaces,
  kRoot,
  kCapabilities,
  kNoNewPrivs
};

// Plain data in shared memory. Ids are those of the user namespace of the process that asks.
struct Identity {
  static constexpr size_t kGroups = 65536;  // NGROUPS_MAX, include/uapi/linux/limits.h

  uint32_t uid[3], gid[3];  // real, effective, saved
  bool keepGroups;          // as they are: the user namespace lets nobody change them
  uint32_t groupCount;
  uint32_t groups[kGroups];  // ascending, as the kernel keeps them
  // Joined by this pidfd where `namespaces`, a mask of CLONE_NEW*, is not 0. setns(2) takes one since 5.8.
  int process;
  int namespaces;
  int root;  // a directory to chroot into, -1 for none
  uint64_t permitted, effective;
  bool noNewPrivs;

  // Room for the groups that the process has: a static of this size would not survive trimForFork().
  uint32_t held[kGroups];
  IdentityStep failed;
  int error;  // errno of the step that failed
};

// Makes the calling process, which must have one thread and may not come back, what `identity` says; false,
// with the step and its errno noted there, where the kernel does not let it. The bounding, inheritable and
// ambient sets are left: they count at execve(2) only, and nothing is executed.
bool takeOn(Kernel& kernel, Identity& identity);

}  // namespace hgm
