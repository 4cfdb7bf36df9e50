#include <fcntl.h>

#include "room.h"

namespace probe {
namespace {

constexpr const char* kKeys[] = {"Size:",
                                 "KernelPageSize:",
                                 "MMUPageSize:",
                                 "Rss:",
                                 "Shared_Hugetlb:",
                                 "HugetlbPudMapped:",
                                 "HugetlbPmdMapped:",
                                 "HugetlbPteMapped:",
                                 "Private_Hugetlb:",
                                 "VmFlags:"};

char text[4 << 20];

void readSmaps() {
  const char* path = "/proc/self/smaps";
  const long fd = raw(SYS_openat, AT_FDCWD, pointer(path), O_RDONLY);
  size_t held = 0;
  long got;
  while ((got = raw(SYS_read, fd, pointer(text + held), static_cast<long>(sizeof text - 1 - held))) > 0)
    held += static_cast<size_t>(got);
  text[held] = '\0';
  raw(SYS_close, fd);
}

// Calls `each(line, startsVma, start, end)` for the lines of the VMAs in the range.
template <typename Each>
void walk(const Memory& memory, Each each) {
  readSmaps();
  const auto from = reinterpret_cast<uint64_t>(memory.at);
  bool inside = false;
  char* save = nullptr;
  for (char* line = strtok_r(text, "\n", &save); line != nullptr; line = strtok_r(nullptr, "\n", &save)) {
    uint64_t start = 0;
    uint64_t end = 0;
    const bool header = std::sscanf(line, "%lx-%lx ", &start, &end) == 2;
    if (header) inside = start < from + memory.length && end > from;
    if (inside) each(line, header, start, end);
  }
}

}  // namespace

int vmas(const Memory& memory, const uint8_t* at, bool* hm) {
  int count = 0;
  bool here = false;
  *hm = false;
  const auto where = reinterpret_cast<uint64_t>(at);
  walk(memory, [&](const char* line, bool header, uint64_t start, uint64_t end) {
    if (header) ++count;
    if (header) here = where >= start && where < end;
    if (here && std::strncmp(line, "VmFlags:", 8) == 0) *hm = std::strstr(line, " hm") != nullptr;
  });
  return count;
}

void smaps(const char* name, const Memory& memory) {
  std::printf("  smaps[%s]\n", name);
  const auto base = reinterpret_cast<uint64_t>(memory.at);
  walk(memory, [&](const char* line, bool header, uint64_t start, uint64_t end) {
    if (header)
      std::printf("    VMA +0x%lx..+0x%lx %.5s\n", start - base, end - base, std::strchr(line, ' ') + 1);
    for (const char* key : kKeys) {
      if (std::strncmp(line, key, std::strlen(key)) == 0) std::printf("      %s\n", line);
    }
  });
}

}  // namespace probe
