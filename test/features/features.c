// What features of userfaultfd do on this kernel, call by call: what the rows `feature` and `track` are held against. It
// shares no line with native/, and has the structs of the headers that it is built with, but for what these lack.
//
//   features       prints a line `NAME ANSWER` for each: 1 where the behaviour was seen, 0 where it was not, `none` where
//                  the kernel does not offer the feature or refuses it
//
// Each question has a process of its own with a deadline.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { DEADLINE_S = 10, PAGES = 8 };

// Bits by number: a header may lack the newer ones (include/uapi/linux/userfaultfd.h).
#define BIT(n) ((uint64_t)1 << (n))
enum { FORK = 1, REMAP = 2, REMOVE = 3, UNMAP = 6, SIGBUS_BIT = 7, THREAD = 8, EXACT = 11, UNPOPULATED = 13, ASYNC = 15 };

// include/uapi/linux/fs.h, 6.7
struct scan {
  uint64_t size, flags, start, end, walk_end, vec, vec_len, max_pages, inverted, mask, anyof, returned;
};
struct found {
  uint64_t start, end, categories;
};
#define SCAN _IOWR('f', 16, struct scan)

static size_t page;
static sigjmp_buf back;

static void on_fault(int signal) { siglongjmp(back, signal); }

static void say(const char* name, const char* answer) {
  printf("%s %s\n", name, answer);
  fflush(stdout);
}

static void seen(const char* name, int is) { say(name, is ? "1" : "0"); }

static char* room(size_t pages) {
  char* at = mmap(NULL, pages * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (at == MAP_FAILED) exit(1);
  return at;
}

// Ends the question with `none` where the kernel refuses.
static int descriptor(const char* name, uint64_t features, char* at, size_t pages, uint64_t mode) {
  int fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC | 1);  // user mode only
  if (fd < 0) fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC);
  struct uffdio_api api = {UFFD_API, features, 0};
  struct uffdio_register args = {{(uintptr_t)at, pages * page}, mode, 0};
  if (fd < 0 || ioctl(fd, UFFDIO_API, &api) != 0 || ioctl(fd, UFFDIO_REGISTER, &args) != 0) {
    say(name, "none");
    exit(0);
  }
  return fd;
}

static int protect(int fd, char* at, size_t pages) {
  struct uffdio_writeprotect args = {{(uintptr_t)at, pages * page}, UFFDIO_WRITEPROTECT_MODE_WP};
  return ioctl(fd, UFFDIO_WRITEPROTECT, &args);
}

// Whether a store raises a signal.
static int stops(char* at) {
  const int signal = sigsetjmp(back, 1);
  if (signal == 0) *(volatile char*)at = 1;
  return signal != 0;
}

static int is_protected(const char* at) {
  uint64_t entry = 0;
  const int file = open("/proc/self/pagemap", O_RDONLY);
  if (pread(file, &entry, sizeof entry, (off_t)((uintptr_t)at / page * sizeof entry)) != sizeof entry) exit(1);
  close(file);
  return (entry >> 57 & 1) != 0;
}

static struct uffd_msg next(int fd) {
  struct uffd_msg message;
  if (read(fd, &message, sizeof message) != sizeof message) exit(1);
  return message;
}

static void fill(int fd, uint64_t at) {
  static char source[1 << 16];
  source[0] = 77;
  struct uffdio_copy args = {at / page * page, (uintptr_t)source, page, 0, 0};
  if (ioctl(fd, UFFDIO_COPY, &args) != 0) exit(1);
}

static pid_t toucher;

static void* touch(void* at) {
  toucher = (pid_t)syscall(SYS_gettid);
  return (void*)(intptr_t)*(volatile char*)at;
}

static void* write_one(void* at) {
  *(volatile char*)at = 2;
  return NULL;
}

// Questions

static void bare(void) {
  char* at = room(1);
  const int fd = descriptor("unpopulated-without", BIT(SIGBUS_BIT), at, 1, UFFDIO_REGISTER_MODE_WP);
  if (protect(fd, at, 1) != 0) exit(1);
  seen("unpopulated-without", stops(at));
}

