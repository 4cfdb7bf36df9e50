#include "program/device.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstring>

#include "program/words.h"

namespace hgm {
namespace {

// The beginning of a file as text; empty where it can't be read.
template <size_t Room>
void readText(const char* path, char (&to)[Room]) {
  to[0] = '\0';
  const int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return;
  size_t held = 0;
  for (ssize_t got = 1; got > 0 && held<Room - 1; held += got> 0 ? static_cast<size_t>(got) : 0)
    got = read(fd, to + held, Room - 1 - held);
  to[held] = '\0';
  close(fd);
}

}  // namespace

int32_t deviceMinor() {
  char text[8192];
  readText("/proc/misc", text);
  // `126 userfaultfd`, drivers/char/misc.c, misc_seq_show()
  for (Words words(text); !words.ends();) {
    int64_t number = -1;
    char name[64];
    const bool isLine = words.number(number) && words.word(name, sizeof name) && words.lineEnds();
    if (!isLine) break;
    if (std::strcmp(name, "userfaultfd") == 0) return static_cast<int32_t>(number);
  }
  readText("/sys/class/misc/userfaultfd/dev", text);
  int64_t number = -1;
  char major[8];
  Words words(text);
  return words.word(major, sizeof major, ':') && std::strcmp(major, "10") == 0 && words.number(number)
             ? static_cast<int32_t>(number)
             : -1;
}

}  // namespace hgm
