// Words and numbers of a text, one after the other.
#pragma once

#include <cstddef>
#include <cstdint>

namespace hgm {

// Reads a text that ends in a zero byte and that stays where it is.
class Words {
 public:
  explicit Words(const char* text) : at_(text) {}

  // Whether the next word is that one, which is passed over then.
  bool take(const char* word);
  // A decimal number with an optional sign, or 0x and hexadecimal digits. False, and nothing passed over, for
  // anything else and for one that 64 bits do not hold.
  bool number(int64_t& value);
  // A word up to a blank, the `until` or the end of the line, copied. False where `room` is too small or it
  // is empty.
  bool word(char* to, size_t room, char until = ' ');
  // The end of the line, which is passed over.
  bool lineEnds();
  bool ends() const { return *at_ == '\0'; }

 private:
  void skipBlanks();

  const char* at_;
};

}  // namespace hgm
