#include "timing/faults/team.h"

#include <poll.h>
#include <sys/syscall.h>
#include <time.h>

#include <cerrno>
#include <climits>

#include "kernel/abi.h"
#include "observe/kvm/guest.h"
#include "timing/calls.h"
#include "timing/place.h"

namespace hgm {
namespace {

constexpr uint64_t kPatienceNs = 500'000'000;
constexpr uint32_t kSpinsPerLook = 256;  // at the clock, which would slow the spinning down

long wait(Kernel& kernel, const std::atomic<uint32_t>& word, uint32_t value) {
  const timespec most = {0, static_cast<long>(kPatienceNs)};
  return kernel.call(SYS_futex, pointerTo(&word), abi::kFutexWait, static_cast<long>(value),
                     pointerTo(&most));
}

void wakeAll(Kernel& kernel, const std::atomic<uint32_t>& word) {
  kernel.call(SYS_futex, pointerTo(&word), abi::kFutexWake, INT_MAX);
}

void touch(Team& team, uintptr_t page) {
  if (team.guest == nullptr) {
    team.kernel.touch(page);
  } else if (team.guest->runQuietly(page - team.shown) < 0) {
    team.failed.store(true);
  }
}

void touchPages(Team& team, Faulter& mine) {
  touch(team, mine.pages[0]);
  for (uint32_t i = 0; i < mine.touches; ++i) {
    const uint64_t before = team.kernel.now();
    touch(team, mine.pages[i + 1]);
    mine.ns[i] = team.kernel.now() - before;
  }
}

int body(void* self) {
  auto& mine = *static_cast<Faulter*>(self);
  Team& team = *mine.team;
  if (mine.cpu >= 0) pinTo(team.kernel, mine.cpu);
  for (;;) {
    while (team.round.load(std::memory_order_acquire) == mine.seen) {
      const long result = wait(team.kernel, team.round, mine.seen);
      if (result < 0 && result != -EAGAIN && result != -EINTR && result != -ETIMEDOUT) return 0;
    }
    ++mine.seen;
    touchPages(team, mine);
    const uint32_t threads = team.threads;
    if (team.done.fetch_add(1, std::memory_order_acq_rel) + 1 == threads) wakeAll(team.kernel, team.done);
  }
}

bool allDone(Team& team) {
  for (;;) {
    const uint32_t done = team.done.load(std::memory_order_acquire);
    if (done == team.threads) return true;
    const long result = wait(team.kernel, team.done, done);
    if (result < 0 && result != -EAGAIN && result != -EINTR) return false;
  }
}

}  // namespace

bool Handler::next(uintptr_t& address) {
  const uint64_t until = kernel.now() + kPatienceNs;
  for (uint32_t tries = 1;; ++tries) {
    if (waiting == Waiting::kPoll) {
      pollfd events = {fd, POLLIN, 0};
      timespec most = {0, static_cast<long>(kPatienceNs)};  // the kernel writes what is left of it
      const long ready = kernel.call(SYS_ppoll, pointerTo(&events), 1, pointerTo(&most), 0);
      if (ready == 0 || (ready < 0 && ready != -EINTR)) return false;
    }
    abi::Message message = {};
    const long got = kernel.call(SYS_read, fd, pointerTo(&message), sizeof message);
    if (got == static_cast<long>(sizeof message)) {
      address = message.address;
      return message.event == abi::kEventPagefault;
    }
    if (got != -EAGAIN) return false;
    if (tries % kSpinsPerLook == 0 && kernel.now() > until) return false;
  }
}

bool Handler::resumeAt(uintptr_t address) {
  const uintptr_t at = address / unit * unit;
  return (source == 0 ? resume(kernel, fd, at, unit) : copyIn(kernel, fd, at, source, unit)) >= 0;
}

bool Handler::serve() {
  uintptr_t address = 0;
  return next(address) && resumeAt(address);
}

bool startFaulter(Team& team, uintptr_t stackTop) {
  Faulter& next = team.faulters[team.threads];
  next.team = &team;
  next.seen = team.round.load();
  if (team.kernel.spawn(body, &next, reinterpret_cast<void*>(stackTop)) < 0) return false;
  ++team.threads;
  return true;
}

bool runRound(Team& team, Handler& handler) {
  team.done = 0;
  team.round.fetch_add(1, std::memory_order_acq_rel);
  wakeAll(team.kernel, team.round);
  uintptr_t met[kMostThreads];
  uint64_t faults = 0;
  for (uint32_t i = 0; i < team.threads; ++i) {
    if (!handler.next(met[i])) return false;
    faults += team.faulters[i].touches;
  }
  for (uint32_t i = 0; i < team.threads; ++i) {
    if (!handler.resumeAt(met[i])) return false;
  }
  for (; faults > 0; --faults) {
    if (!handler.serve()) return false;
  }
  return allDone(team) && !team.failed;
}

}  // namespace hgm
