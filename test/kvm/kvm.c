// What the kernel answers where a guest's memory is served by userfaultfd, call by call: what the rows of `kvm` and
// `gmem` are held against. It shares no line with native/.
//
//   kvm [GROUP]...       prints a line `NAME ANSWER` for each call; all groups, or those named
//
// An answer is 0 or the name of an errno; of KVM_RUN the exit reason (`exit=5` is HLT, `exit=6` is MMIO) or the errno
// and the exit reason (`EINTR exit=10`: it ran until it was stopped); of the second stage how many pages of each size it maps (`4k=512 2m=0 1g=0`, `none` where the
// kernel does not count them). A page is asked for in two ways, one after the other: `prefault` by
// KVM_PRE_FAULT_MEMORY, `run` by a vCPU whose next instruction lies on it.
//
// Each group has a process of its own with a deadline. It wants root, /dev/kvm and free pages of 2 MiB; it changes
// shmem_enabled for the group `alias` and puts it back.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "uapi.h"

enum { DEADLINE_S = 30 };

static const uint64_t kHuge = 2 << 20;
static const uint64_t kGuest = 1u << 30;  // where the memory lies for the guest
static uint64_t base;                     // a base page

// Ends the group where a step that only prepares fails: what is asked was not asked then.
static void must(int good, const char *what) {
  if (good) return;
  printf("failed %s: %s\n", what, strerror(errno));
  exit(1);
}

// "0", or the errno of the call that has just been made.
static const char *word(int result) { return result >= 0 ? "0" : strerrorname_np(errno); }

#define ANSWER(answer, ...) (printf(__VA_ARGS__), printf(" %s\n", answer))

// Memory

enum memory { ANONYMOUS, SHMEM, HUGETLB };
static const char *const kMemory[] = {"anonymous", "shmem", "hugetlb"};

static int file_of(enum memory memory, uint64_t bytes) {
  const unsigned flags = memory == HUGETLB ? MFD_HUGETLB | 21u << 26 : 0;  // 21: 2 MiB
  const int file = (int)syscall(SYS_memfd_create, "kvm", flags);
  must(file >= 0 && ftruncate(file, (off_t)bytes) == 0, "memfd_create");
  return file;
}

// Aligned to a huge page; of a file, or anonymous where it is -1.
static uint8_t *mapped(int file, uint64_t bytes) {
  uint8_t *space = mmap(NULL, bytes + kHuge, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  must(space != MAP_FAILED, "mmap of a space");
  uint8_t *at = (uint8_t *)(((uintptr_t)space + kHuge - 1) / kHuge * kHuge);
  const int sharing = file < 0 ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED;
  at = mmap(at, bytes, PROT_READ | PROT_WRITE, sharing | MAP_FIXED, file, 0);
  must(at != MAP_FAILED, "mmap");
  return at;
}

// An instruction that leaves the guest at once, over and over: HLT, and for arm64 a store to address 0, where there
// is no memory: STR W0, [X1].
static void fill(uint8_t *at, uint64_t bytes) {
#ifdef __x86_64__
  memset(at, 0xf4, bytes);
#else
  for (uint64_t i = 0; i < bytes; i += 4) *(uint32_t *)(at + i) = 0xb9000020;
#endif
}

// userfaultfd

static int descriptor(int flags, uint64_t features) {
  const int fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK | flags);
  must(fd >= 0, "userfaultfd");
  struct uffdio_api api = {UFFD_API, features, 0};
  if (ioctl(fd, UFFDIO_API, &api) == 0) return fd;
  close(fd);
  return -1;
}

static int register_with(int fd, uint8_t *at, uint64_t bytes, uint64_t mode) {
  struct uffdio_register args = {{(uintptr_t)at, bytes}, mode, 0};
  return ioctl(fd, UFFDIO_REGISTER, &args);
}

static int continue_at(int fd, uint8_t *at, uint64_t bytes) {
  struct uffdio_continue args = {{(uintptr_t)at, bytes}, 0, 0};
  return ioctl(fd, UFFDIO_CONTINUE, &args);
}

static int copy_at(int fd, uint8_t *at, const uint8_t *from, uint64_t bytes) {
  struct uffdio_copy args = {(uintptr_t)at, (uintptr_t)from, bytes, 0, 0};
  return ioctl(fd, UFFDIO_COPY, &args);
}

