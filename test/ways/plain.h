// What the programs of this folder share: memory that is aligned to a huge page, and a descriptor. Plain C,
// and no line of native/.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif
#ifndef UFFD_USER_MODE_ONLY
#define UFFD_USER_MODE_ONLY 1
#endif

enum by { BY_ALIAS, BY_CONTINUE, BY_COPY };

// Ends the program where a step that only prepares fails: what is asked was not asked then.
static inline void must(int good, const char* what) {
  if (good) return;
  fprintf(stderr, "%s: %s\n", what, strerror(errno));
  exit(1);
}

static inline size_t base_page(void) { return (size_t)sysconf(_SC_PAGESIZE); }

static inline enum by by_name(const char* name) {
  return strcmp(name, "alias") == 0 ? BY_ALIAS : strcmp(name, "continue") == 0 ? BY_CONTINUE : BY_COPY;
}

// So many bytes, aligned to `unit`: of a file, or anonymous memory where it is -1.
static inline char* room(int file, size_t bytes, size_t unit) {
  char* space = mmap(NULL, bytes + unit, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  must(space != MAP_FAILED, "mmap of a space");
  char* at = (char*)(((uintptr_t)space + unit - 1) / unit * unit);
  const int sharing = file < 0 ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED;
  at = mmap(at, bytes, PROT_READ | PROT_WRITE, sharing | MAP_FIXED, file, 0);
  must(at != MAP_FAILED, "mmap");
  return at;
}

static inline int memory_file(size_t bytes) {
  const int file = memfd_create("ways", MFD_CLOEXEC);
  must(file >= 0 && ftruncate(file, (off_t)bytes) == 0, "memfd_create");
  return file;
}

// A descriptor that the memory is registered with. -1: the kernel has no such mode.
static inline int registered(char* at, size_t bytes, uint64_t features, uint64_t mode) {
  int fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC | UFFD_USER_MODE_ONLY);
  if (fd < 0) fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC);  // 5.10 knows no user mode
  struct uffdio_api api = {UFFD_API, features, 0};
  must(fd >= 0 && ioctl(fd, UFFDIO_API, &api) == 0, "userfaultfd");
  struct uffdio_register args = {{(uintptr_t)at, bytes}, mode, 0};
  if (ioctl(fd, UFFDIO_REGISTER, &args) == 0) return fd;
  must(errno == EINVAL, "UFFDIO_REGISTER");
  return -1;
}

// A hole is a missing fault; with CONTINUE, a page of the file that is not mapped is a minor one besides.
static inline uint64_t mode_for(enum by by) {
  return UFFDIO_REGISTER_MODE_MISSING | (by == BY_CONTINUE ? UFFDIO_REGISTER_MODE_MINOR : 0);
}

static inline int continue_at(int fd, char* at, size_t bytes) {
  struct uffdio_continue args = {{(uintptr_t)at, bytes}, 0, 0};
  return ioctl(fd, UFFDIO_CONTINUE, &args);
}

static inline int copy_at(int fd, char* at, const char* from, size_t bytes) {
  struct uffdio_copy args = {(uintptr_t)at, (uintptr_t)from, bytes, 0, 0};
  return ioctl(fd, UFFDIO_COPY, &args);
}
