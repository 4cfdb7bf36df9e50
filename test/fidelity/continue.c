// UFFDIO_CONTINUE, timed the plain way: what the addon's figures are held against. It makes the same mappings and
// the same resets as native/timing/series/continue.cc, keeps its samples in an array, and shares no line with it.
//
//   continue shmem|hugetlb SAMPLES CPU     prints {"p50": ns, "p99": ns}; 1 and a line on stderr where a call fails
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define MOST 256

static void *check(int good, const char *what) {
  if (!good) {
    perror(what);
    exit(1);
  }
  return NULL;
}

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static int ascending(const void *a, const void *b) {
  const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return (x > y) - (x < y);
}

static void enroll(int fd, void *at, size_t length) {
  struct uffdio_register args = {{(uintptr_t)at, length}, UFFDIO_REGISTER_MODE_MINOR, 0};
  check(ioctl(fd, UFFDIO_REGISTER, &args) == 0, "UFFDIO_REGISTER");
}

int main(int count, char **words) {
  check(count == 4, "usage: continue shmem|hugetlb SAMPLES CPU");
  const int huge = strcmp(words[1], "hugetlb") == 0;
  const size_t samples = strtoul(words[2], NULL, 10);
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  CPU_SET(atoi(words[3]), &cpus);
  check(sched_setaffinity(0, sizeof cpus, &cpus) == 0, "sched_setaffinity");

  // 256 pages of shmem in one mapping, or one huge page in sixteen.
  const size_t unit = huge ? (size_t)2 << 20 : (size_t)sysconf(_SC_PAGESIZE);
  const size_t calls = huge ? 16 : 256;
  const size_t length = huge ? unit : calls * unit;
  const int file = memfd_create("fidelity", MFD_CLOEXEC | (huge ? MFD_HUGETLB | 21u << MAP_HUGE_SHIFT : 0));
  check(file >= 0 && ftruncate(file, (off_t)length) == 0, "memfd");
  char *alias = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  check(alias != MAP_FAILED, "mmap of the alias");
  for (size_t at = 0; at < length; at += unit) alias[at] = 1;

  const int fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK | UFFD_USER_MODE_ONLY);
  struct uffdio_api api = {UFFD_API, 0, 0};
  check(fd >= 0 && ioctl(fd, UFFDIO_API, &api) == 0, "userfaultfd");
  char *pages[MOST];
  char *mappings[MOST];
  const size_t mapped = huge ? calls : 1;
  for (size_t i = 0; i < mapped; i++) {
    mappings[i] = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, file, 0);
    check(mappings[i] != MAP_FAILED, "mmap");
    enroll(fd, mappings[i], length);
  }
  for (size_t i = 0; i < calls; i++) pages[i] = huge ? mappings[i] : mappings[0] + i * unit;

  uint64_t *taken = malloc((samples + 1) * sizeof *taken);
  memset(taken, 0xff, (samples + 1) * sizeof *taken);
  const size_t warm = 65;  // the cold first call and the warm-up
  for (size_t i = 0, done = 0; done < samples + warm; done++) {
    struct uffdio_continue args = {{(uintptr_t)pages[i], unit}, 0, 0};
    const uint64_t before = now();
    const int result = ioctl(fd, UFFDIO_CONTINUE, &args);
    const uint64_t after = now();
    check(result == 0, "UFFDIO_CONTINUE");
    if (done >= warm) taken[done - warm] = after - before;
    if (++i < calls) continue;
    i = 0;
    for (size_t each = 0; each < mapped; each++)
      check(madvise(mappings[each], length, MADV_DONTNEED) == 0, "MADV_DONTNEED");
  }
  qsort(taken, samples, sizeof *taken, ascending);
  printf("{\"p50\": %lu, \"p99\": %lu}\n", taken[(samples + 1) / 2 - 1], taken[(samples * 99 + 99) / 100 - 1]);
  return 0;
}
