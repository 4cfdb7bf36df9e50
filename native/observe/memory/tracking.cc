// What tells which pages were written since somebody asked: protection that the kernel lifts by itself
// (WP_ASYNC) with the scan of /proc/self/pagemap that reads and renews it, and the soft-dirty bit. Some pages
// are written, and exactly these have to come back.
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>

#include <cerrno>
#include <csignal>
#include <initializer_list>

#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/memory/page_flags.h"
#include "observe/test_mapping.h"

namespace hgm {
namespace {

constexpr uint64_t kFirst = 2;  // pages that are written
constexpr uint64_t kSecond = 5;
constexpr uint64_t kOther = 9;  // and one that is there and is not
constexpr size_t kRegions = 8;

struct Question {
  uint64_t flags;
  uint64_t all;  // categories that a page must have, but for those
  uint64_t inverted;
};

long scan(Context& context, Role role, const char* step, long pagemap, const Mapping& target,
          const Question& of, abi::Region* regions) {
  abi::ScanArgs args = {};
  args.size = sizeof args;
  args.flags = of.flags;
  args.start = target.base;
  args.end = target.base + target.length;
  args.regions = reinterpret_cast<uintptr_t>(regions);
  args.regionCount = kRegions;
  args.inverted = of.inverted;
  args.all = of.all;
  args.returned = of.all;
  Entry& entry = context.journal.write(role, step, "ioctl(PAGEMAP_SCAN)");
  entry.arg("flags", of.flags, Kind::kHex).arg("categories", of.all, Kind::kHex).arg("length", target.length);
  const long found = context.ask(entry, [&](bool again) {
    abi::ScanArgs same = args;
    return context.kernel.call(SYS_ioctl, pagemap, static_cast<long>(abi::kIocScan),
                               pointerTo(again ? &same : &args));
  });
  // How many regions there are of memory that nobody touched hangs on page tables that are there already.
  if (found > 0) entry.answer(0);
  return found;
}

// The control: the file itself is read.
long openPagemap(Context& context, const Mapping& target) {
  uint64_t entry = 0;
  context.journal.write(Role::kControl, "pagemap", "pread(pagemap)")
      .answer(pagemapEntry(context, target.base, entry));
  const long file = context.openOwn("pagemap");
  if (file >= 0) context.resources.opened(file);
  return file;
}

// Whether the regions are these pages and no others.
bool areExactly(const abi::Region* regions, long count, const Mapping& target, uint64_t unit, uint64_t first,
                uint64_t second) {
  const long wanted = first == second ? 1 : 2;
  const auto is = [&](long at, uint64_t page) {
    return regions[at].start == target.base + page * unit && regions[at].end == regions[at].start + unit;
  };
  return count == wanted && is(0, first) && is(wanted - 1, second);
}

uint64_t pagesIn(const abi::Region* regions, long count, uint64_t unit) {
  uint64_t bytes = 0;
  for (long i = 0; i < count; ++i) bytes += regions[i].end - regions[i].start;
  return bytes / unit;
}

void lookForPages(Context& context, const char* step, const char* effect, long file, const TestMapping& test,
                  const Question& question, uint64_t first, uint64_t second) {
  abi::Region regions[kRegions] = {};
  const long found = scan(context, Role::kSetup, step, file, test.primary, question, regions);
  if (found < 0) return;
  context.look(effect, "ioctl(PAGEMAP_SCAN)", "changed",
               areExactly(regions, found, test.primary, test.unit, first, second) ? 1 : 0);
  context.journal.last().out("pages", pagesIn(regions, found, test.unit));
}

// Pages that were written since the first scan, which protects all that it finds. On hugetlb memory the first
// page of two, where one was lent.
void writes(Context& context, const TestMapping& test) {
  const bool hugetlb = context.plan.memory == Memory::kHugetlb;
  const Mapping& target = test.primary;
  const long file = openPagemap(context, target);
  if (file < 0) return;
  abi::Region regions[kRegions] = {};
  const int fd = context.openDescriptor();
  if (fd < 0) return;
  if (context.api(fd, abi::kFeatureWpAsync) < 0) {
    // Whether the scan is there without it.
    scan(context, Role::kTest, "scan", file, target, {0, abi::kPageWritten, 0}, regions);
    return;
  }
  if (context.registerAll(fd, target, abi::kModeWp) < 0) return;
  const Question renew = {abi::kScanProtect | abi::kScanCheckAsync, abi::kPageWritten, 0};
  if (scan(context, Role::kTest, "scan", file, target, renew, regions) < 0) return;
  if (hugetlb && !context.plan.borrow) return;
  const uint64_t second = hugetlb ? 0 : kSecond;
  const uint64_t first = hugetlb ? 0 : kFirst;
  if (!hugetlb) context.kernel.load(target.base + kOther * test.unit);
  for (const uint64_t page : {first, second}) {
    if (context.store("store", target, page * test.unit, 1).signal != 0) return;
  }
  lookForPages(context, "scan_again", "scan_effect", file, test, {0, abi::kPageWritten, 0}, first, second);
}

// Pages that are there and are neither the zero page nor one of the file, without a registration: those that
// somebody wrote. One that was read is among them where the kernel gave it a page of its own. Transparent
// huge pages would bring others with them.
void ownPages(Context& context) {
  const TestMapping test = emptyMapping(context, 1);
  if (!test) return;
  const Mapping& target = test.primary;
  context.advise(Role::kSetup, "advise", target, 0, target.length, abi::kMadvNohugepage);
  const long file = openPagemap(context, target);
  if (file < 0 || context.store("store_own", target, kFirst * test.unit, 1).signal != 0) return;
  context.kernel.load(target.base + kOther * test.unit);
  // The control: what any file takes (fs/ioctl.c, do_vfs_ioctl), on the same descriptor.
  context.run(context.journal.write(Role::kControl, "any_ioctl", "ioctl(FIOCLEX)"), SYS_ioctl, file, FIOCLEX);
  constexpr uint64_t kNot = abi::kPageZero | abi::kPageFile;
  const Question question = {0, abi::kPageWritten | abi::kPagePresent | kNot, kNot};
  abi::Region regions[kRegions] = {};
  const long found = scan(context, Role::kTest, "scan_own", file, target, question, regions);
  if (found < 0) return;
  const bool alone = areExactly(regions, found, target, test.unit, kFirst, kFirst);
  const bool withRead = areExactly(regions, found, target, test.unit, kFirst, kOther);
  context.look("scan_own_effect", "ioctl(PAGEMAP_SCAN)", "changed", alone || withRead ? 1 : 0);
  context.journal.last().out("read", withRead ? 1 : 0).out("pages", pagesIn(regions, found, test.unit));
}

// Pages that were touched since they were protected: all of them are there.
void accesses(Context& context, const TestMapping& test) {
  const Mapping& target = test.primary;
  for (const uint64_t page : {kFirst, kSecond, kOther}) {
    if (context.store("store_all", target, page * test.unit, 1).signal != 0) return;
  }
  const int fd = context.openDescriptor();
  if (fd < 0 || context.api(fd, abi::kFeatureRwp | abi::kFeatureRwpAsync, Role::kSetup, "api_rwp") < 0)
    return;
  if (context.registerAll(fd, target, abi::kModeRwp, Role::kSetup, "register_rwp") < 0) return;
  if (context.protect(Role::kTest, "accessed", abi::kIocRwprotect, fd, target, 0, target.length) < 0) return;
  const long file = context.openOwn("pagemap");
  if (file < 0) return;
  context.resources.opened(file);
  for (const uint64_t page : {kFirst, kSecond}) context.kernel.load(target.base + page * test.unit);
  lookForPages(context, "scan_accessed", "accessed_effect", file, test,
               {0, abi::kPagePresent | abi::kPageAccessed, 0}, kFirst, kSecond);
}

// Whether a page that was put in place protected stops a write. The control is the page beside it, which was
// not.
void lookAtServed(Context& context, const char* effect, const Mapping& target, uint64_t at) {
  const Access access = context.kernel.store(target.base + at, 1);
  context.look(effect, "store", "changed", access.signal == SIGBUS ? 1 : 0);
}

void copiesProtected(Context& context) {
  const uint64_t page = context.base();
  const Mapping source = copySource(context, page);
  const TestMapping test = emptyMapping(context, 1);
  if (!source || !test) return;
  const Mapping& target = test.primary;
  const int fd = context.userfaultfd(abi::kFeatureSigbus);
  if (fd < 0 ||
      context.registerAll(fd, target, abi::kModeMissing | abi::kModeWp, Role::kSetup, "register_copy") < 0)
    return;
  if (context.copy(Role::kControl, "copy_plain", fd, target, page, page, source.base) < 0) return;
  if (context.copy(Role::kTest, "copy_wp", fd, target, 0, page, source.base, abi::kCopyProtected) >= 0)
    lookAtServed(context, "copy_wp_effect", target, 0);
}

void continuesProtected(Context& context) {
  const uint64_t page = context.base();
  const TestMapping test = filledMapping(context);
  if (!test) return;
  const Mapping& target = test.primary;
  const int fd = context.userfaultfd(abi::kFeatureSigbus);
  if (fd < 0 ||
      context.registerAll(fd, target, abi::kModeMinor | abi::kModeWp, Role::kSetup, "register_continue") < 0)
    return;
  const auto resume = [&](Role role, const char* step, uint64_t at, uint64_t mode) {
    return context.fill(role, step, abi::kIocContinue, fd, target, at * page, page, "mapped", mode);
  };
  if (resume(Role::kControl, "continue_plain", kNeighbourPage, 0) < 0) return;
  if (resume(Role::kTest, "continue_wp", kProbePage, abi::kCopyProtected) >= 0)
    lookAtServed(context, "continue_wp_effect", target, kProbePage * page);
}

long isDirty(Context& context, const Mapping& target, uint64_t page) {
  uint64_t entry = 0;
  const long told = pagemapEntry(context, target.base + page * context.base(), entry);
  return told < 0 ? told : (entry & abi::kPagemapSoftDirty) != 0 ? 1 : 0;
}

// Of this process alone, which has nobody else who looks at its bits.
void softDirty(Context& context, const TestMapping& test) {
  const Mapping& target = test.primary;
  for (const uint64_t page : {kFirst, kSecond}) {
    if (context.store("store_before", target, page * test.unit, 1).signal != 0) return;
  }
  const long file = context.openOwn("clear_refs", O_WRONLY);
  Entry& entry = context.journal.write(Role::kTest, "soft_dirty", "write(clear_refs)");
  if (entry.answer(file < 0 ? file : context.kernel.call(SYS_write, file, pointerTo("4"), 1)) < 0) return;
  context.close(file);
  context.kernel.store(target.base + kSecond * test.unit, 2);
  const long written = isDirty(context, target, kSecond);
  const long other = isDirty(context, target, kFirst);
  if (written < 0 || other < 0) {
    context.lookedInVain("soft_dirty_effect", "pread(pagemap)", written < 0 ? written : other);
    return;
  }
  context.look("soft_dirty_effect", "pread(pagemap)", "changed", written == 1 && other == 0 ? 1 : 0);
  context.journal.last()
      .out("written", static_cast<uint64_t>(written))
      .out("other", static_cast<uint64_t>(other));
}

// Its pages below one page table, by an address that is a multiple of the length, and that table there: of a
// page the last one is touched. Where there is no table yet, the scan of some kernels (Debian's 6.18.15,
// 6.19.14 and 7.0.13; 6.18.44 not) protects nothing, and once there is one they name all of its empty
// entries. Where memory lies is chance, and no answer of the scan.
bool liesInOneTable(Context& context, TestMapping& test) {
  const uint64_t length = test.primary.length;
  context.unmap(test.primary);
  test.primary = alignedMapping(context, "map_aligned", test.fd, length);
  return test && context.store("store_last", test.primary, length - test.unit, 1).signal == 0;
}

}  // namespace

void tracking(Context& context) {
  const bool hugetlb = context.plan.memory == Memory::kHugetlb;
  TestMapping test = emptyMapping(context, 2);
  if (!test) return;
  if (!hugetlb && !liesInOneTable(context, test)) return;
  writes(context, test);
  if (hugetlb) return;
  const TestMapping accessed = emptyMapping(context, 1);
  if (accessed) accesses(context, accessed);
  copiesProtected(context);
  if (context.plan.memory == Memory::kShmem) continuesProtected(context);
  if (context.plan.memory == Memory::kAnonymous) ownPages(context);
  const TestMapping dirty = emptyMapping(context, 1);
  if (dirty) softDirty(context, dirty);
}

}  // namespace hgm
