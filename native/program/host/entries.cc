#include "program/host/entries.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "kernel/device_cgroup.h"

namespace hgm {
namespace {

bool writeError(JsonWriter& to, const char* kind, const char* path, long answer) {
  to.open('{');
  to.key(kind).text(path);
  to.key("errno").number(-answer);
  to.close('}');
  return to.line();
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

}  // namespace

char content[kMostContent];

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

bool writeContent(JsonWriter& to, const char* path, const Content& seen) {
  if (seen.length < 0) return writeError(to, "file", path, seen.length);
  to.open('{');
  to.key("file").text(path);
  to.key("text").text(content, static_cast<size_t>(seen.length));
  to.key("cut").raw(seen.cut ? "true" : "false");
  to.close('}');
  return to.line();
}

bool writeFile(JsonWriter& to, const char* path, size_t most) {
  return writeContent(to, path, readFile(path, content, most));
}

bool writeLines(JsonWriter& to, const char* path, const char* const* words, size_t count) {
  Content seen = readFile(path, content, sizeof content);
  if (seen.length >= 0 && seen.cut) seen.length = -EFBIG;
  if (seen.length >= 0)
    seen.length = static_cast<long>(keepLines(content, static_cast<size_t>(seen.length), words, count));
  return writeContent(to, path, seen);
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

bool writeLink(JsonWriter& to, const char* path) {
  const ssize_t length = readlink(path, content, sizeof content);
  if (length < 0) return writeError(to, "link", path, -errno);
  to.open('{');
  to.key("link").text(path);
  to.key("to").text(content, static_cast<size_t>(length));
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

}  // namespace hgm
