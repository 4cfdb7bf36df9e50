#include "program/host/cgroups.h"

#include <cstring>

namespace hgm {
namespace {

struct Span {
  const char* at = nullptr;
  size_t length = 0;

  bool is(const char* text) const {
    return length == std::strlen(text) && std::memcmp(at, text, length) == 0;
  }
};

// What stands before the next `until`, and the rest of it behind.
Span next(Span& rest, char until) {
  const void* const found = rest.length == 0 ? nullptr : std::memchr(rest.at, until, rest.length);
  const size_t length =
      found == nullptr ? rest.length : static_cast<size_t>(static_cast<const char*>(found) - rest.at);
  const Span first = {rest.at, length};
  const size_t passed = found == nullptr ? length : length + 1;
  rest = {rest.at + passed, rest.length - passed};
  return first;
}

bool lists(Span words, const char* word) {
  while (words.length > 0) {
    if (next(words, ',').is(word)) return true;
  }
  return false;
}

// `4:memory,devices:/a/path`
bool membership(const char* text, const char* controller, Span& path) {
  for (Span rest = {text, std::strlen(text)}; rest.length > 0;) {
    Span line = next(rest, '\n');
    const Span hierarchy = next(line, ':');
    const Span controllers = next(line, ':');
    if (controller == nullptr ? !hierarchy.is("0") : !lists(controllers, controller)) continue;
    path = line;
    return line.length > 0 && line.at[0] == '/';
  }
  return false;
}

// `30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw`
bool mountOf(const char* text, const char* controller, Span& at) {
  for (Span rest = {text, std::strlen(text)}; rest.length > 0;) {
    Span line = next(rest, '\n');
    for (int i = 0; i < 3; ++i) next(line, ' ');
    const bool whole = next(line, ' ').is("/");
    at = next(line, ' ');
    while (line.length > 0 && !next(line, ' ').is("-")) {
    }
    const Span type = next(line, ' ');
    next(line, ' ');
    if (!whole || !type.is(controller == nullptr ? "cgroup2" : "cgroup")) continue;
    if (controller == nullptr || lists(line, controller)) return true;
  }
  return false;
}

}  // namespace

bool cgroupFolder(const char* memberships, const char* mounts, const char* controller, Path& to,
                  size_t* mount) {
  Span path, at;
  if (!membership(memberships, controller, path) || !mountOf(mounts, controller, at)) return false;
  to = Path("").add(at.at, at.length);
  if (mount != nullptr) *mount = at.length;
  // The root of a hierarchy is `/`.
  if (!path.is("/")) to.add(path.at, path.length);
  return true;
}

}  // namespace hgm