// Faults end in SIGBUS, so a guest that meets one gets an answer and nobody has to serve it.
static int sigbus(enum memory memory, int is_minor) {
  const uint64_t minor = memory == HUGETLB ? UFFD_FEATURE_MINOR_HUGETLBFS : UFFD_FEATURE_MINOR_SHMEM;
  const uint64_t missing = memory == HUGETLB ? UFFD_FEATURE_MISSING_HUGETLBFS
                           : memory == SHMEM ? UFFD_FEATURE_MISSING_SHMEM
                                             : 0;
  const int fd = descriptor(0, UFFD_FEATURE_SIGBUS | (is_minor ? minor : missing));
  must(fd >= 0, "UFFDIO_API");
  return fd;
}

// KVM

struct machine {
  int vm, vcpu;
  struct kvm_run *run;
};

static int device;

static int set_memslot(int vm, uint64_t at, const uint8_t *memory, uint64_t bytes, uint32_t flags) {
  struct kvm_userspace_memory_region args = {0, flags, at, bytes, (uintptr_t)memory};
  return ioctl(vm, KVM_SET_USER_MEMORY_REGION, &args);
}

static int new_vm(void) {
  const int vm = ioctl(device, KVM_CREATE_VM, 0);
  must(vm >= 0, "KVM_CREATE_VM");
  return vm;
}

static struct machine with_vcpu(int vm) {
  struct machine machine = {vm, ioctl(vm, KVM_CREATE_VCPU, 0), NULL};
  must(machine.vcpu >= 0, "KVM_CREATE_VCPU");
  const int bytes = ioctl(device, KVM_GET_VCPU_MMAP_SIZE, 0);
  machine.run = mmap(NULL, (size_t)bytes, PROT_READ | PROT_WRITE, MAP_SHARED, machine.vcpu, 0);
  must(machine.run != MAP_FAILED, "mmap of a vCPU");
#ifdef __aarch64__
  struct kvm_vcpu_init init;
  must(ioctl(vm, KVM_ARM_PREFERRED_TARGET, &init) == 0, "KVM_ARM_PREFERRED_TARGET");
  must(ioctl(machine.vcpu, KVM_ARM_VCPU_INIT, &init) == 0, "KVM_ARM_VCPU_INIT");
#endif
  return machine;
}

static struct machine machine_of(uint64_t at, const uint8_t *memory, uint64_t bytes) {
  const int vm = new_vm();
  must(set_memslot(vm, at, memory, bytes, 0) == 0, "KVM_SET_USER_MEMORY_REGION");
  return with_vcpu(vm);
}

static int prefault(const struct machine *machine, uint64_t at, uint64_t bytes) {
  struct pre_fault args = {.guest_address = at, .bytes = bytes};
  int result;
  do result = ioctl(machine->vcpu, PRE_FAULT_MEMORY, &args);
  while (result < 0 && (errno == EINTR || errno == EAGAIN));
  return result;
}

// Without paging of its own, a guest's addresses are those of its memory; on x86-64 behind the base of CS, in real mode.
static void set_next_instruction(const struct machine *machine, uint64_t at) {
#ifdef __x86_64__
  struct kvm_sregs sregs;
  must(ioctl(machine->vcpu, KVM_GET_SREGS, &sregs) == 0, "KVM_GET_SREGS");
  sregs.cs.base = at;
  must(ioctl(machine->vcpu, KVM_SET_SREGS, &sregs) == 0, "KVM_SET_SREGS");
  struct kvm_regs regs = {.rip = 0, .rflags = 2};
  must(ioctl(machine->vcpu, KVM_SET_REGS, &regs) == 0, "KVM_SET_REGS");
#else
  struct kvm_one_reg pc = {KVM_REG_ARM64 | KVM_REG_SIZE_U64 | KVM_REG_ARM_CORE | KVM_REG_ARM_CORE_REG(regs.pc),
                           (uintptr_t)&at};
  must(ioctl(machine->vcpu, KVM_SET_ONE_REG, &pc) == 0, "KVM_SET_ONE_REG");
#endif
}

static void ticked(int signal) { (void)signal; }

// A vCPU may run for ever: on arm64 a page of zeros is an exception after the other. A signal ends it, and comes again
// in case it came too early.
static timer_t start_ticking(void) {
  struct sigaction action = {.sa_handler = ticked};
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
  const struct itimerspec each = {{1, 0}, {1, 0}};
  timer_t timer;
  must(sigaction(SIGUSR1, &action, NULL) == 0 && timer_create(CLOCK_MONOTONIC, &event, &timer) == 0 &&
           timer_settime(timer, 0, &each, NULL) == 0,
       "a timer");
  return timer;
}

