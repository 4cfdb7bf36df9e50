#include "program/host/files.h"

#include <sys/utsname.h>

#include <algorithm>
#include <cstring>
#include <initializer_list>
#include <iterator>

#include "kernel/reading.h"
#include "program/host/cgroups.h"
#include "program/host/entries.h"
#include "program/host/symbols.h"

namespace hgm {
namespace {

constexpr size_t kMounts = size_t{64} << 10;

constexpr const char* kFiles[] = {
    "/proc/sys/kernel/osrelease",
    "/proc/sys/kernel/version",
    "/proc/sys/kernel/random/boot_id",
    "/etc/machine-id",
    "/var/lib/dbus/machine-id",
    "/proc/self/status",
    "/proc/self/uid_map",
    "/proc/self/attr/current",
    "/proc/self/cgroup",
    "/proc/self/cpuset",
    "/proc/misc",
    "/proc/sys/vm/unprivileged_userfaultfd",
    "/proc/sys/vm/hugetlb_optimize_vmemmap",
    "/sys/class/misc/userfaultfd/dev",
    "/sys/devices/virtual/misc/userfaultfd/dev",
    "/sys/devices/system/clocksource/clocksource0/current_clocksource",
    "/sys/kernel/mm/transparent_hugepage/enabled",
    "/sys/kernel/mm/transparent_hugepage/shmem_enabled",
    "/sys/kernel/mm/transparent_hugepage/defrag",
    "/sys/kernel/mm/transparent_hugepage/hpage_pmd_size",
    "/sys/module/kvm/parameters/tdp_mmu",
    "/sys/module/kvm/parameters/eager_page_split",
    "/sys/module/kvm/parameters/nx_huge_pages",
    "/sys/module/kvm_amd/parameters/npt",
    "/sys/module/kvm_intel/parameters/ept",
    "/sys/kernel/security/lsm",
    "/sys/fs/selinux/enforce",
    "/sys/kernel/vm/hugepages/hgm",
    "/sys/kernel/mm/hugepages/hgm",
};

// Of these the beginning says all: one processor, one mapping.
constexpr const char* kBeginnings[] = {"/proc/cpuinfo", "/proc/self/smaps", "/proc/self/smaps_rollup"};
constexpr size_t kBeginning = 4096;

constexpr const char* kPoolFiles[] = {"nr_hugepages",      "free_hugepages",          "resv_hugepages",
                                      "surplus_hugepages", "nr_overcommit_hugepages", "demote_size"};
constexpr const char* kThp = "/sys/kernel/mm/transparent_hugepage";
constexpr const char* kThpFiles[] = {"enabled", "shmem_enabled"};

// Words of the kernel's command line with one of these; of the others nothing is kept.
constexpr const char* kParameters[] = {"hugetlb", "hugepage", "thp_"};

// A configuration of 300 KB is about these; the first is in every one.
constexpr const char* kOptions[] = {"CONFIG_64BIT=", "CONFIG_HUGETLB_HIGH_GRANULARITY_MAPPING",
                                    "CONFIG_USERFAULTFD", "CONFIG_HUGETLBFS"};
constexpr const char* kSymbols = "/proc/kallsyms";
constexpr const char* kCgroups[] = {" - cgroup"};

struct Below {
  JsonWriter& to;
  const char* folder;
};

void writePool(JsonWriter& to, const char* path) {
  writeFolder(to, path);
  for (const char* name : kPoolFiles) writeFile(to, Path(path).add("/").add(name).text());
}

void writeThpSize(JsonWriter& to, const char* path) {
  for (const char* name : kThpFiles) writeFile(to, Path(path).add("/").add(name).text());
}

// Of each size that has a folder below this one, and the folder itself.
template <void (*write)(JsonWriter&, const char*)>
bool writeSizes(JsonWriter& to, const char* folder) {
  Below below = {to, folder};
  eachName(
      folder,
      [](void* at, const char* name) {
        const Below& where = *static_cast<Below*>(at);
        if (pageBytesOf(name) != 0) write(where.to, Path(where.folder).add("/").add(name).text());
      },
      &below);
  return writeFolder(to, folder);
}

void writeNode(void* at, const char* name) {
  const Below& below = *static_cast<Below*>(at);
  const bool isNode = std::strncmp(name, "node", 4) == 0 && name[4] >= '0' && name[4] <= '9';
  if (isNode) writeSizes<writePool>(below.to, Path(below.folder).add("/").add(name).add("/hugepages").text());
}

bool writeConfigurations(JsonWriter& to) {
  utsname name;
  if (!writeFile(to, "/proc/config.gz", kMostContent) || uname(&name) != 0) return false;
  const Path modules = Path("/lib/modules/").add(name.release);
  return writeLines(to, Path("/boot/config-").add(name.release).text(), kOptions, std::size(kOptions)) &&
         writeLines(to, Path(modules).add("/config").text(), kOptions, std::size(kOptions)) &&
         writeLines(to, Path(modules).add("/build/.config").text(), kOptions, std::size(kOptions));
}

// Limits of a hugetlb cgroup: files of that name, in each folder from this one up to where the hierarchy is
// mounted.
void writeHugeLimits(JsonWriter& to, const char* folder, size_t mount) {
  const auto writeLimit = [](void* at, const char* name) {
    const Below& below = *static_cast<Below*>(at);
    if (std::strncmp(name, "hugetlb.", 8) == 0)
      writeFile(below.to, Path(below.folder).add("/").add(name).text());
  };
  for (size_t length = std::strlen(folder); length >= mount && length > 0;) {
    const Path here = Path("").add(folder, length);
    Below below = {to, here.text()};
    writeFolder(to, here.text());
    eachName(here.text(), writeLimit, &below);
    do --length;
    while (length > mount && folder[length] != '/');
  }
}

// Words of the one line that it is, a line each.
void writeParameters(JsonWriter& to) {
  constexpr const char* kCommandLine = "/proc/cmdline";
  Content seen = readFile(kCommandLine, content, kMostText);
  if (seen.length >= 0) {
    char* const end = content + seen.length;
    std::replace(content, end, ' ', '\n');
    // Behind it stand init's.
    if (char* const others = std::strstr(content, "\n--\n")) seen.length = others + 1 - content;
    seen.length = static_cast<long>(
        keepLines(content, static_cast<size_t>(seen.length), kParameters, std::size(kParameters)));
  }
  writeContent(to, kCommandLine, seen);
}

// What could stop this process at devices and pages: the list of version 1, programs of version 2.
void writeCgroups(JsonWriter& to) {
  char memberships[16384];
  Path folder("");
  readFile("/proc/self/cgroup", memberships, sizeof memberships);
  writeLines(to, "/proc/self/mountinfo", kCgroups, std::size(kCgroups));
  static char mounts[kMounts];
  std::memcpy(mounts, content, sizeof mounts - 1);
  if (cgroupFolder(memberships, mounts, "devices", folder)) writeFile(to, folder.add("/devices.list").text());
  if (cgroupFolder(memberships, mounts, nullptr, folder)) writePrograms(to, folder.text());
  size_t mount = 0;
  if (cgroupFolder(memberships, mounts, "hugetlb", folder, &mount) ||
      cgroupFolder(memberships, mounts, nullptr, folder, &mount))
    writeHugeLimits(to, folder.text(), mount);
}

}  // namespace

bool writePools(JsonWriter& to) {
  constexpr const char* kNodes = "/sys/devices/system/node";
  Below below = {to, kNodes};
  writeSizes<writePool>(to, kPools);
  writeFile(to, "/proc/meminfo");
  writeFile(to, "/proc/sys/vm/nr_overcommit_hugepages");
  eachName(kNodes, writeNode, &below);
  return writeFolder(to, kNodes);
}

bool writeFiles(JsonWriter& to) {
  for (const char* path : kFiles) writeFile(to, path);
  for (const char* path : kBeginnings) writeFile(to, path, kBeginning);
  for (const char* path : {"/sys/class/misc", "/sys/devices/virtual/misc"}) writeFolder(to, path);
  for (const char* path : {"/proc/self/ns/user", "/proc/self/ns/cgroup"}) writeLink(to, path);
  // The kernel walks the pages of each mapping that it writes a line of.
  writeFile(to, "/proc/self/numa_maps", 160);
  writeDevice(to, "/dev/userfaultfd");
  writeParameters(to);
  writeSizes<writeThpSize>(to, kThp);
  writeCgroups(to);
  writeContent(to, kSymbols, {readSymbols(kSymbols, content, kMostContent), false});
  return writeConfigurations(to) && writePools(to);
}

}  // namespace hgm
