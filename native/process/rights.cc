#include "process/rights.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include "kernel/abi.h"

namespace hgm {
namespace {

constexpr long kAmbient = 47;         // PR_CAP_AMBIENT, 4.3
constexpr long kAmbientRaise = 2;     // PR_CAP_AMBIENT_RAISE
constexpr long kAmbientClearAll = 4;  // PR_CAP_AMBIENT_CLEAR_ALL
constexpr long kGetThpDisable = 42;   // PR_GET_THP_DISABLE, 3.15
constexpr long kNoRoot = 1;           // SECBIT_NOROOT, include/uapi/linux/securebits.h
constexpr unsigned kCapabilities = 64;
constexpr unsigned kLimits = 16;  // RLIM_NLIMITS

// FNV-1a: tells two apart that differ by accident, which is all that is asked of it.
class Checksum {
 public:
  void take(const void* from, size_t bytes) {
    for (size_t i = 0; i < bytes; ++i) {
      value_ = (value_ ^ static_cast<const uint8_t*>(from)[i]) * 0x100000001b3;
    }
  }
  uint64_t value() const { return value_; }

 private:
  uint64_t value_ = 0xcbf29ce484222325;
};

uint64_t figure(long answer) { return answer < 0 ? Rights::kUnknown : static_cast<uint64_t>(answer); }

uint64_t limits(Kernel& kernel) {
  Checksum sum;
  for (unsigned i = 0; i < kLimits; ++i) {
    uint64_t limit[2] = {};
    if (kernel.call(SYS_prlimit64, 0, i, 0, pointerTo(limit)) < 0) return Rights::kUnknown;
    sum.take(limit, sizeof limit);
  }
  return sum.value();
}

uint64_t cpus(Kernel& kernel) {
  uint64_t mask[128] = {};
  if (kernel.call(SYS_sched_getaffinity, 0, sizeof mask, pointerTo(mask)) < 0) return Rights::kUnknown;
  Checksum sum;
  sum.take(mask, sizeof mask);
  return sum.value();
}

uint64_t memoryPolicy(Kernel& kernel) {
  constexpr long kNodes = 1024;
  int mode = 0;
  uint64_t mask[kNodes / 64] = {};
  if (kernel.call(SYS_get_mempolicy, pointerTo(&mode), pointerTo(mask), kNodes, 0, 0) < 0)
    return Rights::kUnknown;
  Checksum sum;
  sum.take(&mode, sizeof mode);
  sum.take(mask, sizeof mask);
  return sum.value();
}

uint64_t label(Kernel& kernel) {
  constexpr char kPath[] = "/proc/self/attr/current";
  const long fd = kernel.call(SYS_openat, AT_FDCWD, pointerTo(kPath), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return Rights::kUnknown;
  char text[512];
  const long got = kernel.call(SYS_read, fd, pointerTo(text), sizeof text);
  kernel.call(SYS_close, fd);
  if (got < 0) return Rights::kUnknown;
  Checksum sum;
  sum.take(text, static_cast<size_t>(got));
  return sum.value();
}

struct Capabilities {
  abi::CapHeader header = {abi::kCapVersion, 0};
  abi::CapData data[abi::kCapHalves] = {};

  uint64_t whole(uint32_t abi::CapData::*which) const {
    return data[0].*which | (static_cast<uint64_t>(data[1].*which) << 32);
  }
  void put(uint32_t abi::CapData::*which, uint64_t mask) {
    data[0].*which = static_cast<uint32_t>(mask);
    data[1].*which = static_cast<uint32_t>(mask >> 32);
  }
};

long set(Kernel& kernel, uint64_t permitted, uint64_t effective, uint64_t inheritable) {
  Capabilities to;
  to.put(&abi::CapData::permitted, permitted);
  to.put(&abi::CapData::effective, effective);
  to.put(&abi::CapData::inheritable, inheritable);
  return kernel.call(SYS_capset, pointerTo(&to.header), pointerTo(to.data));
}

}  // namespace

const char* const Rights::kNames[kCount] = {"permitted capabilities",
                                            "effective capabilities",
                                            "inheritable capabilities",
                                            "user id",
                                            "group id",
                                            "no_new_privs",
                                            "seccomp",
                                            "THP of the process",
                                            "limits",
                                            "CPUs",
                                            "memory policy",
                                            "label"};

Rights rightsOf(Kernel& kernel) {
  Capabilities now;
  const bool told = kernel.call(SYS_capget, pointerTo(&now.header), pointerTo(now.data)) >= 0;
  const auto capabilities = [&](uint32_t abi::CapData::*which) {
    return told ? now.whole(which) : Rights::kUnknown;
  };
  return {{capabilities(&abi::CapData::permitted), capabilities(&abi::CapData::effective),
           capabilities(&abi::CapData::inheritable), figure(kernel.call(SYS_geteuid)),
           figure(kernel.call(SYS_getegid)), figure(kernel.call(SYS_prctl, PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0)),
           figure(kernel.call(SYS_prctl, PR_GET_SECCOMP)),
           figure(kernel.call(SYS_prctl, kGetThpDisable, 0, 0, 0, 0)), limits(kernel), cpus(kernel),
           memoryPolicy(kernel), label(kernel)}};
}

long reduceTo(Kernel& kernel, const Rights& rights) {
  kernel.call(SYS_prctl, kAmbient, kAmbientClearAll, 0, 0, 0);
  const Rights now = rightsOf(kernel);
  if (rights.permitted() == Rights::kUnknown || now.permitted() == Rights::kUnknown) return 0;
  // Nothing was added: a service's filter need not let a call pass that changes nothing.
  if (now.permitted() == rights.permitted() && now.effective() == rights.effective() &&
      now.inheritable() == rights.inheritable())
    return 0;
  const uint64_t permitted = rights.permitted() & now.permitted();
  // Of the inheritable set what was added for keepOverExec() goes, and nothing can be raised.
  return set(kernel, permitted, rights.effective() & permitted, rights.inheritable() & now.inheritable());
}

void keepOverExec(Kernel& kernel, const Rights& rights) {
  const uint64_t permitted = rights.permitted();
  if (permitted == Rights::kUnknown || permitted == 0) return;
  // Root gets all that its bounding set has, unless that was switched off (security/commoncap.c,
  // handle_privileged_root).
  const long securebits = kernel.call(SYS_prctl, PR_GET_SECUREBITS, 0, 0, 0, 0);
  if (rights.userId() == 0 && securebits >= 0 && (securebits & kNoRoot) == 0) return;
  set(kernel, permitted, rights.effective(), rights.inheritable() | permitted);
  for (unsigned each = 0; each < kCapabilities; ++each) {
    if (((permitted >> each) & 1u) != 0) kernel.call(SYS_prctl, kAmbient, kAmbientRaise, each, 0, 0);
  }
}

}  // namespace hgm
