#include "kernel/device_cgroup.h"

#include <sys/syscall.h>

#include <cstdint>

#include "kernel/raw_syscall.h"

namespace hgm {
namespace {

// The part of union bpf_attr that a query takes, include/uapi/linux/bpf.h of 4.15.
struct Query {
  uint32_t directory, attachType, flags, attachFlags;
  uint64_t programs;
  uint32_t count;
};
constexpr long kProgQuery = 16;
constexpr uint32_t kCgroupDevice = 6;
constexpr uint32_t kEffective = 1;

}  // namespace

long countDevicePrograms(int directory) {
  Query query = {static_cast<uint32_t>(directory), kCgroupDevice, kEffective, 0, 0, 0};
  const auto at = static_cast<long>(reinterpret_cast<uintptr_t>(&query));
  const long answer = rawSyscall(SYS_bpf, kProgQuery, at, sizeof query, 0, 0, 0);
  return answer < 0 ? answer : static_cast<long>(query.count);
}

}  // namespace hgm
