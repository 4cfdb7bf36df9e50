#include "program/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <initializer_list>

#include "kernel/device_cgroup.h"
#include "kernel/reading.h"
#include "program/cgroups.h"
#include "program/symbols.h"

namespace hgm {
namespace {

constexpr size_t kMost = size_t{1} << 20;
constexpr size_t kMounts = size_t{64} << 10;
constexpr size_t kText = size_t{64} << 10;

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
    "/sys/kernel/mm/transparent_hugepage/hpage_pmd_size",
    "/sys/kernel/security/lsm",
    "/sys/fs/selinux/enforce",
    "/sys/kernel/vm/hugepages/hgm",
    "/sys/kernel/mm/hugepages/hgm",
};

// Of these the beginning says all: one processor, one mapping.
constexpr const char* kBeginnings[] = {"/proc/cpuinfo", "/proc/self/smaps", "/proc/self/smaps_rollup"};
constexpr size_t kBeginning = 4096;

constexpr const char* kPoolFiles[] = {"nr_hugepages", "free_hugepages", "resv_hugepages", "surplus_hugepages",
                                      "nr_overcommit_hugepages"};

// A configuration of 300 KB is about these; the first is in every one.
constexpr const char* kOptions[] = {"CONFIG_64BIT=", "CONFIG_HUGETLB_HIGH_GRANULARITY_MAPPING",
                                    "CONFIG_USERFAULTFD", "CONFIG_HUGETLBFS"};
constexpr const char* kSymbols = "/proc/kallsyms";
constexpr const char* kCgroups[] = {" - cgroup"};

char buffer[kMost];

bool writeError(JsonWriter& to, const char* kind, const char* path, long answer) {
  to.open('{');
  to.key(kind).text(path);
  to.key("errno").number(-answer);
  to.close('}');
  return to.line();
}

bool writeContent(JsonWriter& to, const char* path, const Content& content) {
  if (content.length < 0) return writeError(to, "file", path, content.length);
  to.open('{');
  to.key("file").text(path);
  to.key("text").text(buffer, static_cast<size_t>(content.length));
  to.key("cut").raw(content.cut ? "true" : "false");
  to.close('}');
  return to.line();
}

bool writeFile(JsonWriter& to, const char* path, size_t most = kText) {
  return writeContent(to, path, readFile(path, buffer, most));
}

// The lines with one of these words. One that is longer than the room counts as one that can't be read.
template <size_t Count>
bool writeLines(JsonWriter& to, const char* path, const char* const (&words)[Count]) {
  Content content = readFile(path, buffer, sizeof buffer);
  if (content.length >= 0 && content.cut) content.length = -EFBIG;
  if (content.length >= 0)
    content.length = static_cast<long>(keepLines(buffer, static_cast<size_t>(content.length), words, Count));
  return writeContent(to, path, content);
}

struct Names {
  JsonWriter& to;
  bool begun;
  const char* path;
};

void begin(Names& names) {
  if (names.begun) return;
  names.begun = true;
  names.to.open('{');
  names.to.key("folder").text(names.path);
  names.to.key("names").open('[');
}

bool writeFolder(JsonWriter& to, const char* path) {
  Names names = {to, false, path};
  const long answer = eachName(
      path,
      [](void* at, const char* name) {
        begin(*static_cast<Names*>(at));
        static_cast<Names*>(at)->to.text(name);
      },
      &names);
  if (answer < 0) return writeError(to, "folder", path, answer);
  begin(names);
  to.close(']');
  to.close('}');
  return to.line();
}

void writePool(void* to, const char* path) {
  JsonWriter& writer = *static_cast<JsonWriter*>(to);
  writeFolder(writer, path);
  for (const char* name : kPoolFiles) writeFile(writer, Path(path).add("/").add(name).text());
}

struct Below {
  JsonWriter& to;
  const char* folder;
};

void writeSize(void* at, const char* name) {
  const Below& below = *static_cast<Below*>(at);
  if (pageBytesOf(name) != 0) writePool(&below.to, Path(below.folder).add("/").add(name).text());
}

bool writeSizes(JsonWriter& to, const char* folder) {
  Below below = {to, folder};
  eachName(folder, writeSize, &below);
  return writeFolder(to, folder);
}

void writeNode(void* at, const char* name) {
  const Below& below = *static_cast<Below*>(at);
  const bool isNode = std::strncmp(name, "node", 4) == 0 && name[4] >= '0' && name[4] <= '9';
  if (isNode) writeSizes(below.to, Path(below.folder).add("/").add(name).add("/hugepages").text());
}

bool writeConfigurations(JsonWriter& to) {
  utsname name;
  if (!writeFile(to, "/proc/config.gz", kMost) || uname(&name) != 0) return false;
  const Path modules = Path("/lib/modules/").add(name.release);
  return writeLines(to, Path("/boot/config-").add(name.release).text(), kOptions) &&
         writeLines(to, Path(modules).add("/config").text(), kOptions) &&
         writeLines(to, Path(modules).add("/build/.config").text(), kOptions);
}

bool writeLink(JsonWriter& to, const char* path) {
  const ssize_t length = readlink(path, buffer, sizeof buffer);
  if (length < 0) return writeError(to, "link", path, -errno);
  to.open('{');
  to.key("link").text(path);
  to.key("to").text(buffer, static_cast<size_t>(length));
  to.close('}');
  return to.line();
}

bool writeDevice(JsonWriter& to, const char* path) {
  struct stat found;
  if (stat(path, &found) != 0) return writeError(to, "device", path, -errno);
  if (!S_ISCHR(found.st_mode)) return writeError(to, "device", path, -ENODEV);
  to.open('{');
  to.key("device").text(path);
  to.key("major").number(major(found.st_rdev));
  to.key("minor").number(minor(found.st_rdev));
  to.close('}');
  return to.line();
}

void writePrograms(JsonWriter& to, const char* folder) {
  const int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const long count = fd < 0 ? -errno : countDevicePrograms(fd);
  if (fd >= 0) close(fd);
  if (count < 0) {
    writeError(to, "devicePrograms", folder, count);
    return;
  }
  to.open('{');
  to.key("devicePrograms").text(folder);
  to.key("count").number(count);
  to.close('}');
  to.line();
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

// What could stop this process at devices and pages: the list of version 1, programs of version 2.
void writeCgroups(JsonWriter& to) {
  char memberships[16384];
  Path folder("");
  readFile("/proc/self/cgroup", memberships, sizeof memberships);
  writeLines(to, "/proc/self/mountinfo", kCgroups);
  static char mounts[kMounts];
  std::memcpy(mounts, buffer, sizeof mounts - 1);
  if (cgroupFolder(memberships, mounts, "devices", folder)) writeFile(to, folder.add("/devices.list").text());
  if (cgroupFolder(memberships, mounts, nullptr, folder)) writePrograms(to, folder.text());
  size_t mount = 0;
  if (cgroupFolder(memberships, mounts, "hugetlb", folder, &mount) ||
      cgroupFolder(memberships, mounts, nullptr, folder, &mount))
    writeHugeLimits(to, folder.text(), mount);
}

}  // namespace

size_t keepLines(char* text, size_t length, const char* const* words, size_t count) {
  size_t kept = 0;
  for (size_t from = 0; from < length;) {
    char* const end = static_cast<char*>(std::memchr(text + from, '\n', length - from));
    if (end == nullptr) break;
    const size_t bytes = static_cast<size_t>(end - text) + 1 - from;
    *end = '\0';
    bool wanted = false;
    for (size_t i = 0; i < count; ++i) wanted = wanted || std::strstr(text + from, words[i]) != nullptr;
    *end = '\n';
    if (wanted) {
      std::memmove(text + kept, text + from, bytes);
      kept += bytes;
    }
    from += bytes;
  }
  if (kept < length) text[kept] = '\0';
  return kept;
}

bool writePools(JsonWriter& to) {
  constexpr const char* kNodes = "/sys/devices/system/node";
  Below below = {to, kNodes};
  writeSizes(to, "/sys/kernel/mm/hugepages");
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
  writeCgroups(to);
  writeContent(to, kSymbols, {readSymbols(kSymbols, buffer, sizeof buffer), false});
  return writeConfigurations(to) && writePools(to);
}

}  // namespace hgm
