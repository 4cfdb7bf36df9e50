#include "process/watch.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "process/progress.h"

namespace hgm {
namespace {

constexpr int64_t kNsPerMs = 1'000'000;
constexpr int64_t kLookNs = 250 * kNsPerMs;

// A byte; false for the end of the other side.
bool isStopOrder(int orders) {
  char byte;
  return read(orders, &byte, 1) == 1;
}

Wait waitUntil(int64_t endNs, int alive, int orders, Control* control) {
  for (;;) {
    // A negative descriptor is none to poll(2).
    pollfd waiting[] = {{alive, POLLIN, 0}, {orders, POLLIN, 0}};
    const int64_t left = (endNs - nowNs() + kNsPerMs - 1) / kNsPerMs;
    const int ready = poll(waiting, 2, static_cast<int>(left > 0 ? left : 0));
    if (ready > 0 && waiting[1].revents != 0) {
      if (!isStopOrder(orders)) return Wait::kOrphaned;
      control->stop.store(true);
    }
    if (ready > 0 && waiting[0].revents != 0) return Wait::kEnded;
    if (ready <= 0 && nowNs() >= endNs) return Wait::kLate;
    if (ready < 0 && errno != EINTR) return Wait::kLate;
  }
}

}  // namespace

Wait waitForEnd(int alive, int64_t milliseconds) {
  return waitUntil(nowNs() + milliseconds * kNsPerMs, alive, -1, nullptr);
}

Wait watch(const ArenaView& view, size_t from, int alive, int orders, size_t& late) {
  for (;;) {
    const size_t at = current(view, from);
    const bool done = at == view.count;
    late = done ? from : at;
    const Slot& slot = view.slots[late];
    const int64_t begunNs = done ? nowNs() : slot.begunNs.load();
    const int64_t endNs = begunNs + int64_t{done ? kGraceMs : slot.plan.deadlineMs} * kNsPerMs;
    // A child that several share does not say when it goes on, and the next may have less time than this one.
    const int64_t lookNs = done ? endNs : std::min(endNs, nowNs() + kLookNs);
    const Wait over = waitUntil(lookNs, alive, orders, view.control);
    if (over != Wait::kLate || done) return over;
    if (current(view, from) == at && nowNs() >= endNs) return over;
  }
}

}  // namespace hgm
