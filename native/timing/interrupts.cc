#include "timing/interrupts.h"

#include <fcntl.h>
#include <sys/syscall.h>

#include <cstring>

namespace hgm {
namespace {

// Reads the table as kernel/irq/proc.c (show_interrupts) writes it: a line of names, `CPU0 CPU2`, of the
// CPUs that are online, then lines of `name: count count text`. Words are all it looks at.
class Column {
 public:
  explicit Column(int cpu) : cpu_(cpu) {}

  void take(char letter) {
    if (letter != ' ' && letter != '\n') {
      if (length_ < sizeof word_) word_[length_++] = letter;
      return;
    }
    if (length_ != 0) word();
    length_ = 0;
    if (letter != '\n') return;
    header_ = false;
    at_ = -1;  // the line's name comes before the first column
  }

  int64_t sum() const { return column_ < 0 ? -1 : sum_; }

 private:
  void word() {
    if (header_) {
      if (length_ > 3 && number(3) == cpu_) column_ = at_;
    } else if (at_ == column_ && column_ >= 0 && number(0) >= 0) {
      sum_ += number(0);
    }
    ++at_;
  }

  // The word from there on as a number, or -1.
  int64_t number(size_t from) const {
    int64_t value = 0;
    for (size_t i = from; i < length_; ++i) {
      if (word_[i] < '0' || word_[i] > '9') return -1;
      value = value * 10 + (word_[i] - '0');
    }
    return value;
  }

  const int cpu_;
  char word_[18];  // more digits than a counter has
  size_t length_ = 0;
  bool header_ = true;
  int at_ = 0;
  int column_ = -1;
  int64_t sum_ = 0;
};

}  // namespace

int64_t interruptsOf(Kernel& kernel, int cpu) {
  const char* path = "/proc/interrupts";
  const long fd = kernel.call(SYS_openat, AT_FDCWD, pointerTo(path), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return -1;
  Column column(cpu);
  char text[4096];
  long got = 0;
  while ((got = kernel.call(SYS_read, fd, pointerTo(text), sizeof text)) > 0) {
    for (long i = 0; i < got; ++i) column.take(text[i]);
  }
  kernel.call(SYS_close, fd);
  return got < 0 ? -1 : column.sum();
}

}  // namespace hgm
