#include "observe/memory/smaps.h"

#include <sys/syscall.h>

#include <cstring>

namespace hgm {
namespace {

struct Finding {
  uint64_t vmas = 0;
  uint64_t advised = 0;
  uint64_t hugetlb = 0;
  uint64_t kernelPageBytes = 0;
  bool ptePresent = false;
  uint64_t pteBytes = 0;
  uint64_t hugeBytes = 0;  // mapped by the page table's middle level
};

// A number in that base at `text`; `text` ends up behind it.
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

bool startsWith(const char* line, const char* key) { return std::strncmp(line, key, std::strlen(key)) == 0; }

// Kilobytes of a line `Key:   123 kB`, by key and never by column: the series widens the columns.
uint64_t bytesOf(const char* line) {
  while (*line != '\0' && (*line < '0' || *line > '9')) ++line;
  return number(line, 10) * 1024;
}

class Reader {
 public:
  Reader(const SmapsLook* looks, Finding* findings, size_t count)
      : looks_(looks), findings_(findings), count_(count) {
    forEach([&](size_t i) {
      const Mapping& mapping = looks_[i].mapping;
      if (mapping.base + mapping.length > highest_) highest_ = mapping.base + mapping.length;
    });
  }

  // The kernel writes VMAs by address: nothing that is looked for follows.
  bool isPast() const { return past_; }

  void line(const char* text) {
    const char* at = text;
    const uint64_t start = number(at, 16);
    if (at != text && *at == '-') {
      ++at;
      const uint64_t end = number(at, 16);
      past_ = start >= highest_;
      forEach([&](size_t i) {
        const Mapping& mapping = looks_[i].mapping;
        // Overlap, not containment: the kernel merges a VMA with a neighbour that is like it.
        inside_[i] = start < mapping.base + mapping.length && end > mapping.base;
        if (inside_[i]) ++findings_[i].vmas;
      });
    } else {
      forEach([&](size_t i) {
        if (inside_[i]) property(text, findings_[i]);
      });
    }
  }

 private:
  template <typename Visit>
  void forEach(Visit visit) {
    for (size_t i = 0; i < count_; ++i) visit(i);
  }

  static void property(const char* text, Finding& finding) {
    if (startsWith(text, "KernelPageSize:")) {
      finding.kernelPageBytes = bytesOf(text);
    } else if (startsWith(text, "HugetlbPteMapped:")) {
      finding.ptePresent = true;
      finding.pteBytes += bytesOf(text);
    } else if (startsWith(text, "AnonHugePages:") || startsWith(text, "ShmemPmdMapped:")) {
      finding.hugeBytes += bytesOf(text);
    } else if (startsWith(text, "VmFlags:")) {
      finding.advised += std::strstr(text, " hm") != nullptr ? 1 : 0;
      finding.hugetlb += std::strstr(text, " ht") != nullptr ? 1 : 0;
    }
  }

  const SmapsLook* looks_;
  Finding* findings_;
  const size_t count_;
  bool inside_[kMostSmapsLooks] = {};
  uint64_t highest_ = 0;
  bool past_ = false;
};

long readAll(Context& context, Reader& reader) {
  const long fd = context.openOwn("smaps");
  if (fd < 0) return fd;
  char* const buffer = reinterpret_cast<char*>(context.scratch);
  size_t held = 0;
  long got = 0;
  do {
    const size_t space = context.scratchBytes - 1 - held;
    got = context.kernel.call(SYS_read, fd, pointerTo(buffer + held), static_cast<long>(space));
    if (got > 0) held += static_cast<size_t>(got);
    size_t from = 0;
    for (size_t at = 0; at < held; ++at) {
      if (buffer[at] != '\n') continue;
      buffer[at] = '\0';
      reader.line(buffer + from);
      from = at + 1;
    }
    held -= from;
    std::memmove(buffer, buffer + from, held);
  } while (got > 0 && !reader.isPast());
  context.close(fd);
  return got < 0 ? got : 0;
}

}  // namespace

void lookAtSmaps(Context& context, const SmapsLook* looks, size_t count) {
  Finding findings[kMostSmapsLooks];
  Entry* entries[kMostSmapsLooks];
  // Written before the reading: a child that never comes back from it shows where it was.
  for (size_t i = 0; i < count; ++i) {
    entries[i] = &context.journal.write(Role::kLook, looks[i].step, "read(/proc/self/smaps)");
  }
  Reader reader(looks, findings, count);
  const long result = readAll(context, reader);
  for (size_t i = 0; i < count; ++i) {
    const Finding& finding = findings[i];
    Entry& entry = *entries[i];
    if (entry.answer(result) < 0) continue;
    entry.out("vmas", finding.vmas).out("hm", finding.advised).out("hugetlb", finding.hugetlb);
    entry.out("kernelPageBytes", finding.kernelPageBytes);
    if (finding.ptePresent) entry.out("pteMappedBytes", finding.pteBytes);
  }
}

void lookForHugePage(Context& context, const char* step, const Mapping& mapping) {
  const SmapsLook look = {step, mapping};
  Finding finding;
  Entry& entry = context.journal.write(Role::kLook, step, "read(/proc/self/smaps)");
  Reader reader(&look, &finding, 1);
  if (entry.answer(readAll(context, reader)) < 0) return;
  entry.out("changed", finding.hugeBytes == mapping.length ? 1 : 0).out("hugeBytes", finding.hugeBytes);
}

}  // namespace hgm
