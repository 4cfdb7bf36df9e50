#include "kernel/reading.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "kernel/words.h"

namespace hgm {

Path& Path::add(const char* text) { return add(text, std::strlen(text)); }

Path& Path::add(const char* text, size_t length) {
  if (length >= kRoom - length_) {
    text_[0] = '\0';
    length_ = kRoom - 1;
    return *this;
  }
  std::memcpy(text_ + length_, text, length);
  length_ += length;
  text_[length_] = '\0';
  return *this;
}

Path& Path::add(uint64_t number) {
  char digits[20];
  size_t at = sizeof digits;
  do {
    digits[--at] = static_cast<char>('0' + number % 10);
    number /= 10;
  } while (number != 0);
  return add(digits + at, sizeof digits - at);
}

Content readFile(const char* path, char* to, size_t room) {
  struct stat found;
  to[0] = '\0';
  // Before it is opened, since opening some devices acts; and after, since a path may change hands.
  if (stat(path, &found) != 0) return {-errno, false};
  if (!S_ISREG(found.st_mode)) return {-(S_ISDIR(found.st_mode) ? EISDIR : EINVAL), false};
  const int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (fd < 0) return {-errno, false};
  long answer = fstat(fd, &found) == 0 && S_ISREG(found.st_mode) ? 0 : -EINVAL;
  ssize_t got = answer;
  size_t held = 0;
  // The last byte of the room shows whether there is more.
  while (answer == 0 && held < room) {
    got = read(fd, to + held, room - held);
    if (got <= 0) break;
    held += static_cast<size_t>(got);
  }
  if (answer == 0 && got < 0) answer = -errno;
  close(fd);
  const bool cut = held == room;
  if (cut) --held;
  to[answer < 0 ? 0 : held] = '\0';
  return {answer < 0 ? answer : static_cast<long>(held), cut};
}

int64_t readCount(const char* path) {
  char text[32];
  int64_t value = -1;
  if (readFile(path, text, sizeof text).length < 0) return -1;
  Words words(text);
  return words.number(value) && words.lineEnds() && words.ends() && value >= 0 ? value : -1;
}

long eachName(const char* path, void (*each)(void* to, const char* name), void* to) {
  DIR* const folder = opendir(path);
  if (folder == nullptr) return -errno;
  while (const dirent* entry = readdir(folder)) {
    if (std::strcmp(entry->d_name, ".") != 0 && std::strcmp(entry->d_name, "..") != 0)
      each(to, entry->d_name);
  }
  closedir(folder);
  return 0;
}

int64_t poolCounter(uint64_t pageBytes, const char* name) {
  return readCount(Path(kPools).add("/hugepages-").add(pageBytes / 1024).add("kB/").add(name).text());
}

uint64_t pageBytesOf(const char* name) {
  constexpr char kPrefix[] = "hugepages-";
  if (std::strncmp(name, kPrefix, sizeof kPrefix - 1) != 0) return 0;
  uint64_t kib = 0;
  const char* at = name + sizeof kPrefix - 1;
  for (; *at >= '0' && *at <= '9' && kib < (uint64_t{1} << 40); ++at)
    kib = kib * 10 + static_cast<uint64_t>(*at - '0');
  return std::strcmp(at, "kB") == 0 ? kib * 1024 : 0;
}

}  // namespace hgm