static const char *run(const struct machine *machine) {
  static char text[64];
  machine->run->exit_reason = 0;
  const timer_t timer = start_ticking();
  const int result = ioctl(machine->vcpu, KVM_RUN, 0);
  const int error = errno;
  timer_delete(timer);
  errno = error;
  if (result < 0)
    snprintf(text, sizeof text, "%s exit=%u", strerrorname_np(errno), machine->run->exit_reason);
  else
    snprintf(text, sizeof text, "exit=%u", machine->run->exit_reason);
  return text;
}

static const char *run_at(const struct machine *machine, uint64_t at) {
  set_next_instruction(machine, at);
  return run(machine);
}

// Has the second stage map a range: by vCPUs where there is no other way.
static void touch(const struct machine *machine, uint64_t at, uint64_t bytes) {
  if (prefault(machine, at, bytes) == 0) return;
  for (uint64_t page = 0; page < bytes; page += base) run_at(machine, at + page);
}

static const char *pages(int vm) {
  static char text[96];
  static const char *const names[] = {"pages_4k", "pages_2m", "pages_1g"};
  long long found[] = {-1, -1, -1};
  const int fd = ioctl(vm, KVM_GET_STATS_FD, NULL);
  if (fd < 0) return word(fd);
  struct kvm_stats_header header;
  must(pread(fd, &header, sizeof header, 0) == sizeof header, "the header of the counters");
  const size_t size = sizeof(struct kvm_stats_desc) + header.name_size;
  struct kvm_stats_desc *each = malloc(size);
  for (uint32_t i = 0; i < header.num_desc; i++) {
    must(pread(fd, each, size, (off_t)(header.desc_offset + i * size)) == (ssize_t)size, "a counter");
    for (int k = 0; k < 3; k++)
      if (strcmp(each->name, names[k]) == 0)
        must(pread(fd, &found[k], sizeof found[k], (off_t)(header.data_offset + each->offset)) == sizeof found[k],
             names[k]);
  }
  close(fd);
  if (found[0] < 0) return "none";
  snprintf(text, sizeof text, "4k=%lld 2m=%lld 1g=%lld", found[0], found[1], found[2]);
  return text;
}

// Both ways, in this order: what a vCPU does is seen by the second.
static void look(const struct machine *machine, uint64_t at, const char *name) {
  ANSWER(word(prefault(machine, at, base)), "%s.prefault", name);
  ANSWER(run_at(machine, at), "%s.run", name);
}

// The groups

static void setting(const char *name, const char *path) {
  char text[64] = "";
  const int fd = open(path, O_RDONLY);
  if (fd < 0) {
    ANSWER(word(fd), "setting.%s", name);
    return;
  }
  must(read(fd, text, sizeof text - 1) > 0, path);
  text[strcspn(text, "\n")] = '\0';
  ANSWER(text, "setting.%s", name);
}

static void group_open(void) {
  printf("api %d\n", ioctl(device, KVM_GET_API_VERSION, 0));
  const int vm = new_vm();
  static const int caps[] = {KVM_CAP_SYNC_MMU, KVM_CAP_MEMORY_FAULT_INFO, KVM_CAP_GUEST_MEMFD,
                             KVM_CAP_PRE_FAULT_MEMORY, KVM_CAP_GUEST_MEMFD_FLAGS};
  for (size_t i = 0; i < sizeof caps / sizeof *caps; i++)
    printf("cap.%d %d\n", caps[i], ioctl(vm, KVM_CHECK_EXTENSION, caps[i]));
  setting("eager_page_split", "/sys/module/kvm/parameters/eager_page_split");
  setting("nx_huge_pages", "/sys/module/kvm/parameters/nx_huge_pages");
  setting("tdp_mmu", "/sys/module/kvm/parameters/tdp_mmu");
  setting("npt", "/sys/module/kvm_amd/parameters/npt");
  // A slot flag that was posted and never merged. Older kernels have only the older call, with the same flags.
  struct memslot2 args = {.flags = MEMSLOT_USERFAULT,
                          .guest_address = kGuest,
                          .bytes = kHuge,
                          .user_address = (uintptr_t)mapped(-1, kHuge)};
  ANSWER(word(ioctl(vm, SET_MEMSLOT2, &args)), "memslot.userfault");
}

