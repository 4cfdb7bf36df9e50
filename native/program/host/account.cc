#include "program/host/account.h"

#include <cstring>

namespace hgm {

bool accountName(const char* passwd, uint32_t uid, char* to, size_t room) {
  // `name:password:id:…`
  for (const char* line = passwd; *line != '\0';) {
    const size_t length = std::strcspn(line, "\n");
    const size_t name = std::strcspn(line, ":\n");
    const char* id = line + name;
    if (*id == ':') id += 1 + std::strcspn(id + 1, ":\n");
    uint64_t value = 0;
    size_t digits = 0;
    if (*id == ':') {
      for (++id; *id >= '0' && *id <= '9' && digits < 10; ++id, ++digits)
        value = value * 10 + static_cast<uint64_t>(*id - '0');
    }
    if (digits > 0 && *id == ':' && value == uid && name > 0 && name < room) {
      std::memcpy(to, line, name);
      to[name] = '\0';
      return true;
    }
    line += length;
    if (*line == '\n') ++line;
  }
  return false;
}

}  // namespace hgm
