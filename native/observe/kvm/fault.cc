// Whether userfaultfd decides what a vCPU finds: a page that is missing is missing for it, served it is
// there, and its neighbour is not. The descriptor answers with SIGBUS, so that a vCPU that finds nothing
// comes back with EFAULT (virt/kvm/kvm_main.c, hva_to_pfn) and nobody has to serve it meanwhile. Then a vCPU
// that waits, and a handler that serves it: a fault of KVM's is one of the kernel's, which a descriptor of
// user mode only leaves alone.
#include <sys/mman.h>
#include <sys/syscall.h>

#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/kvm/guest.h"
#include "observe/test_mapping.h"
#include "observe/waiter.h"

namespace hgm {
namespace {

// Before the next page is taken: one is lent at a time. No guest touches what was shown to it after that.
void away(Context& context, const TestMapping& mapping, int fd) {
  if (mapping.primary) context.unmap(mapping.primary);
  if (mapping.fd >= 0) context.close(mapping.fd);
  if (fd >= 0) context.close(fd);
}

bool findWhatIsServed(Context& context, Guest& guest, int fd, const TestMapping& mapping,
                      const Mapping& source) {
  const uint64_t length = mapping.primary.length;
  if (!guest.show("kvm_slot", mapping.primary)) return false;
  const uint64_t page = context.base();
  guest.touch(Role::kTest, "missing", length - page, page);
  if (context.copy(Role::kSetup, "serve", fd, mapping.primary, length - mapping.unit, mapping.unit,
                   source.base) < 0)
    return false;
  guest.touch(Role::kTest, "neighbour", length - mapping.unit - page, page);
  return guest.touch(Role::kTest, "served", length - page, page) == 0;
}

struct Touch {
  Guest& guest;
  uint64_t offset;
};

long touchQuietly(Context&, uintptr_t argument) {
  const auto& touch = *reinterpret_cast<const Touch*>(argument);
  return touch.guest.touchQuietly(touch.offset);
}

// Whether the vCPU's fault comes to this descriptor, and the vCPU goes on once it was served. True where
// nothing of it is left.
//
// The guest is another one: on 6.12 a prefault never comes back after a slot was taken away, since the roots
// that this made obsolete are freed by KVM_RUN alone (arch/x86/kvm/mmu/mmu.c, kvm_mmu_reload and
// is_page_fault_stale).
bool waitForHandler(Context& context, const Guest& before, int fd, const Mapping& source, const char* step,
                    const char* event) {
  Guest guest(context);
  if (context.api(fd, 0) < 0 || !guest.start()) return false;
  const TestMapping mapping = emptyMapping(context, 1);
  const uint64_t length = mapping.primary.length;
  if (mapping && context.registerAll(fd, mapping.primary, abi::kModeMissing) >= 0 &&
      guest.show("kvm_slot_waits", mapping.primary) && guest.readyToTouchAs(before)) {
    const Touch last = {guest, length - context.base()};
    Waiter vcpu(context, touchQuietly, reinterpret_cast<uintptr_t>(&last));
    serveOne(context, vcpu, fd, mapping.primary,
             {step, guest.touching(), event, length - mapping.unit, mapping.unit, source.base});
    if (!vcpu.finished()) return false;  // it may still come back
  }
  away(context, mapping, fd);
  return true;
}

}  // namespace

void kvmFault(Context& context) {
  const bool hugetlb = context.plan.memory == Memory::kHugetlb;
  if (hugetlb && !context.plan.borrow) return;
  Guest guest(context);
  if (!guest.start()) return;
  const TestMapping mapping = emptyMapping(context, 2);
  if (!mapping) return;
  const int fd = sigbusDescriptor(context, mapping.primary, abi::kModeMissing);
  if (fd < 0) return;
  const Mapping source = copySource(context, mapping.unit);
  if (!source || !findWhatIsServed(context, guest, fd, mapping, source)) return;
  away(context, mapping, fd);
  const int full = context.openFull();
  if (full >= 0 && !waitForHandler(context, guest, full, source, "handled", "handled_event")) return;
  // Not where the kernel may log it (fs/userfaultfd.c, handle_userfault, up to 6.0).
  if (context.plan.quiet || context.plan.deviceOnly || context.plan.spareUserMode) return;
  const long limited = context.openByCall(Role::kSetup, "open_user_mode_only", abi::kUserModeOnly);
  if (limited >= 0)
    waitForHandler(context, guest, static_cast<int>(limited), source, "user_mode", "user_mode_event");
}

// What a vCPU that touches memory which is not to be had comes back with: whether struct kvm_run says where.
// The memory is there and has no rights: an address that nobody mapped is soon given to somebody else.
void kvmExit(Context& context) {
  Guest guest(context);
  if (!guest.start()) return;
  const Mapping there = copySource(context, context.base());
  const Mapping closed = context.map("map_closed", context.base(), -1);
  if (!there || !closed) return;
  Entry& none = context.journal.write(Role::kSetup, "protect", "mprotect");
  if (context.run(none, SYS_mprotect, static_cast<long>(closed.base), static_cast<long>(closed.length),
                  PROT_NONE) < 0)
    return;
  if (!guest.show("kvm_slot", closed)) return;
  guest.run(Role::kTest, "closed", 0);
  if (guest.show("kvm_slot_there", there)) guest.run(Role::kControl, "there", 0);
}

}  // namespace hgm