// One page is served, the first of its memory; the second lies in the file or nowhere, and is not.
static void serve(enum memory memory, int by_continue) {
  const uint64_t page = memory == HUGETLB ? kHuge : base;
  const int file = memory == ANONYMOUS ? -1 : file_of(memory, 2 * kHuge);
  uint8_t *at = mapped(file, 2 * kHuge);
  const int fd = sigbus(memory, by_continue);
  const uint64_t mode = by_continue ? UFFDIO_REGISTER_MODE_MINOR : UFFDIO_REGISTER_MODE_MISSING;
  must(register_with(fd, at, 2 * kHuge, mode) == 0, "UFFDIO_REGISTER");
  if (by_continue) fill(mapped(file, 2 * kHuge), 2 * page);
  const struct machine machine = machine_of(kGuest, at, 2 * kHuge);
  char name[96];
  const char *by = by_continue ? "continue" : "copy";
#define LOOK(what, where) \
  (snprintf(name, sizeof name, "fault.%s.%s.%s", kMemory[memory], by, what), look(&machine, where, name))
  LOOK("before", kGuest);
  if (by_continue && page > base)
    ANSWER(word(continue_at(fd, at, base)), "fault.%s.%s.part", kMemory[memory], by);
  if (!by_continue) {
    uint8_t *source = mapped(-1, page);
    fill(source, page);
    if (page > base) ANSWER(word(copy_at(fd, at, source, base)), "fault.%s.%s.part", kMemory[memory], by);
    ANSWER(word(copy_at(fd, at, source, page)), "fault.%s.%s.serve", kMemory[memory], by);
  } else {
    ANSWER(word(continue_at(fd, at, page)), "fault.%s.%s.serve", kMemory[memory], by);
  }
  LOOK("after", kGuest);
  LOOK("neighbour", kGuest + page);
#undef LOOK
  ANSWER(pages(machine.vm), "fault.%s.%s.pages", kMemory[memory], by);
}

static void group_anonymous(void) { serve(ANONYMOUS, 0); }
static void group_shmem(void) {
  serve(SHMEM, 1);
  serve(SHMEM, 0);
}
static void group_hugetlb(void) {
  serve(HUGETLB, 1);
  serve(HUGETLB, 0);
}

// A descriptor for faults of user mode only leaves those of a vCPU unanswered.
static void group_usermode(void) {
  const int file = file_of(SHMEM, kHuge);
  uint8_t *at = mapped(file, kHuge);
  fill(mapped(file, kHuge), kHuge);
  const int fd = descriptor(UFFD_USER_MODE_ONLY, UFFD_FEATURE_MINOR_SHMEM);
  must(fd >= 0 && register_with(fd, at, kHuge, UFFDIO_REGISTER_MODE_MINOR) == 0, "UFFD_USER_MODE_ONLY");
  const struct machine machine = machine_of(kGuest, at, kHuge);
  look(&machine, kGuest, "usermode");
}

// The first instruction of a vCPU that nobody has touched lies 16 bytes below 4 GiB (arm64: where it is told to).
static void group_reset(void) {
  const uint64_t top = 0x100000000 - kHuge;
  const int file = file_of(SHMEM, kHuge);
  uint8_t *at = mapped(file, kHuge);
  must(register_with(sigbus(SHMEM, 0), at, kHuge, UFFDIO_REGISTER_MODE_MISSING) == 0, "UFFDIO_REGISTER");
  struct machine machine = machine_of(top, at, kHuge);
#ifdef __aarch64__
  set_next_instruction(&machine, top);
#endif
  ANSWER(run(&machine), "reset.missing");
  const uint8_t *details = (const uint8_t *)&machine.run->hw;
  uint64_t first[3];
  memcpy(first, details, sizeof first);
  printf("reset.details %llx %llx %llx\n", (unsigned long long)first[0], (unsigned long long)first[1],
         (unsigned long long)first[2]);
  // Memory that nobody may touch, and no userfaultfd.
  uint8_t *closed = mapped(-1, kHuge);
  must(mprotect(closed, kHuge, PROT_NONE) == 0, "mprotect");
  machine = machine_of(top, closed, kHuge);
#ifdef __aarch64__
  set_next_instruction(&machine, top);
#endif
  ANSWER(run(&machine), "reset.closed");
}

