#include "program/host/symbols.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace hgm {
namespace {

#include "program/series_names.inc"

constexpr const char* kEverywhere = "_stext";

bool isWanted(const char* name, size_t length) {
  const auto begins = [&](const char* with) {
    const size_t bytes = std::strlen(with);
    return bytes <= length && std::memcmp(name, with, bytes) == 0;
  };
  for (const char* each : kSeriesNames) {
    if (begins(each)) return true;
  }
  return length == std::strlen(kEverywhere) && begins(kEverywhere);
}

void put(const char* text, size_t length, Kept& kept) {
  kept.full = kept.full || length > kept.room - kept.length;
  if (kept.full) return;
  std::memcpy(kept.text + kept.length, text, length);
  kept.length += length;
}

}  // namespace

void keepSymbols(const char* lines, size_t length, Kept& kept) {
  const char* const end = lines + length;
  while (lines < end) {
    const auto* const next =
        static_cast<const char*>(std::memchr(lines, '\n', static_cast<size_t>(end - lines)));
    if (next == nullptr) return;
    // `ffffffff81000000 T _stext`: the address ends at the first blank, and a letter and a blank follow it.
    const auto* const blank =
        static_cast<const char*>(std::memchr(lines, ' ', static_cast<size_t>(next - lines)));
    if (blank != nullptr && next - blank > 3 && isWanted(blank + 3, static_cast<size_t>(next - blank - 3))) {
      put("0", 1, kept);
      put(blank, static_cast<size_t>(next - blank) + 1, kept);
    }
    lines = next + 1;
  }
}

long readSymbols(const char* path, char* to, size_t room) {
  static char piece[size_t{64} * 1024];
  const int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (fd < 0) return -errno;
  Kept kept = {to, room};
  size_t held = 0;
  ssize_t got = 1;
  while (got > 0 && held < sizeof piece) {
    got = read(fd, piece + held, sizeof piece - held);
    if (got <= 0) break;
    held += static_cast<size_t>(got);
    const auto* const last = static_cast<const char*>(memrchr(piece, '\n', held));
    const size_t whole = last == nullptr ? 0 : static_cast<size_t>(last - piece) + 1;
    keepSymbols(piece, whole, kept);
    std::memmove(piece, piece + whole, held - whole);
    held -= whole;
  }
  const long error = got < 0 ? -errno : held > 0 ? -EINVAL : kept.full ? -EFBIG : 0;
  close(fd);
  return error < 0 ? error : static_cast<long>(kept.length);
}

}  // namespace hgm
