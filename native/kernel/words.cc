#include "kernel/words.h"

#include <cstring>

namespace hgm {
namespace {

bool isBlank(char letter) { return letter == ' ' || letter == '\t'; }
bool isEnd(char letter) { return letter == '\0' || letter == '\n'; }

unsigned digitOf(char letter) {
  if (letter >= '0' && letter <= '9') return static_cast<unsigned>(letter - '0');
  if (letter >= 'a' && letter <= 'f') return static_cast<unsigned>(letter - 'a' + 10);
  return 99;
}

}  // namespace

void Words::skipBlanks() {
  while (isBlank(*at_)) ++at_;
}

bool Words::take(const char* word) {
  skipBlanks();
  const size_t length = std::strlen(word);
  if (std::strncmp(at_, word, length) != 0) return false;
  const char after = at_[length];
  if (!isBlank(after) && !isEnd(after)) return false;
  at_ += length;
  return true;
}

bool Words::number(int64_t& value) {
  skipBlanks();
  const char* from = at_;
  const bool negative = *from == '-';
  if (negative) ++from;
  const bool hex = from[0] == '0' && from[1] == 'x';
  if (hex) from += 2;
  const unsigned base = hex ? 16 : 10;
  uint64_t whole = 0;
  const char* to = from;
  for (; digitOf(*to) < base; ++to) {
    if (whole > (UINT64_MAX - digitOf(*to)) / base) return false;
    whole = whole * base + digitOf(*to);
  }
  if (to == from || (!isBlank(*to) && !isEnd(*to))) return false;
  value = static_cast<int64_t>(negative ? 0 - whole : whole);
  at_ = to;
  return true;
}

bool Words::word(char* to, size_t room, char until) {
  skipBlanks();
  size_t length = 0;
  while (!isBlank(at_[length]) && !isEnd(at_[length]) && at_[length] != until) ++length;
  if (length == 0 || length >= room) return false;
  std::memcpy(to, at_, length);
  to[length] = '\0';
  at_ += length;
  if (*at_ == until && until != ' ') ++at_;
  return true;
}

bool Words::lineEnds() {
  skipBlanks();
  if (!isEnd(*at_)) return false;
  if (*at_ == '\n') ++at_;
  return true;
}

}  // namespace hgm
