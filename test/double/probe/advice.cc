// `== UFFDIO_API` and `== madvise`.
#include <fcntl.h>
#include <sys/mman.h>

#include "sections.h"

namespace probe {
namespace {

void offer(const char* label, uint64_t features, bool ioctls) {
  const long fd = raw(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);
  uffdio_api args = {UFFD_API, features, 0};
  const long result = raw(SYS_ioctl, fd, static_cast<long>(UFFDIO_API), pointer(&args));
  std::printf("  %s: ret=%ld errno=%s features=0x%llx", label, result < 0 ? -1L : 0L,
              result < 0 ? strerrorname_np(static_cast<int>(-result)) : "0", args.features);
  if (ioctls) std::printf(" ioctls=0x%llx", args.ioctls);
  std::printf("\n");
  raw(SYS_close, fd);
}

// One advice to one range of a mapping, and what became of its VMAs.
void range(const char* label, int advice, const Memory& memory, uint64_t offset, uint64_t length) {
  bool hm = false;
  char whole[80];
  std::snprintf(whole, sizeof whole, "%s, %d", label, advice);
  const int before = vmas(memory, memory.at + offset, &hm);
  answer(whole, raw(SYS_madvise, pointer(memory.at + offset), static_cast<long>(length), advice));
  const int after = vmas(memory, memory.at + offset, &hm);
  std::printf(" vmas %d->%d hm@addr=%d\n", before, after, hm ? 1 : 0);
}

void nowhere(int advice) {
  char label[80];
  std::snprintf(label, sizeof label, "madvise(NULL,0,%d)", advice);
  told(label, raw(SYS_madvise, 0, 0, advice));
  std::snprintf(label, sizeof label, "madvise(NULL,4096,%d) unmapped", advice);
  told(label, raw(SYS_madvise, 0, 4096, advice));
  std::snprintf(label, sizeof label, "madvise(1,0,%d) unaligned addr len0", advice);
  told(label, raw(SYS_madvise, 1, 0, advice));
}

void hugetlb(int advice) {
  const Memory one = hugeShared(4);
  range("hugetlb shared, len 0", advice, one, 0, 0);
  range("hugetlb shared, +1 byte", advice, one, 1, huge);
  range("hugetlb shared, one hugepage in middle", advice, one, huge, huge);
  smaps("after one-hugepage", one);
  range("hugetlb shared, whole VMA(s)", advice, one, 0, one.length);
  range("hugetlb shared, whole again", advice, one, 0, one.length);
  smaps("after whole", one);
  const Memory other = hugeShared(4);
  range("hugetlb shared, aligned start, len 4096", advice, other, 0, 4096);
  range("hugetlb shared, aligned start, len hp+4096", advice, other, 0, huge + 4096);
  range("hugetlb shared, +4096 start, len hp", advice, other, 4096, huge);
  range("hugetlb shared, len 1 (rounds to 4096)", advice, other, 0, 1);
  const Memory unreserved = hugeShared(4, MAP_NORESERVE);
  range("hugetlb shared NORESERVE, whole", advice, unreserved, 0, unreserved.length);
  const Memory readable = map(4 * huge, hugeFile(4), MAP_SHARED, PROT_READ);
  range("hugetlb shared PROT_READ, whole", advice, readable, 0, readable.length);
  const Memory secret = map(4 * huge, hugeFile(4), MAP_PRIVATE | MAP_NORESERVE);
  range("hugetlb memfd MAP_PRIVATE, whole", advice, secret, 0, secret.length);
}

void others(int advice) {
  const int sized = MAP_HUGETLB | (__builtin_ctzll(huge) << 26);
  const Memory hidden = map(huge, -1, MAP_PRIVATE | MAP_NORESERVE | sized);
  range("anon MAP_HUGETLB private", advice, hidden, 0, huge);
  const Memory open = map(huge, -1, MAP_SHARED | MAP_NORESERVE | sized);
  range("anon MAP_HUGETLB shared", advice, open, 0, huge);
  const Memory anonymous = map(k2M, -1, MAP_PRIVATE);
  range("anon private", advice, anonymous, 0, k2M);
  const Memory shared = map(k2M, -1, MAP_SHARED);
  range("anon shared (shmem)", advice, shared, 0, k2M);
  const Memory shmem = map(k2M, shmemFile(k2M), MAP_SHARED);
  range("shmem memfd shared", advice, shmem, 0, k2M);
}

}  // namespace

void apiSection() {
  std::printf("== UFFDIO_API\n");
  offer("features request 0", 0, true);
  for (unsigned bit = 0; bit < 20; ++bit) {
    char label[16];
    std::snprintf(label, sizeof label, "bit %2u", bit);
    offer(label, uint64_t{1} << bit, false);
  }
  for (const uint64_t bits : {0x2800ul, 0x2200ul, 0x2a00ul, 0x2400ul}) {
    char label[16];
    std::snprintf(label, sizeof label, "bits 0x%lx", bits);
    offer(label, bits, false);
  }
}

void adviceSection() {
  std::printf("== madvise hp=%lu\n", huge);
  for (const int advice : {kCollapse, kSplit, 74}) {
    nowhere(advice);
    hugetlb(advice);
    others(advice);
  }
  const Memory memory = hugeShared(2);
  const long self = raw(SYS_pidfd_open, raw(SYS_getpid), 0);
  struct {
    const void* at;
    uint64_t length;
  } vector = {memory.at, memory.length};
  for (const int advice : {kSplit, kCollapse}) {
    char label[64];
    std::snprintf(label, sizeof label, "process_madvise(self, hugetlb shared, %d)", advice);
    const long result = raw(SYS_process_madvise, self, pointer(&vector), 1, advice, 0);
    answer(label, result);
    std::printf(" ret=%ld\n", result < 0 ? -1L : result);
  }
}

}  // namespace probe
