// Another caller's place, taken by a child before it observes.
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

// Ids are those of the user namespace of the process that asks.
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
};

struct Refusal {
  IdentityStep step;  // kNone: there was none
  int error;          // errno
};

// Makes the calling process, which must have one thread and may not come back, what `identity` says, or says
// which step the kernel refused. The bounding, inheritable and ambient sets are left: they count at execve(2)
// only, and nothing is executed.
//
// Its pid namespace is left, too: nothing that is asked of userfaultfd depends on it, and who lives in the
// other one cannot see this process there, to trace it, signal it or open what it has open.
Refusal takeOn(Kernel& kernel, const Identity& identity);

}  // namespace hgm
