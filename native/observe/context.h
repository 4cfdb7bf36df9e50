// What one experiment works with: the kernel, the journal, and the calls that experiments share. Each of
// these calls writes itself down. Nothing here allocates.
#pragma once

#include <fcntl.h>

#include <atomic>
#include <cerrno>

#include "kernel/abi.h"
#include "kernel/journal.h"
#include "kernel/kernel.h"
#include "observe/plan.h"
#include "observe/resources.h"

namespace hgm {

// A name put together on the stack: `bit12_with_13`, `continue_2M`.
struct StepName {
  char text[32];
  StepName(const char* head, uint64_t number, const char* tail = "");
  // Appends the size as a word: 4K, 2M, 1G.
  static StepName sized(const char* head, uint64_t bytes);
};

// The CPU that a child is pinned to and the NUMA node of its page; -1 where the kernel does not say.
struct Place {
  int cpu = -1;
  int node = -1;
};

struct Context {
  Kernel& kernel;
  Journal& journal;
  const Plan& plan;
  uint8_t* const scratch;  // text of /proc files, sources of copies, a thread's stack
  const size_t scratchBytes;
  const std::atomic<bool>* const stop;  // set from outside: end a measurement in order
  // /proc/self, opened before this process took somebody else's place, where another /proc is mounted or
  // none; AT_FDCWD in a place of its own.
  const long ownProc = AT_FDCWD;
  // Of what stands in it, what only the owner may open, opened before as well: by its dumpable bit such a
  // process is root's (fs/proc/base.c, task_dump_owner), and what it took on may not be.
  const long ownPagemap = -EACCES;
  const long ownClearRefs = -EACCES;
  Place place = {};  // where the child measures; see timing/place.h
  Resources resources = {};

  uint64_t base() { return kernel.basePageBytes(); }

  // Makes the call and notes its answer in the entry.
  long run(Entry& entry, long number, long a = 0, long b = 0, long c = 0, long d = 0, long e = 0, long f = 0);

  // Makes the call of an entry, and where it is a test that is refused makes it once more. A refusal is what
  // an `absent` rests on, and one that the kernel does not repeat is not its rule: `again` is then in the
  // entry. `call(true)` is the second time: with the arguments as they were, and the answer to it for nobody.
  template <typename Call>
  long ask(Entry& entry, Call call) {
    const long answer = call(false);
    if (entry.role == Role::kTest && isRefusal(answer)) compare(entry, answer, call(true));
    return entry.answer(answer);
  }

  // The same for a call that opens something: a success is noted as 0, since the number of a descriptor
  // says nothing of the kernel and would make two recordings of it differ. Returns the descriptor.
  long openWith(Entry& entry, long number, long a = 0, long b = 0, long c = 0);

  // A file of this process's own folder in /proc, such as `smaps`. Returns it, or a negative errno.
  long openOwn(const char* name, int flags = O_RDONLY);

  // The three calls by which a descriptor is had, each non-blocking and closed on exec; descriptors, or
  // negative errnos. The first is the device itself, the second a userfaultfd from it.
  //
  // To open a device can be to act (a watchdog begins to run), and a container may have put any other at that
  // place: it is looked at first, and what was looked at is what is opened. ENODEV of `look` is another node.
  long openDevice(Role role, const char* step);
  // /dev/kvm in the same manner.
  long openKvm(Role role, const char* step);
  long openFromDevice(Role role, const char* step, long device);
  long openByCall(Role role, const char* step, uint64_t flags);

  // A descriptor by the first way that opens: user mode only, the device, the plain call. That order keeps
  // kernels 5.11 to 6.0 from logging a refusal. Returns it, or a negative errno. Without the ways that the
  // plan spares; where that leaves none, the step `open_spared` says so.
  int openDescriptor();
  // One that serves faults of the kernel, too: by the device, else by the plain call where that logs nothing.
  int openFull();
  // UFFDIO_API on a fresh descriptor.
  // `offered`: where to write which features the kernel has, if it succeeds.
  long api(int fd, uint64_t features, Role role = Role::kSetup, const char* step = "api",
           uint64_t* offered = nullptr);
  // Both in one: a descriptor with these features, or a negative errno.
  int userfaultfd(uint64_t features, uint64_t* offered = nullptr);
  // UFFDIO_REGISTER of exactly the whole mapping.
  long registerAll(int fd, const Mapping& mapping, uint64_t mode, Role role = Role::kSetup,
                   const char* step = "register");

