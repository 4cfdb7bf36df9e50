// WRITEPROTECT and RWPROTECT: does a protected page stop a store, or any access?
#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/test_mapping.h"

namespace hgm {
namespace {

struct Protection {
  unsigned long command;
  uint64_t mode;
  uint64_t features;
  bool stopsLoads;
};

int descriptorFor(Context& context, const Mapping& mapping, const Protection& kind) {
  const int fd = context.openDescriptor();
  if (fd < 0) return fd;
  // A kernel that does not know the feature leaves the descriptor fresh; REGISTER then says what it lacks.
  const long asked = context.api(fd, abi::kFeatureSigbus | kind.features, Role::kSetup, "api");
  if (asked < 0 &&
      (kind.features == 0 || context.api(fd, abi::kFeatureSigbus, Role::kSetup, "api_plain") < 0))
    return -1;
  return context.registerAll(fd, mapping, kind.mode) < 0 ? -1 : fd;
}

void effect(Context& context, const char* step, const Mapping& mapping, const Protection& kind) {
  const uintptr_t at = mapping.base + kProbePage * context.base();
  const Access access = kind.stopsLoads ? context.kernel.load(at) : context.kernel.store(at, 0);
  context.look(step, kind.stopsLoads ? "load" : "store", "changed", access.signal != 0 ? 1 : 0);
}

void protectPages(Context& context, const Protection& kind) {
  const bool hugetlb = context.plan.memory == Memory::kHugetlb;
  bool registers = true;
  if (hugetlb) {
    const TestMapping plain = formMapping(context, Memory::kAnonymous);
    const int fd = plain ? descriptorFor(context, plain.primary, kind) : -1;
    registers = fd >= 0;
    if (registers)
      context.protect(Role::kControl, "form", kind.command, fd, plain.primary, 0, context.base());
  }
  // A page in the mapping itself: protecting a hole leaves only a marker, and a touch would take a page. No
  // page is zeroed for a mode that this kernel does not even register on plain memory.
  const bool filled = !hugetlb || (context.plan.borrow && registers);
  const TestMapping test = filled ? filledMapping(context) : emptyMapping(context, 1);
  if (!test) return;
  const uint64_t at = kProbePage * context.base();
  if (filled && test.alias) context.store("store_primary", test.primary, at, kProbeByte);
  const int fd = descriptorFor(context, test.primary, kind);
  if (fd < 0) return;
  if (context.protect(Role::kTest, "base", kind.command, fd, test.primary, at, context.base()) >= 0 &&
      filled) {
    effect(context, "base_effect", test.primary, kind);
  }
  if (!hugetlb) return;
  if (context.protect(Role::kTest, "huge", kind.command, fd, test.primary, 0, test.unit) >= 0 && filled) {
    effect(context, "huge_effect", test.primary, kind);
  }
}

}  // namespace

void writeProtect(Context& context) {
  protectPages(context, {abi::kIocWriteprotect, abi::kModeWp, 0, false});
}

void readWriteProtect(Context& context) {
  protectPages(context, {abi::kIocRwprotect, abi::kModeRwp, abi::kFeatureRwp, true});
}

}  // namespace hgm