// Served page by page, then made one: while the registration holds.
static void collapse(enum memory memory) {
  const int by_continue = memory == SHMEM;
  const int file = memory == ANONYMOUS ? -1 : file_of(memory, kHuge);
  uint8_t *at = mapped(file, kHuge);
  // Or a setting of `always` would bring the huge page by itself.
  if (memory == ANONYMOUS) must(madvise(at, kHuge, MADV_NOHUGEPAGE) == 0, "MADV_NOHUGEPAGE");
  const int fd = sigbus(memory, by_continue);
  const uint64_t mode = by_continue ? UFFDIO_REGISTER_MODE_MINOR : UFFDIO_REGISTER_MODE_MISSING;
  must(register_with(fd, at, kHuge, mode) == 0, "UFFDIO_REGISTER");
  uint8_t *source = by_continue ? mapped(file, kHuge) : mapped(-1, base);
  fill(source, by_continue ? kHuge : base);
  const struct machine machine = machine_of(kGuest, at, kHuge);
  for (uint64_t page = 0; page < kHuge; page += base)
    must((by_continue ? continue_at(fd, at + page, base) : copy_at(fd, at + page, source, base)) == 0, "serve");
  touch(&machine, kGuest, kHuge);
  ANSWER(pages(machine.vm), "collapse.%s.served", kMemory[memory]);
  if (memory == ANONYMOUS) must(madvise(at, kHuge, MADV_HUGEPAGE) == 0, "MADV_HUGEPAGE");
  ANSWER(word(madvise(at, kHuge, MADV_COLLAPSE)), "collapse.%s.madvise", kMemory[memory]);
  touch(&machine, kGuest, kHuge);
  ANSWER(pages(machine.vm), "collapse.%s.after", kMemory[memory]);
}

static void group_collapse(void) {
  collapse(SHMEM);
  collapse(ANONYMOUS);
}

static void group_dirty(void) {
  uint8_t *at = mapped(file_of(HUGETLB, 2 * kHuge), 2 * kHuge);
  fill(at, 2 * kHuge);
  const struct machine machine = machine_of(kGuest, at, 2 * kHuge);
  touch(&machine, kGuest, 2 * kHuge);
  ANSWER(pages(machine.vm), "dirty.before");
  ANSWER(word(set_memslot(machine.vm, kGuest, at, 2 * kHuge, KVM_MEM_LOG_DIRTY_PAGES)), "dirty.set");
  ANSWER(pages(machine.vm), "dirty.on");
  touch(&machine, kGuest, 2 * kHuge);
  ANSWER(pages(machine.vm), "dirty.on.touched");
  ANSWER(word(set_memslot(machine.vm, kGuest, at, 2 * kHuge, 0)), "dirty.clear");
  ANSWER(pages(machine.vm), "dirty.off");
  touch(&machine, kGuest, 2 * kHuge);
  ANSWER(pages(machine.vm), "dirty.off.touched");
}

// What a handler writes through another mapping of the file, as a setting has shmem in huge pages or not.
static void write_setting(const char *value) {
  const int fd = open("/sys/kernel/mm/transparent_hugepage/shmem_enabled", O_WRONLY);
  must(fd >= 0 && write(fd, value, strlen(value)) > 0, "shmem_enabled");
  close(fd);
}

static void alias(const char *value) {
  write_setting(value);
  const int file = file_of(SHMEM, kHuge);
  uint8_t *at = mapped(file, kHuge), *other = mapped(file, kHuge);
  must(register_with(sigbus(SHMEM, 0), at, kHuge, UFFDIO_REGISTER_MODE_MISSING) == 0, "UFFDIO_REGISTER");
  fill(other + 5 * base, base);
  write_setting("never");
  const struct machine machine = machine_of(kGuest, at, kHuge);
  char name[96];
  snprintf(name, sizeof name, "alias.%s.written", value);
  look(&machine, kGuest + 5 * base, name);
  snprintf(name, sizeof name, "alias.%s.unwritten", value);
  look(&machine, kGuest + 9 * base, name);
  ANSWER(pages(machine.vm), "alias.%s.pages", value);
}

static void group_alias(void) {
  alias("never");
  alias("always");
}

static int guest_memfd(int vm, uint64_t bytes, uint64_t flags) {
  struct create_guest_memfd args = {.bytes = bytes, .flags = flags};
  return ioctl(vm, CREATE_GUEST_MEMFD, &args);
}