  // CONTINUE, ZEROPAGE or POISON. `field` names the output: bytes done, or a negative errno.
  long fill(Role role, const char* step, unsigned long command, int fd, const Mapping& mapping,
            uint64_t offset, uint64_t length, const char* field = "done", uint64_t mode = 0);
  long copy(Role role, const char* step, int fd, const Mapping& mapping, uint64_t offset, uint64_t length,
            uintptr_t source, uint64_t mode = 0);
  // Protects, or with mode 0 takes the protection away, which wakes who waits there.
  long protect(Role role, const char* step, unsigned long command, int fd, const Mapping& mapping,
               uint64_t offset, uint64_t length, uint64_t mode = abi::kProtectOn);
  long move(Role role, const char* step, int fd, const Mapping& to, const Mapping& from, uint64_t length);
  // Features of a descriptor that are flipped while it is in use.
  long setMode(Role role, const char* step, int fd, abi::SetModeArgs args);
  long wake(Role role, const char* step, int fd, const Mapping& mapping, uint64_t length);

  long advise(Role role, const char* step, const Mapping& mapping, uint64_t offset, uint64_t length,
              int advice);
  Access load(Role role, const char* step, const Mapping& mapping, uint64_t offset);
  Access store(const char* step, const Mapping& mapping, uint64_t offset, uint8_t byte);

  // A memfd: hugetlb where pageBytes is given, with a control that it really is; shmem where it is 0.
  // Sized to `length`. Returns it, or a negative errno.
  int file(uint64_t pageBytes, uint64_t length);
  // MAP_SHARED of a file, or MAP_PRIVATE anonymous memory where fd is -1. Takes no page and, with
  // `reserve` false, reserves none. A hint is where the kernel puts it if it likes.
  Mapping map(const char* step, uint64_t length, int fd, bool reserve = false, uintptr_t hint = 0);
  Mapping mapPrivate(const char* step, uint64_t length, int fd, uintptr_t hint = 0);
  // Bytes of memory behind the file (st_blocks), or a negative errno.
  int64_t allocated(int fd);

  // The whole mapping, never a part.
  void unmap(const Mapping& mapping);
  void close(long fd);

  // A second thread of the experiment. Returns its id, or a negative errno.
  long spawn(int (*body)(void*), void* argument, void* stackTop);
  // Once more in vain: what another thread is about to do is there within microseconds, and a sleep takes
  // ten times that; what is not is slept for.
  void letOthersRun(uint32_t tries);
  // To be told of the answer to a call that makes hugetlb memory granular, or asks whether it is. Refused by
  // EINVAL it left the mapping as any hugetlb mapping is (hgm-ground-truth.md, 2: "VMA intact"): the
  // alignment and the kind of memory are checked before a page table is walked. Taken it may leave tables of
  // base pages, after which the end of the process is known to be fine (5), and to unmap, close and map anew
  // is not: nothing follows the experiment in its child. Returns the answer.
  long lastIfTaken(long answer);
  // Unmaps and closes all that the experiment left, in the order in which a process that ends does
  // (kernel/exit.c, do_exit). False where something may be left: no other experiment follows in this child.
  bool giveBack();

  // Writes one look down: the name of the finding and its value.
  void look(const char* step, const char* call, const char* key, uint64_t value);
  // A look that found nothing out, and why: the errno of a call that failed, or ETIMEDOUT where what was
  // waited for did not come in time, which a busy machine explains as well as a kernel that did nothing.
  void lookedInVain(const char* step, const char* call, long negativeErrno);

 private:
  static bool isRefusal(long answer);
  void compare(Entry& entry, long answer, long again);
  int openOnlyByDevice();
  int openNone();
  long openMisc(Role role, const char* step, const char* path, int32_t minor);
  long lookAtDevice(Entry& entry, long node, int32_t minor);
  bool threadIsGone();
  Mapping mapWith(const char* step, uint64_t length, int fd, int flags, uintptr_t hint);
};

// The name of a signal as a literal; `signal` for one that experiments do not expect.
const char* signalName(int signal);

}  // namespace hgm
