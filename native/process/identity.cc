#include "process/identity.h"

#include <sys/prctl.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cerrno>

#include "kernel/abi.h"

namespace hgm {
namespace {

constexpr long kJoinSessionKeyring = 1;  // KEYCTL_JOIN_SESSION_KEYRING, include/uapi/linux/keyctl.h

long setCapabilities(Kernel& kernel, uint64_t permitted, uint64_t effective) {
  abi::CapHeader header = {abi::kCapVersion, 0};
  abi::CapData data[abi::kCapHalves] = {};
  for (unsigned half = 0; half < abi::kCapHalves; ++half) {
    data[half].permitted = static_cast<uint32_t>(permitted >> (32 * half));
    data[half].effective = static_cast<uint32_t>(effective >> (32 * half));
  }
  return kernel.call(SYS_capset, pointerTo(&header), pointerTo(data));
}

// What the process may still use after its user id changed: all that it is permitted.
long raiseAll(Kernel& kernel) {
  abi::CapHeader header = {abi::kCapVersion, 0};
  abi::CapData data[abi::kCapHalves] = {};
  const long got = kernel.call(SYS_capget, pointerTo(&header), pointerTo(data));
  if (got < 0) return got;
  const uint64_t permitted = data[0].permitted | (static_cast<uint64_t>(data[1].permitted) << 32);
  return setCapabilities(kernel, permitted, permitted);
}

uint32_t heldGroups[Identity::kGroups];

// A caller without CAP_SETGID may still be in the right groups.
long setGroups(Kernel& kernel, const Identity& to) {
  const long set = kernel.call(SYS_setgroups, to.groupCount, pointerTo(to.groups));
  if (set != -EPERM) return set;
  const long count = kernel.call(SYS_getgroups, Identity::kGroups, pointerTo(heldGroups));
  const bool same = count == to.groupCount && std::equal(heldGroups, heldGroups + count, to.groups);
  return same ? 0 : set;
}

long changeRoot(Kernel& kernel, int root) {
  const long moved = kernel.call(SYS_fchdir, root);
  return moved < 0 ? moved : kernel.call(SYS_chroot, pointerTo("."));
}

}  // namespace

Refusal takeOn(Kernel& kernel, const Identity& to) {
  Refusal refusal = {IdentityStep::kNone, 0};
  const auto done = [&refusal](IdentityStep step, long answer) {
    if (answer >= 0) return true;
    refusal = {step, static_cast<int>(-answer)};
    return false;
  };
  // From here on nobody whose rights this process has may trace it, read its memory or take its descriptors
  // (kernel/ptrace.c, __ptrace_may_access): neither by the id that it takes, nor as owner of the user
  // namespace that it joins, since its memory stays that of the namespace that it was executed in.
  const auto hide = [&kernel] { kernel.call(SYS_prctl, PR_SET_DUMPABLE, 0); };
  hide();
  // A new keyring of the session in the place of the one that was inherited: with that, what stands in it.
  kernel.call(SYS_keyctl, kJoinSessionKeyring, 0);
  // The ids first, while they can still be named in the asking process's user namespace, and with the
  // capabilities kept: joining namespaces needs them (kernel/nsproxy.c, validate_nsset).
  if (!to.keepGroups && !done(IdentityStep::kGroups, setGroups(kernel, to))) return refusal;
  kernel.call(SYS_prctl, PR_SET_KEEPCAPS, 1);
  if (!done(IdentityStep::kGid, kernel.call(SYS_setresgid, to.gid[0], to.gid[1], to.gid[2]))) return refusal;
  if (!done(IdentityStep::kUid, kernel.call(SYS_setresuid, to.uid[0], to.uid[1], to.uid[2]))) return refusal;
  hide();  // a change of ids sets it to fs.suid_dumpable (kernel/cred.c, commit_creds)
  kernel.call(SYS_prctl, PR_SET_KEEPCAPS, 0);
  if (!done(IdentityStep::kCapabilities, raiseAll(kernel))) return refusal;
  // All at once: the kernel checks the mount namespace against the user namespace that is joined with it.
  if (to.namespaces != 0 &&
      !done(IdentityStep::kNamespaces, kernel.call(SYS_setns, to.process, to.namespaces)))
    return refusal;
  if (to.root >= 0 && !done(IdentityStep::kRoot, changeRoot(kernel, to.root))) return refusal;
  if (!done(IdentityStep::kCapabilities, setCapabilities(kernel, to.permitted, to.effective))) return refusal;
  if (to.noNewPrivs) done(IdentityStep::kNoNewPrivs, kernel.call(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1));
  hide();
  return refusal;
}

}  // namespace hgm
