#include "observe/waiter.h"

#include <poll.h>
#include <sys/syscall.h>
#include <time.h>

#include <cerrno>

#include "kernel/abi.h"

namespace hgm {
namespace {

constexpr size_t kStackBytes = size_t{64} * 1024;

}  // namespace

long Waiter::start() {
  const auto top = (reinterpret_cast<uintptr_t>(context_.scratch) + kStackBytes) & ~uintptr_t{15};
  return context_.spawn(body, this, reinterpret_cast<void*>(top));
}

long Waiter::start(const Mapping& stack) {
  return context_.spawn(body, this, reinterpret_cast<void*>(stack.base + stack.length));
}

int Waiter::body(void* self) {
  auto& waiter = *static_cast<Waiter*>(self);
  waiter.result_ = waiter.fault_(waiter.context_, waiter.argument_);
  waiter.done_.store(true, std::memory_order_release);
  return 0;
}

bool Waiter::startAndFault(int fd) {
  if (start() < 0) return false;
  if (faultArrives(fd, kPatienceMs)) return true;
  context_.lookedInVain("fault", "read", -ETIMEDOUT);
  return false;
}

bool Waiter::faultArrives(int fd, uint32_t milliseconds) {
  abi::Message message = {};
  return faultArrives(fd, milliseconds, message);
}

bool Waiter::faultArrives(int fd, uint32_t milliseconds, abi::Message& message) {
  const uint64_t end = context_.kernel.now() + uint64_t{milliseconds} * 1'000'000u;
  for (uint32_t tries = 0; !finished() && context_.kernel.now() < end; ++tries) {
    if (nextMessage(context_, fd, message)) return message.event == abi::kEventPagefault;
    context_.letOthersRun(tries);
  }
  return false;
}

bool Waiter::finishes(uint32_t milliseconds) {
  const uint64_t end = context_.kernel.now() + uint64_t{milliseconds} * 1'000'000u;
  for (uint32_t tries = 0; !finished() && context_.kernel.now() < end; ++tries) context_.letOthersRun(tries);
  return finished();
}

// The descriptor is non-blocking: EAGAIN until there is something to read.
bool nextMessage(Context& context, int fd, abi::Message& message) {
  const long got = context.kernel.call(SYS_read, fd, pointerTo(&message), sizeof message);
  return got == static_cast<long>(sizeof message);
}

long faultByLoad(Context& context, uintptr_t address) {
  context.kernel.load(address);
  return 0;
}

long faultAndTell(Context& context, uintptr_t argument) {
  auto& load = *reinterpret_cast<Load*>(argument);
  load.met = context.kernel.load(load.address);
  return 0;
}

// The system call itself, not the vDSO's, which would write in user mode.
long faultByKernel(Context& context, uintptr_t address) {
  return context.kernel.call(SYS_clock_gettime, CLOCK_MONOTONIC, static_cast<long>(address));
}

void serveOne(Context& context, Waiter& waiter, int fd, const Mapping& target, const Service& service) {
  const long thread = waiter.start();
  if (thread < 0) {
    context.journal.write(Role::kSetup, "thread", "clone").answer(thread);
    return;
  }
  Entry& fault = context.journal.write(Role::kTest, service.fault, service.call);
  const bool delivered = waiter.faultArrives(fd, kPatienceMs);
  if (delivered)
    context.copy(Role::kSetup, "resolve", fd, target, service.offset, service.length, service.source);
  if (!waiter.finishes(kPatienceMs)) {
    context.lookedInVain(service.event, "read", -ETIMEDOUT);
    return;
  }
  fault.answer(waiter.result());
  context.look(service.event, "read", "delivered", delivered ? 1 : 0);
}

}  // namespace hgm
