#include "program/json.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <initializer_list>

namespace hgm {

void JsonWriter::open(char bracket) {
  separate();
  put(bracket);
  first_ = true;
}

void JsonWriter::close(char bracket) {
  put(bracket);
  first_ = false;
}

JsonWriter& JsonWriter::key(const char* name) {
  text(name);
  put(':');
  first_ = true;
  return *this;
}

void JsonWriter::text(const char* value) { text(value, std::strlen(value)); }

// Bytes that are no ASCII are written as the character of that number: the text of files in /proc may have
// any, and a reader gets them back one by one.
void JsonWriter::text(const char* value, size_t length) {
  separate();
  put('"');
  for (size_t i = 0; i < length; ++i) {
    const auto byte = static_cast<unsigned char>(value[i]);
    if (byte >= ' ' && byte <= '~' && byte != '"' && byte != '\\') {
      put(static_cast<char>(byte));
      continue;
    }
    for (const char each : {'\\', 'u', '0', '0'}) put(each);
    put("0123456789abcdef"[byte >> 4]);
    put("0123456789abcdef"[byte & 15]);
  }
  put('"');
}

void JsonWriter::raw(const char* value) {
  separate();
  for (; *value != '\0'; ++value) put(*value);
}

void JsonWriter::number(int64_t value) {
  separate();
  if (value < 0) put('-');
  digits(value < 0 ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value), 10);
}

void JsonWriter::hex(uint64_t value) {
  raw("\"0x");
  digits(value, 16);
  put('"');
}

void JsonWriter::tenths(uint64_t value) {
  number(static_cast<int64_t>(value / 10));
  put('.');
  digits(value % 10, 10);
}

void JsonWriter::numberIf(bool known, int64_t value) {
  if (known) {
    number(value);
  } else {
    raw("null");
  }
}

bool JsonWriter::line() {
  put('\n');
  first_ = true;
  flush();
  return !failed_;
}

void JsonWriter::separate() {
  if (!first_) put(',');
  first_ = false;
}

void JsonWriter::digits(uint64_t value, unsigned base) {
  char text[20];
  size_t at = sizeof text;
  do {
    text[--at] = "0123456789abcdef"[value % base];
    value /= base;
  } while (value != 0);
  for (; at < sizeof text; ++at) put(text[at]);
}

void JsonWriter::put(char letter) {
  if (held_ == kRoom) flush();
  buffer_[held_++] = letter;
}

void JsonWriter::flush() {
  size_t at = 0;
  while (at < held_ && !failed_) {
    const ssize_t wrote = write(fd_, buffer_ + at, held_ - at);
    if (wrote > 0) at += static_cast<size_t>(wrote);
    failed_ = wrote < 0 && errno != EINTR;
  }
  held_ = 0;
}

}  // namespace hgm
