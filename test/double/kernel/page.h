// Text that is read whole, changed line by line and handed out as a file. Memory comes from mmap: there is no
// heap here.
#pragma once

#include <cstddef>
#include <cstdint>

namespace twin {

class Page {
 public:
  Page();
  ~Page();
  Page(const Page&) = delete;
  Page& operator=(const Page&) = delete;

  // Reads the real file. Returns 0 or a negative errno.
  long read(const char* path);
  // The next line of what was read, without its newline; nullptr at the end. Its end may be written to.
  char* nextLine();

  void put(const char* text);
  void line(const char* text);
  void hex(uint64_t value);
  void decimal(uint64_t value, size_t width = 0);

  // What was put, as a file: a descriptor or a negative errno.
  long open();

 private:
  static constexpr size_t kBytes = size_t{64} << 20;  // reserved, used as far as needed
  char* in_;
  char* out_;
  size_t length_ = 0, at_ = 0, written_ = 0;
};

}  // namespace twin
