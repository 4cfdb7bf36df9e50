#include "program/host/host.h"

#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "kernel/kernel.h"
#include "kernel/reading.h"
#include "kernel/words.h"
#include "process/rights.h"
#include "program/host/device.h"

namespace hgm {
namespace {

constexpr unsigned kSysPtrace = 19;

void addPool(void* to, const char* name) {
  Host& host = *static_cast<Host*>(to);
  const uint64_t pageBytes = pageBytesOf(name);
  if (pageBytes == 0 || host.poolCount == Host::kPools) return;
  host.pools[host.poolCount++] = {pageBytes, poolCounter(pageBytes, "free_hugepages"),
                                  poolCounter(pageBytes, "resv_hugepages"),
                                  poolCounter(pageBytes, "nr_overcommit_hugepages")};
}

// The figure of a line of meminfo; -1 where there is none.
int64_t field(const char* meminfo, const char* key) {
  const char* at = std::strstr(meminfo, key);
  int64_t value = -1;
  return at != nullptr && Words(at + std::strlen(key)).number(value) ? value : -1;
}

// Where /sys is not there: the pool of the default size.
void addDefaultPool(Host& host) {
  char meminfo[16384];
  if (readFile("/proc/meminfo", meminfo, sizeof meminfo).length < 0) return;
  const int64_t kib = field(meminfo, "\nHugepagesize:");
  if (kib <= 0) return;
  host.pools[host.poolCount++] = {static_cast<uint64_t>(kib) * 1024, field(meminfo, "\nHugePages_Free:"),
                                  field(meminfo, "\nHugePages_Rsvd:"),
                                  readCount("/proc/sys/vm/nr_overcommit_hugepages")};
}

// CAP_SYS_PTRACE counts in the initial user namespace only, whose inode include/linux/proc_ns.h has.
bool holdsPtrace() {
  char name[64];
  const ssize_t length = readlink("/proc/self/ns/user", name, sizeof name - 1);
  if (length < 0) return false;
  name[length] = '\0';
  const uint64_t effective = rightsOf(realKernel()).effective();
  return std::strcmp(name, "user:[4026531837]") == 0 && effective != Rights::kUnknown &&
         ((effective >> kSysPtrace) & 1) == 1;
}

}  // namespace

Host readHost() {
  Host host = {};
  eachName(kPools, addPool, &host);
  if (host.poolCount == 0) addDefaultPool(host);
  std::sort(host.pools, host.pools + host.poolCount,
            [](const HostPool& a, const HostPool& b) { return a.pageBytes < b.pageBytes; });
  host.thpBytes = static_cast<uint64_t>(
      std::max<int64_t>(0, readCount("/sys/kernel/mm/transparent_hugepage/hpage_pmd_size")));
  host.deviceMinor = deviceMinor();
  host.kvmMinor = kvmMinor();
  // Kernels 5.11 to 6.0 log a refusal; the patch that took the lines away brought the device:
  // src/observe/plan/quiet.ts.
  host.quietFaults = host.deviceMinor < 0;
  host.quiet = host.quietFaults && readCount("/proc/sys/vm/unprivileged_userfaultfd") != 1 && !holdsPtrace();
  return host;
}

}  // namespace hgm
