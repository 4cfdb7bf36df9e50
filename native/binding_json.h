// JSON, written into a string.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

namespace hgm {

// Without a space. Every text is a name of this program, without a character that wants escaping.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& to) : to_(to) {}

  void open(char bracket) {
    separate();
    to_ += bracket;
    first_ = true;
  }
  void close(char bracket) {
    to_ += bracket;
    first_ = false;
  }
  JsonWriter& key(const char* name) {
    text(name);
    to_ += ':';
    first_ = true;
    return *this;
  }
  void text(const char* value) {
    separate();
    to_ += '"';
    to_.append(value, std::strlen(value));
    to_ += '"';
  }
  void raw(const char* value) {
    separate();
    to_.append(value, std::strlen(value));
  }
  void number(int64_t value) {
    separate();
    if (value < 0) to_ += '-';
    digits(value < 0 ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value), 10);
  }
  void hex(uint64_t value) {
    separate();
    to_ += "\"0x";
    digits(value, 16);
    to_ += '"';
  }
  void tenths(uint64_t value) {
    number(static_cast<int64_t>(value / 10));
    to_ += '.';
    digits(value % 10, 10);
  }
  // Null where it is not known.
  void numberIf(bool known, int64_t value) {
    if (known) {
      number(value);
    } else {
      raw("null");
    }
  }

 private:
  void separate() {
    if (!first_) to_ += ',';
    first_ = false;
  }
  void digits(uint64_t value, unsigned base) {
    char text[20];
    size_t at = sizeof text;
    do {
      text[--at] = "0123456789abcdef"[value % base];
      value /= base;
    } while (value != 0);
    to_.append(text + at, sizeof text - at);
  }

  std::string& to_;
  bool first_ = true;
};

}  // namespace hgm
