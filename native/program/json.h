// JSON, written to a descriptor through a buffer of its own.
#pragma once

#include <cstddef>
#include <cstdint>

namespace hgm {

// Without a space. Texts are escaped, so that any can be written; a line ends where `line()` says so.
class JsonWriter {
 public:
  explicit JsonWriter(int fd) : fd_(fd) {}
  JsonWriter(const JsonWriter&) = delete;
  JsonWriter& operator=(const JsonWriter&) = delete;

  void open(char bracket);
  void close(char bracket);
  JsonWriter& key(const char* name);
  void text(const char* value);
  void text(const char* value, size_t length);
  void raw(const char* value);
  void number(int64_t value);
  void hex(uint64_t value);
  void tenths(uint64_t value);
  // Null where it is not known.
  void numberIf(bool known, int64_t value);

  // Ends the line and hands all of it over. False where it could not be written; what comes later is dropped.
  bool line();
  // Something could not be written.
  bool failed() const { return failed_; }

 private:
  void separate();
  void digits(uint64_t value, unsigned base);
  void put(char letter);
  void flush();

  static constexpr size_t kRoom = size_t{64} * 1024;

  const int fd_;
  bool first_ = true;
  bool failed_ = false;
  size_t held_ = 0;
  char buffer_[kRoom];
};

}  // namespace hgm