static void unpopulated(void) {
  char* at = room(1);
  const int fd = descriptor("wp_unpopulated", BIT(SIGBUS_BIT) | BIT(UNPOPULATED), at, 1, UFFDIO_REGISTER_MODE_WP);
  if (protect(fd, at, 1) != 0) exit(1);
  seen("wp_unpopulated", stops(at));
}

static void async(void) {
  char* at = room(1);
  const int fd = descriptor("wp_async", BIT(SIGBUS_BIT) | BIT(ASYNC), at, 1, UFFDIO_REGISTER_MODE_WP);
  *at = 1;
  if (protect(fd, at, 1) != 0) exit(1);
  const int before = is_protected(at);
  const int stopped = stops(at);
  seen("wp_async", before && !stopped && !is_protected(at));
}

static void sigbus(void) {
  char* at = room(1);
  descriptor("sigbus", BIT(SIGBUS_BIT), at, 1, UFFDIO_REGISTER_MODE_MISSING);
  const int signal = sigsetjmp(back, 1);
  if (signal == 0) *(volatile char*)at;
  seen("sigbus", signal == SIGBUS);
}

// The message of a fault at an odd place, with and without a feature.
static struct uffd_msg told(const char* name, uint64_t features, char** at) {
  *at = room(1);
  const int fd = descriptor(name, features, *at, 1, UFFDIO_REGISTER_MODE_MISSING);
  pthread_t thread;
  pthread_create(&thread, NULL, touch, *at + 99);
  const struct uffd_msg message = next(fd);
  fill(fd, message.arg.pagefault.address);
  pthread_join(thread, NULL);
  return message;
}

static void exact(void) {
  char *with, *without;
  const uint64_t yes = told("exact_address", BIT(EXACT), &with).arg.pagefault.address - (uintptr_t)with;
  const uint64_t no = told("exact_address", 0, &without).arg.pagefault.address - (uintptr_t)without;
  seen("exact_address", yes == 99 && no == 0);
}

static void thread_id(void) {
  char* at;
  const int named = (pid_t)told("thread_id", BIT(THREAD), &at).arg.pagefault.feat.ptid == toucher;
  seen("thread_id", named && told("thread_id", 0, &at).arg.pagefault.feat.ptid == 0);
}

static void flag(void) {
  char* at = room(1);
  const int fd = descriptor("pagefault_flag_wp", 0, at, 1, UFFDIO_REGISTER_MODE_WP);
  *at = 1;
  if (protect(fd, at, 1) != 0) exit(1);
  pthread_t thread;
  pthread_create(&thread, NULL, write_one, at);
  seen("pagefault_flag_wp", (next(fd).arg.pagefault.flags & UFFD_PAGEFAULT_FLAG_WP) != 0);
}

static char *from, *to;

static void* give_up(void* unused) {
  madvise(from + page, page, MADV_DONTNEED);
  return unused;
}
static void* move(void* unused) {
  mremap(from, PAGES * page, PAGES * page, MREMAP_MAYMOVE | MREMAP_FIXED, to);
  return unused;
}
static void* drop(void* unused) {
  munmap(from, PAGES * page);
  return unused;
}

static struct uffd_msg event(const char* name, int bit, void* (*deed)(void*)) {
  from = room(PAGES);
  to = room(PAGES);
  const int fd = descriptor(name, BIT(bit), from, PAGES, UFFDIO_REGISTER_MODE_MISSING);
  pthread_t thread;
  pthread_create(&thread, NULL, deed, NULL);
  const struct uffd_msg message = next(fd);
  pthread_join(thread, NULL);
  return message;
}

static void removed(void) {
  const struct uffd_msg m = event("event_remove", REMOVE, give_up);
  seen("event_remove", m.event == UFFD_EVENT_REMOVE && m.arg.remove.start == (uintptr_t)from + page &&
                           m.arg.remove.end == (uintptr_t)from + 2 * page);
}

