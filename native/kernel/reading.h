// Files and folders of the kernel, read without a surprise.
#pragma once

#include <cstddef>
#include <cstdint>

namespace hgm {

// A path that is put together.
class Path {
 public:
  explicit Path(const char* text) { add(text); }
  Path& add(const char* text);
  Path& add(const char* text, size_t length);
  Path& add(uint64_t number);
  // Empty where it would be longer than there is room for: nothing has that name.
  const char* text() const { return text_; }

 private:
  static constexpr size_t kRoom = 4096;

  char text_[kRoom] = "";
  size_t length_ = 0;
};

struct Content {
  long length;  // or minus the errno
  bool cut;     // the file goes on
};

// The beginning of a regular file, with a zero byte after it. What is none is not opened: EINVAL.
Content readFile(const char* path, char* to, size_t room);

// A file of one whole number; -1 for anything else.
int64_t readCount(const char* path);

constexpr const char* kPools = "/sys/kernel/mm/hugepages";
// A file of the pool of that page size, such as `free_hugepages`; -1 where it does not tell.
int64_t poolCounter(uint64_t pageBytes, const char* name);

// Calls back for each entry but `.` and `..`. Returns 0, or minus the errno.
long eachName(const char* path, void (*each)(void* to, const char* name), void* to);

// Bytes of the huge page size whose folder has that name; 0 for any other.
uint64_t pageBytesOf(const char* name);

}  // namespace hgm