static void gmem_register(uint8_t *at, const char *name, uint64_t mode, uint64_t features) {
  const int fd = descriptor(0, features);
  ANSWER(fd < 0 ? "no-feature" : word(register_with(fd, at, kHuge, mode)), "gmem.register.%s", name);
  if (fd >= 0) close(fd);
}

static void group_gmem(void) {
  const int vm = new_vm();
  for (unsigned flags = 0; flags < 8; flags++) {
    const int file = guest_memfd(vm, kHuge, flags);
    ANSWER(word(file), "gmem.create.%u", flags);
    if (file < 0) continue;
    struct statfs about;
    must(fstatfs(file, &about) == 0, "fstatfs");
    printf("gmem.f_type.%u %lx\n", flags, (unsigned long)about.f_type);
    const void *at = mmap(NULL, kHuge, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    ANSWER(word(at == MAP_FAILED ? -1 : 0), "gmem.mmap.%u", flags);
    const int hole = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE;
    ANSWER(word(fallocate(file, hole, 0, (off_t)base)), "gmem.punch.%u", flags);
    ANSWER(word((int)pwrite(file, "", 1, 0)), "gmem.pwrite.%u", flags);
    close(file);
  }
  // The rest asks for memory that can be mapped and begins as shared.
  const int file = guest_memfd(vm, kHuge, 3);
  if (file < 0) return;
  uint8_t *at = mapped(file, kHuge);
  fill(at, kHuge);
  gmem_register(at, "missing", UFFDIO_REGISTER_MODE_MISSING, 0);
  gmem_register(at, "wp", UFFDIO_REGISTER_MODE_WP, 0);
  gmem_register(at, "minor", UFFDIO_REGISTER_MODE_MINOR, 0);
  gmem_register(at, "rwp", UFFDIO_REGISTER_MODE_RWP, UFFD_FEATURE_RWP);
  gmem_register(at, "wp_async", UFFDIO_REGISTER_MODE_WP, UFFD_FEATURE_WP_ASYNC);
  struct memslot2 args = {.flags = MEMSLOT_GUEST_MEMFD,
                          .guest_address = kGuest,
                          .bytes = kHuge,
                          .user_address = (uintptr_t)at,
                          .guest_memfd = (uint32_t)file};
  ANSWER(word(ioctl(vm, SET_MEMSLOT2, &args)), "gmem.memslot");
  const struct machine machine = with_vcpu(vm);
  ANSWER(word(prefault(&machine, kGuest, kHuge)), "gmem.prefault");
  touch(&machine, kGuest, kHuge);
  ANSWER(pages(vm), "gmem.pages");
  ANSWER(word(madvise(at, kHuge, MADV_COLLAPSE)), "gmem.collapse");
  touch(&machine, kGuest, kHuge);
  ANSWER(pages(vm), "gmem.collapse.pages");
}

static const struct {
  const char *name;
  void (*run)(void);
} kGroups[] = {
    {"open", group_open},         {"anonymous", group_anonymous}, {"shmem", group_shmem},
    {"hugetlb", group_hugetlb},   {"usermode", group_usermode},   {"reset", group_reset},
    {"collapse", group_collapse}, {"dirty", group_dirty},         {"alias", group_alias},
    {"gmem", group_gmem},
};

static int is_wanted(const char *name, int count, char **words) {
  for (int i = 1; i < count; i++)
    if (strcmp(words[i], name) == 0) return 1;
  return count == 1;
}

static void in_child(const char *name, void (*group)(void)) {
  fflush(stdout);
  const pid_t child = fork();
  must(child >= 0, "fork");
  if (child == 0) {
    alarm(DEADLINE_S);
    setvbuf(stdout, NULL, _IOLBF, 0);
    group();
    exit(0);
  }
  int status;
  must(waitpid(child, &status, 0) == child, "waitpid");
  if (WIFSIGNALED(status)) printf("failed %s: signal %d\n", name, WTERMSIG(status));
}

int main(int count, char **words) {
  base = (uint64_t)sysconf(_SC_PAGESIZE);
  device = open("/dev/kvm", O_RDWR | O_CLOEXEC);
  ANSWER(word(device), "device");
  if (device < 0) return 0;
  for (size_t i = 0; i < sizeof kGroups / sizeof *kGroups; i++)
    if (is_wanted(kGroups[i].name, count, words)) in_child(kGroups[i].name, kGroups[i].run);
  return 0;
}
