// The two files of /proc that experiments read, in the kernel's own words.
#include <cinttypes>
#include <cstdio>

#include "model/model.h"

namespace model {
namespace {

void line(std::string& text, const char* key, uint64_t bytes, bool wide) {
  char buffer[80];
  // The series widens the columns by two, with HGM compiled out as well.
  std::snprintf(buffer, sizeof buffer, wide ? "%-18s %8" PRIu64 " kB\n" : "%-16s %8" PRIu64 " kB\n", key,
                bytes / 1024);
  text += buffer;
}

}  // namespace

std::string Model::smaps() {
  std::string text;
  const bool wide = traits.patch != Patch::kNone && traits.patch != Patch::kRfcV1;
  const bool keyed = traits.patch == Patch::kRfcV2 || traits.patch == Patch::kMadvSplit;  // not in RFC v1
  for (const auto& [start, vma] : space_.vmas) {
    char head[120];
    std::snprintf(head, sizeof head, "%lx-%lx rw-%c 00000000 00:01 %d %s\n", vma.start, vma.end,
                  vma.shared ? 's' : 'p', vma.file ? 77 : 0, vma.file ? "/memfd:hgm-probe (deleted)" : "");
    text += head;
    line(text, "Size:", vma.end - vma.start, wide);
    line(text, "KernelPageSize:", vma.unit, wide);
    line(text, "MMUPageSize:", vma.unit, wide);
    if (keyed) {
      uint64_t base = 0;
      uint64_t middle = 0;
      uint64_t large = 0;
      for (const auto& [at, leaf] : space_.leavesIn(vma.start, vma.end)) {
        if (vma.hugetlb()) (leaf->size >= k1G ? large : leaf->size >= k2M ? middle : base) += leaf->size;
      }
      line(text, "HugetlbPudMapped:", large, wide);
      line(text, "HugetlbPmdMapped:", middle, wide);
      line(text, "HugetlbPteMapped:", base, wide);
    }
    text += std::string("VmFlags: rd wr ") + (vma.shared ? "sh " : "") + "mr mw me ms " +
            (vma.hugetlb() ? "ht " : "") + (vma.advised ? "hm " : "") + "\n";
  }
  return text;
}

std::string Model::fdinfo(const Descriptor& of) const {
  std::string text = "pos:\t0\nflags:\t02004002\n";
  if (of.kind != Descriptor::Kind::kUserfaultfd) return text;
  // userfaultfd_show_fdinfo(): what the descriptor has, and bit 31 for "API was called".
  const uint64_t shown = of.enabled | (of.ready ? uint64_t{1} << 31 : 0);
  char buffer[120];
  std::snprintf(buffer, sizeof buffer, "pending:\t0\ntotal:\t0\nAPI:\taa:%" PRIx64 ":%" PRIx64 "\n", shown,
                traits.apiIoctls() | 0x1fc);
  return text + buffer;
}

}  // namespace model
