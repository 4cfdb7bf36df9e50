// Which ways to a descriptor that works a run has been refused by. A refusal may be a line in a log: a
// security module's (SELinux has one for each anonymous inode and each ioctl that it refuses), or a seccomp
// filter's with SECCOMP_FILTER_FLAG_LOG. One is an answer, so no other experiment tries that way.
#pragma once

#include "kernel/journal.h"
#include "observe/plan.h"

namespace hgm {

// What it takes to have a machine with a vCPU: steps of `kvm.open`.
constexpr const char* kMachineSteps[] = {"kvm_open", "kvm_version", "kvm_vm", "kvm_vcpu"};

struct Spared {
  bool userMode = false;  // userfaultfd(UFFD_USER_MODE_ONLY)
  bool plain = false;     // userfaultfd(0)
  bool device = false;    // /dev/userfaultfd
  bool api = false;       // UFFDIO_API, of any descriptor
  bool kvm = false;       // a machine of /dev/kvm
};

// What the journal of an experiment shows to be refused: the ways in by `ways`, UFFDIO_API and a machine by
// the first that asks for it.
Spared waysToSpare(const Journal& journal);

// Makes a plan that is still to be run keep from them.
void spare(Plan& plan, const Spared& spared);

}  // namespace hgm
