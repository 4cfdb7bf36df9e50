// The calls of the experiments `isolation` and `regain`, made the plain way: what their answers are held against.
// It asks more of each: every page beside the one that was filled, and of a huge page what the kernel's own table of
// pages says of it. It shares no line with native/.
//
//   calls HUGE_BYTES     prints a line for each question that the kernel can be asked:
//     isolation shmem alias 0      pages that nobody wrote and that read as if they had come
//     isolation shmem alias advised 511
//     regain shmem continue registered      one huge page, while registered; `after`: only then; or the errno
#include "plain.h"

#include <setjmp.h>
#include <signal.h>

static sigjmp_buf back;

static void caught(int signal) {
  (void)signal;
  siglongjmp(back, 1);
}

// Whether a page is there to be read.
static int reads(const volatile char *at) {
  if (sigsetjmp(back, 1) != 0) return 0;
  (void)*at;
  return 1;
}

static void isolation(size_t huge, int shared, enum by by, const char *name, int advised) {
  const size_t base = base_page(), filled = 5 * base;
  const int file = shared ? memory_file(huge) : -1;
  char *target = room(file, huge, huge);
  char *alias = shared ? room(file, huge, huge) : NULL;
  // EINVAL: a kernel without transparent huge pages, which has none to expose.
  if (advised) madvise(target, huge, MADV_HUGEPAGE);
  if (advised && shared) madvise(alias, huge, MADV_HUGEPAGE);
  const int fd = registered(target, huge, UFFD_FEATURE_SIGBUS, mode_for(by));
  if (fd < 0) return;
  if (by == BY_COPY) {
    char *source = room(-1, base, base);
    *source = 1;
    must(copy_at(fd, target + filled, source, base) == 0, "UFFDIO_COPY");
  } else {
    alias[filled] = 1;
    if (by == BY_CONTINUE) must(continue_at(fd, target + filled, base) == 0, "UFFDIO_CONTINUE");
  }
  int exposed = 0;
  for (size_t at = 0; at < huge; at += base) exposed += at != filled && reads(target + at);
  must(reads(target + filled) && target[filled] == 1, "the page that was filled");
  printf("isolation %s %s%s %d\n", shared ? "shmem" : "anonymous", name, advised ? " advised" : "", exposed);
}

static uint64_t word_at(const char *path, uint64_t index) {
  const int fd = open(path, O_RDONLY | O_CLOEXEC);
  uint64_t word = 0;
  must(fd >= 0 && pread(fd, &word, sizeof word, (off_t)(index * sizeof word)) == sizeof word, path);
  close(fd);
  return word;
}

// By the frame of each page, and by what the kernel says of that frame: head or tail of a compound page.
static int is_one(char *target, size_t huge) {
  const uint64_t frame_bits = (1ull << 55) - 1, head = 1ull << 15, tail = 1ull << 16;
  const size_t base = base_page(), pages = huge / base;
  uint64_t first = 0;
  for (size_t i = 0; i < pages; i++) {
    const uint64_t frame = word_at("/proc/self/pagemap", (uintptr_t)target / base + i) & frame_bits;
    if (i == 0) first = frame;
    must(frame != 0, "a frame number, which root alone is told,");
    if (frame != first + i || first % pages != 0) return 0;
    if ((word_at("/proc/kpageflags", frame) & (i == 0 ? head : tail)) == 0) return 0;
  }
  return 1;
}

static void regain(size_t huge, int shared, enum by by, const char *name) {
  const size_t base = base_page();
  const int file = shared ? memory_file(huge) : -1;
  char *target = room(file, huge, huge);
  char *source = by == BY_CONTINUE ? room(file, huge, base) : room(-1, huge, base);
  // Where a fault always brings a huge page, 6.1 brings one however the mapping lies.
  madvise(source, huge, MADV_NOHUGEPAGE);
  for (size_t at = 0; at < huge; at++) source[at] = (char)(at / base + at);
  const int fd = registered(target, huge, UFFD_FEATURE_SIGBUS, mode_for(by));
  if (fd < 0) return;
  for (size_t at = 0; at < huge; at += base) {
    const int put = by == BY_CONTINUE ? continue_at(fd, target + at, base)
                                      : copy_at(fd, target + at, source + at, base);
    must(put == 0, "a page to be served");
  }
  must(!is_one(target, huge), "base pages that are none");
  const char *when = "registered";
  int answer = madvise(target, huge, MADV_COLLAPSE);
  if (answer != 0) {
    struct uffdio_range range = {(uintptr_t)target, huge};
    must(ioctl(fd, UFFDIO_UNREGISTER, &range) == 0, "UFFDIO_UNREGISTER");
    when = "after";
    answer = madvise(target, huge, MADV_COLLAPSE);
  }
  if (answer != 0) when = strerrorname_np(errno);
  int wrong = 0;
  for (size_t at = 0; at < huge; at++) wrong += target[at] != (char)(at / base + at);
  must(wrong == 0, "the bytes afterwards");
  if (answer == 0 && !is_one(target, huge)) when = "not one";
  printf("regain %s %s %s\n", shared ? "shmem" : "anonymous", name, when);
}

int main(int count, char **words) {
  must(count == 2, "usage: calls HUGE_BYTES");
  const size_t huge = strtoul(words[1], NULL, 10);
  struct sigaction action = {.sa_handler = caught};
  must(sigaction(SIGBUS, &action, NULL) == 0, "sigaction");
  for (int advised = 0; advised < 2; advised++) {
    isolation(huge, 1, BY_ALIAS, "alias", advised);
    isolation(huge, 1, BY_CONTINUE, "continue", advised);
    isolation(huge, 1, BY_COPY, "copy", advised);
    isolation(huge, 0, BY_COPY, "copy", advised);
  }
  regain(huge, 1, BY_CONTINUE, "continue");
  regain(huge, 1, BY_COPY, "copy");
  regain(huge, 0, BY_COPY, "copy");
  return 0;
}
