#include "page.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "own.h"

namespace twin {
namespace {

constexpr long kMemfdFlags = 1 | 8;  // close on exec, sealed against execution

}  // namespace

Page::Page() {
  const long at = own(SYS_mmap, 0, 2 * kBytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  in_ = reinterpret_cast<char*>(at);
  out_ = in_ + kBytes;
}

Page::~Page() { own(SYS_munmap, pointer(in_), 2 * kBytes); }

long Page::read(const char* path) {
  const long fd = own(SYS_openat, AT_FDCWD, pointer(path), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return fd;
  long got;
  while ((got = own(SYS_read, fd, pointer(in_ + length_), static_cast<long>(kBytes - 1 - length_))) > 0)
    length_ += static_cast<size_t>(got);
  own(SYS_close, fd);
  in_[length_] = '\0';
  return got;
}

char* Page::nextLine() {
  if (at_ >= length_) return nullptr;
  char* const line = in_ + at_;
  char* const end = std::strchr(line, '\n');
  at_ = end == nullptr ? length_ : static_cast<size_t>(end - in_) + 1;
  if (end != nullptr) *end = '\0';
  return line;
}

void Page::put(const char* text) {
  const size_t length = std::strlen(text);
  std::memcpy(out_ + written_, text, length);
  written_ += length;
}

void Page::line(const char* text) {
  put(text);
  put("\n");
}

void Page::hex(uint64_t value) {
  char digits[17] = {};
  size_t from = 16;
  do {
    digits[--from] = "0123456789abcdef"[value % 16];
    value /= 16;
  } while (value != 0);
  put(digits + from);
}

void Page::decimal(uint64_t value, size_t width) {
  constexpr size_t kMost = 32;
  char digits[kMost + 1] = {};
  size_t from = kMost;
  do {
    digits[--from] = static_cast<char>('0' + value % 10);
    value /= 10;
  } while (value != 0);
  while (from > 0 && kMost - from < width) digits[--from] = ' ';
  put(digits + from);
}

long Page::open() {
  const char* name = "hgm-double";
  const long fd = own(SYS_memfd_create, pointer(name), kMemfdFlags);
  if (fd < 0) return fd;
  own(SYS_write, fd, pointer(out_), static_cast<long>(written_));
  own(SYS_lseek, fd, 0, SEEK_SET);
  return fd;
}

}  // namespace twin
