#include "text.h"

#include <cstring>

#include "filter.h"
#include "page.h"
#include "table.h"

namespace twin {
namespace {

bool startsWith(const char* line, const char* key) { return std::strncmp(line, key, std::strlen(key)) == 0; }

uint64_t number(const char*& text, unsigned base) {
  uint64_t value = 0;
  for (;; ++text) {
    const char c = *text;
    const unsigned digit = c >= '0' && c <= '9'   ? static_cast<unsigned>(c - '0')
                           : c >= 'a' && c <= 'f' ? static_cast<unsigned>(c - 'a' + 10)
                                                  : 99;
    if (digit >= base) return value;
    value = value * base + digit;
  }
}

// `start-end …` of a VMA: the mapping of ours that it belongs to, or nullptr.
const Mapping* ownerOf(const char* header) {
  const uint64_t start = number(header, 16);
  if (*header != '-') return nullptr;
  ++header;
  return overlapping(start, number(header, 16));
}

bool isHeader(const char* line) {
  const char* at = line;
  number(at, 16);
  return at != line && *at == '-';
}

// The RFC and split kernels of the transcripts have wider columns, with HGM compiled out as well.
void kilobytes(Page& page, const char* key, uint64_t bytes) {
  const bool wide = theMode->dialect == Dialect::kRfcV2 || theMode->dialect == Dialect::kMadvSplit;
  page.put(key);
  page.decimal(bytes / 1024, (wide || theMode->ptMappedKey ? 26 : 24) - std::strlen(key));
  page.line(" kB");
}

struct Mapped {
  uint64_t pud = 0, pmd = 0, pte = 0;
};

Mapped mappedIn(const Mapping& mapping, uintptr_t from, uintptr_t to) {
  Mapped found;
  uint64_t& whole = mapping.page() == kPage1G ? found.pud : found.pmd;
  for (uintptr_t at = from; at < to; at += kBase) {
    const uint8_t leaf = *mapping.leafAt(at);
    if (leaf == kBaseLeaf) found.pte += kBase;
    if (leaf == kPart) found.pmd += kBase;
    if (leaf == kWhole) whole += kBase;
  }
  return found;
}

void seriesKeys(Page& page, const Mapped& mapped) {
  if (!theMode->ptMappedKey) return;
  kilobytes(page, "HugetlbPudMapped:", mapped.pud);
  kilobytes(page, "HugetlbPmdMapped:", mapped.pmd);
  kilobytes(page, "HugetlbPteMapped:", mapped.pte);
}

void flags(Page& page, const Mapping& mapping, bool advised) {
  const uint64_t mode = mapping.descriptor < 0 ? 0 : mapping.registeredMode;
  page.put("VmFlags: rd wr ");
  page.put(mapping.isPrivate ? "mr mw me " : "sh mr mw me ms ");
  if ((mode & 1) != 0) page.put("um ");
  if ((mode & 2) != 0) page.put("uw ");
  page.put("de ");
  if (!mapping.isReserved) page.put("nr ");
  page.put("ht ");
  if ((mode & 4) != 0) page.put("ui ");
  page.line(advised ? "hm " : "");
}

void entry(Page& page, const Mapping& mapping, uintptr_t from, uintptr_t to, bool advised) {
  const Mapped mapped = mappedIn(mapping, from, to);
  page.hex(from);
  page.put("-");
  page.hex(to);
  page.put(mapping.isPrivate ? " rw-p " : " rw-s ");
  page.line("00000000 00:0f 1                          /memfd:hgm-probe (deleted)");
  kilobytes(page, "Size:", to - from);
  kilobytes(page, "KernelPageSize:", mapping.page());
  kilobytes(page, "MMUPageSize:", mapping.page());
  kilobytes(page, "Rss:", 0);
  kilobytes(page, "Shared_Hugetlb:", mapped.pud + mapped.pmd + mapped.pte);
  kilobytes(page, "Private_Hugetlb:", 0);
  seriesKeys(page, mapped);
  flags(page, mapping, advised);
}

// One entry for each VMA that MADV_SPLIT has made of the mapping.
void entries(Page& page, const Mapping& mapping) {
  uint64_t from = 0;
  for (uint64_t to = 1; to <= mapping.pages(); ++to) {
    if (to < mapping.pages() && !mapping.cuts.has(to)) continue;
    const bool advised = mapping.advised.has(from);
    entry(page, mapping, mapping.start + from * mapping.page(), mapping.start + to * mapping.page(), advised);
    from = to;
  }
}

}  // namespace

long openSmaps(const char* path, bool rollup) {
  Page page;
  const long result = page.read(path);
  if (result < 0) return result;
  const Mapping* last = nullptr;
  bool skipping = false;
  for (const char* line = page.nextLine(); line != nullptr; line = page.nextLine()) {
    if (!rollup && isHeader(line)) {
      const Mapping* owner = ownerOf(line);
      skipping = owner != nullptr;
      if (skipping && owner != last) entries(page, *owner);
      last = owner;
    }
    if (skipping) continue;
    page.line(line);
    if (startsWith(line, "Private_Hugetlb:")) seriesKeys(page, {});
  }
  return page.open();
}

long openStatus(const char* path) {
  Page page;
  const long result = page.read(path);
  if (result < 0) return result;
  for (const char* line = page.nextLine(); line != nullptr; line = page.nextLine()) {
    if (startsWith(line, "Seccomp:")) line = "Seccomp:\t0";
    if (startsWith(line, "Seccomp_filters:")) line = "Seccomp_filters:\t0";
    if (setNoNewPrivs && startsWith(line, "NoNewPrivs:")) line = "NoNewPrivs:\t0";
    page.line(line);
  }
  return page.open();
}

long openFdInfo(const char* path, const char* digits) {
  const auto fd = static_cast<int>(number(digits, 10));
  const Descriptor* descriptor = findDescriptor(fd);
  Page page;
  const long result = page.read(path);
  if (result < 0) return result;
  for (const char* line = page.nextLine(); line != nullptr; line = page.nextLine()) {
    const char* at = line;
    if (!theMode->isOld() || descriptor == nullptr || !startsWith(line, "API:\taa:")) {
      page.line(line);
      continue;
    }
    at += std::strlen("API:\taa:");
    const uint64_t enabled = number(at, 16);
    page.put("API:\taa:");
    page.hex(enabled | (descriptor->features & kFeatureBit13));
    page.line(at);
  }
  return page.open();
}

}  // namespace twin
