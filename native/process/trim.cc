#include "process/trim.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>

namespace hgm {
namespace {

// Below this a mapping is not worth it, and may be a library's data.
constexpr uintptr_t kWorthwhile = uintptr_t{128} * 1024;

uintptr_t hex(const char*& text) {
  uintptr_t value = 0;
  for (;; ++text) {
    if (*text >= '0' && *text <= '9') {
      value = value * 16 + static_cast<uintptr_t>(*text - '0');
    } else if (*text >= 'a' && *text <= 'f') {
      value = value * 16 + static_cast<uintptr_t>(*text - 'a' + 10);
    } else {
      return value;
    }
  }
}

}  // namespace

// `start-end perms offset dev inode path`. Private memory without a file: heaps, code that Node made at run
// time, and the guard pages of threads, which nobody can need. What lies right behind a file is its .bss,
// where a C library looks for variables that a program copied from it.
bool Trim::isUnneeded(const char* line, uintptr_t& behindFile, Span& span) {
  span.start = hex(line);
  if (*line++ != '-') return false;
  span.end = hex(line);
  if (std::strlen(line) < 6 || line[4] != 'p') return false;
  const bool isGuard = std::strncmp(line, " ---", 4) == 0;
  int fields = 0;  // after perms, offset, device: the inode
  for (; *line != '\0' && fields < 4; ++line) fields += line[0] == ' ' && line[1] != ' ' ? 1 : 0;
  if (*line != '0' || (line[1] != ' ' && line[1] != '\0')) {
    behindFile = span.end;
    return false;
  }
  if (span.start == behindFile || (span.end - span.start < kWorthwhile && !isGuard)) return false;
  const char* path = std::strchr(line, '[');
  return path == nullptr || std::strncmp(path, "[heap]", 6) == 0 || std::strncmp(path, "[anon", 5) == 0;
}

void Trim::keepFromChildren(const Bench& bench) {
  const int fd = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
  if (fd < 0) return;
  const auto stack = reinterpret_cast<uintptr_t>(&fd);
  const auto thread = static_cast<uintptr_t>(pthread_self());  // thread-local storage lies around it
  auto* const text = reinterpret_cast<char*>(bench.scratch);
  size_t held = 0;
  uintptr_t behindFile = 0;
  ssize_t got = 0;
  while ((got = read(fd, text + held, Arena::kScratchBytes - 1 - held)) > 0) {
    held += static_cast<size_t>(got);
    char* from = text;
    for (char* end; (end = static_cast<char*>(std::memchr(from, '\n', held - (from - text)))) != nullptr;
         from = end + 1) {
      *end = '\0';
      Span span;
      if (!isUnneeded(from, behindFile, span) || count_ == kMost) continue;
      const auto holds = [&span](uintptr_t at) { return at >= span.start && at < span.end; };
      if (!holds(stack) && !holds(thread) && !(span.start < bench.end && span.end > bench.start))
        spans_[count_++] = span;
    }
    held -= static_cast<size_t>(from - text);
    std::memmove(text, from, held);
  }
  close(fd);
  for (size_t i = 0; i < count_; ++i) {
    madvise(reinterpret_cast<void*>(spans_[i].start), spans_[i].end - spans_[i].start, MADV_DONTFORK);
  }
}

void Trim::giveBack() {
  for (; count_ > 0; --count_) {
    const Span& span = spans_[count_ - 1];
    munmap(reinterpret_cast<void*>(span.start), span.end - span.start);
  }
}

}  // namespace hgm