static void remapped(void) {
  const struct uffd_msg m = event("event_remap", REMAP, move);
  seen("event_remap", m.event == UFFD_EVENT_REMAP && m.arg.remap.from == (uintptr_t)from &&
                          m.arg.remap.to == (uintptr_t)to && m.arg.remap.len == PAGES * page);
}

static void unmapped(void) {
  const struct uffd_msg m = event("event_unmap", UNMAP, drop);
  seen("event_unmap", m.event == UFFD_EVENT_UNMAP && m.arg.remove.start == (uintptr_t)from &&
                          m.arg.remove.end == (uintptr_t)from + PAGES * page);
}

static void* fork_one(void* at) {
  const pid_t child = fork();
  if (child == 0) _exit(*(volatile char*)at);
  int status = 0;
  waitpid(child, &status, 0);
  return (void*)(intptr_t)WEXITSTATUS(status);
}

static void forked(void) {
  char* at = room(1);
  const int fd = descriptor("event_fork", BIT(FORK), at, 1, UFFDIO_REGISTER_MODE_MISSING);
  pthread_t thread;
  pthread_create(&thread, NULL, fork_one, at);
  const struct uffd_msg message = next(fd);
  if (message.event != UFFD_EVENT_FORK) exit(1);
  const int child = (int)message.arg.fork.ufd;
  fill(child, next(child).arg.pagefault.address);
  void* byte = NULL;
  pthread_join(thread, &byte);
  seen("event_fork", (intptr_t)byte == 77);
}

// Within one page table that is there: where there is none, the scan of some kernels (6.18.15, 6.19.14, 7.0.13)
// protects nothing, and where mmap puts pages is chance.
static char* room_in_a_table(size_t pages) {
  const uintptr_t length = pages * page;
  char* at = (char*)(((uintptr_t)room(2 * pages) + length - 1) & ~(length - 1));
  at[length - 1] = 1;
  return at;
}

static void written(void) {
  char* at = room_in_a_table(PAGES);
  descriptor("written", BIT(ASYNC), at, PAGES, UFFDIO_REGISTER_MODE_WP);
  const int file = open("/proc/self/pagemap", O_RDONLY);
  struct found pages[PAGES];
  struct scan args = {sizeof args, 3, (uintptr_t)at, (uintptr_t)at + PAGES * page, 0, (uintptr_t)pages, PAGES, 0, 0, 2, 0, 2};
  if (ioctl(file, SCAN, &args) < 0) return say("written", "none");
  at[page] = at[6 * page] = 1;
  args.flags = 0;
  const int count = ioctl(file, SCAN, &args);
  seen("written", count == 2 && pages[0].start == (uintptr_t)at + page && pages[0].end == pages[0].start + page &&
                      pages[1].start == (uintptr_t)at + 6 * page && pages[1].end == pages[1].start + page);
}

static void soft_dirty(void) {
  char* at = room(2);
  at[0] = at[page] = 1;
  const int clear = open("/proc/self/clear_refs", O_WRONLY);
  if (clear < 0 || write(clear, "4", 1) != 1) return say("soft_dirty", "none");
  at[page] = 2;
  uint64_t entries[2] = {0, 0};
  const int file = open("/proc/self/pagemap", O_RDONLY);
  if (pread(file, entries, sizeof entries, (off_t)((uintptr_t)at / page * 8)) != sizeof entries) exit(1);
  seen("soft_dirty", (entries[0] >> 55 & 1) == 0 && (entries[1] >> 55 & 1) == 1);
}

int main(void) {
  void (*const questions[])(void) = {bare, unpopulated, async, sigbus, exact, thread_id, flag,
                                     removed, remapped, unmapped, forked, written, soft_dirty};
  page = (size_t)sysconf(_SC_PAGESIZE);
  for (size_t i = 0; i < sizeof questions / sizeof *questions; ++i) {
    const pid_t child = fork();
    if (child == 0) {
      signal(SIGBUS, on_fault);
      alarm(DEADLINE_S);
      questions[i]();
      fflush(stdout);
      _exit(0);
    }
    waitpid(child, NULL, 0);
  }
  return 0;
}
