// Whether a descriptor serves faults that the kernel takes: KVM, vhost and read(2) into guest memory all
// do. The kernel is made to write to a missing page of anonymous memory, by a call that needs nothing else
// and that no filter refuses; a descriptor that does not serve it gives EFAULT.
#include <sys/syscall.h>

#include <cerrno>

#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/waiter.h"

namespace hgm {
namespace {

constexpr uint32_t kPatienceMs = 2000;

void serve(Context& context, long fd) {
  if (fd < 0 || context.api(static_cast<int>(fd), 0) < 0) return;
  const uint64_t page = context.base();
  const Mapping target = context.map("map", page, -1);
  if (!target || context.registerAll(static_cast<int>(fd), target, abi::kModeMissing) < 0) return;
  Waiter writer(context, Waiter::Way::kKernelWrite, target.base);
  const long thread = writer.start();
  if (thread < 0) {
    context.journal.write(Role::kSetup, "thread", "clone").answer(thread);
    return;
  }
  Entry& fault = context.journal.write(Role::kTest, "fault", "clock_gettime");
  const bool delivered = writer.faultArrives(static_cast<int>(fd), kPatienceMs);
  if (delivered) {
    // The last 64 KiB of scratch memory: the first ones are the thread's stack.
    const auto page0 =
        reinterpret_cast<uintptr_t>(context.scratch + context.scratchBytes - size_t{64} * 1024);
    context.copy(Role::kSetup, "resolve", static_cast<int>(fd), target, 0, page, page0);
  }
  if (!writer.finishes(kPatienceMs)) {
    context.lookedInVain("event", "read", -ETIMEDOUT);
    return;
  }
  fault.answer(writer.result());
  context.look("event", "read", "delivered", delivered ? 1 : 0);
}

}  // namespace

void kernelFaultsDevice(Context& context) {
  if (context.plan.spareDevice) return;
  const long device = context.openDevice(Role::kSetup, "open");
  if (device >= 0) serve(context, context.openFromDevice(Role::kSetup, "open_new", device));
}

void kernelFaultsSyscall(Context& context) {
  if (!context.plan.quiet && !context.plan.deviceOnly)
    serve(context, context.openByCall(Role::kSetup, "open", 0));
}

// Not to be run where the kernel may log it: the plan leaves it out there.
void kernelFaultsUserModeOnly(Context& context) {
  if (!context.plan.deviceOnly && !context.plan.spareUserMode)
    serve(context, context.openByCall(Role::kSetup, "open", abi::kUserModeOnly));
}

}  // namespace hgm
