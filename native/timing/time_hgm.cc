// What HGM costs where it works: the advice, the first base-page CONTINUE in a huge page, which makes page
// tables, the later ones, and COLLAPSE back. On any other kernel the first CONTINUE is refused and no
// series is begun. Ranges and order are those of the proof; see there for what has crashed HGM kernels.
#include <sys/mman.h>
#include <sys/syscall.h>

#include <optional>

#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/hgm.h"
#include "observe/rooms.h"
#include "timing/measure.h"
#include "timing/place.h"

namespace hgm {
namespace {

constexpr uint32_t kRounds =
    100;  // of a page up to 32 MiB; a larger one is collapsed too slowly for more than:
constexpr uint32_t kRoundsGigantic = 4;
constexpr uint64_t kGigantic = uint64_t{32} << 20;
constexpr uint64_t kLaterPages = 64;  // base pages of a round, after the first

struct Run {
  Lab& lab;
  int fd;
  const Room& room;
  Measurement* split;
  Measurement& first;
  Measurement& later;
  Measurement& collapse;
};

long continueBase(const Run& run, Measurement& m, const Mapping& target, uint64_t page) {
  const uint64_t bytes = run.lab.base();
  abi::FillArgs args = {{target.base + page * bytes, bytes}, 0, 0};
  return m.time([&] {
    return run.lab.kernel.call(SYS_ioctl, run.fd, static_cast<long>(abi::kIocContinue),
                               static_cast<long>(reinterpret_cast<uintptr_t>(&args)));
  });
}

// One fresh mapping: advise, register, CONTINUE some base pages, collapse, unmap whole.
bool oneRound(const Run& run) {
  Kernel& kernel = run.lab.kernel;
  const auto length = static_cast<long>(run.room.unit);
  const long at =
      kernel.call(SYS_mmap, 0, length, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, run.room.fd, 0);
  if (at < 0 && at > -4096) return false;
  const Mapping target = {static_cast<uintptr_t>(at), run.room.unit};
  if (run.split != nullptr) run.split->time([&] { return kernel.call(SYS_madvise, at, length, abi::kMadvSplit); });
  abi::RegisterArgs args = {{target.base, target.length}, abi::kModeMinor, 0};
  bool good = kernel.call(SYS_ioctl, run.fd, static_cast<long>(abi::kIocRegister),
                          static_cast<long>(reinterpret_cast<uintptr_t>(&args))) >= 0;
  good = good && continueBase(run, run.first, target, 0) >= 0;
  for (uint64_t page = 1; good && page <= kLaterPages && page * run.lab.base() < run.room.unit; ++page) {
    good = continueBase(run, run.later, target, page) >= 0;
  }
  good = good && run.collapse.time([&] { return kernel.call(SYS_madvise, at, length, abi::kMadvCollapse); }) >= 0;
  run.lab.unmap(target);
  return good;
}

// Whether this dialect is granular here: one trial that is written down, on a mapping of its own.
bool isGranular(Lab& lab, int fd, const Room& room) {
  optIn(lab, room.primary);
  if (lab.registerAll(fd, room.primary, abi::kModeMinor) < 0) return false;
  return lab.fill(Role::kTest, "continue_base", abi::kIocContinue, fd, room.primary, kProbePage * lab.base(),
                  lab.base(), "mapped") >= 0;
}

}  // namespace

void timeHgm(Lab& lab) {
  if (!lab.plan.borrow) return;
  const Room room = filledRoom(lab);
  if (!room) return;
  const int fd = lab.userfaultfd(featuresOf(lab.plan.dialect));
  if (fd < 0 || !isGranular(lab, fd, room)) return;
  lab.unmap(room.primary);

  const uint64_t base = lab.base();
  const bool advised = lab.plan.dialect == Dialect::kMadvSplit;
  settle(lab, room.alias.base);
  std::optional<Measurement> split;
  if (advised) split.emplace(lab, "madv_split", Shape{room.unit});
  Measurement first(lab, "continue.first_base", {base});
  Measurement later(lab, "continue.later_base", {base});
  Measurement collapse(lab, "collapse", {room.unit});
  const Run run = {lab, fd, room, advised ? &*split : nullptr, first, later, collapse};
  const uint32_t rounds = room.unit > kGigantic ? kRoundsGigantic : kRounds;
  for (uint32_t i = 0; i <= rounds; ++i) {
    if (!oneRound(run) || !first.more()) return;
  }
}

}  // namespace hgm
