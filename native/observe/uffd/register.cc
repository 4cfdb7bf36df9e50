// UFFDIO_REGISTER of one kind of memory: which modes it takes, and which ioctls come back.
#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/test_mapping.h"

namespace hgm {
namespace {

struct Mode {
  const char* step;
  uint64_t bits;
};

constexpr uint64_t kAll = abi::kModeMissing | abi::kModeWp | abi::kModeMinor;
constexpr Mode kModes[] = {
    {"missing", abi::kModeMissing}, {"wp", abi::kModeWp}, {"minor", abi::kModeMinor},
    {"rwp", abi::kModeRwp},         {"all", kAll},        {"sum", kAll | abi::kModeRwp},
};

// Modes that had no meaning by then, a few of them, one by one: a mode of a newer kernel registers memory
// that nobody touches, and may want features that are as new. REGISTER refuses what it does not know and
// leaves the descriptor as it was (fs/userfaultfd.c, userfaultfd_register).
void unnamedModes(Context& context, const Mapping& mapping) {
  constexpr unsigned kTried = 4;
  constexpr uint64_t kNamed = (uint64_t{2} << abi::kLastNamedFeature) - 1;
  uint64_t offered = 0;
  int fd = context.userfaultfd(0, &offered);
  if (fd >= 0 && (offered & ~kNamed) != 0) {
    const int wider = context.openDescriptor();
    if (wider >= 0 && context.api(wider, offered & ~kNamed, Role::kSetup, "api_unnamed") >= 0) fd = wider;
  }
  for (unsigned bit = abi::kLastNamedMode + 1; fd >= 0 && bit <= abi::kLastNamedMode + kTried; ++bit)
    context.registerAll(fd, mapping, uint64_t{1} << bit, Role::kTest, StepName("mode", bit).text);
  if (fd >= 0) context.close(fd);
}

}  // namespace

void registerModes(Context& context) {
  const TestMapping test = emptyMapping(context, 1);
  if (!test) return;
  for (const Mode& mode : kModes) {
    const int fd = context.openDescriptor();
    if (fd < 0) return;
    const bool wantsRwp = (mode.bits & abi::kModeRwp) != 0;
    // RWP memory may want its feature asked for; where bit 17 is not known, this descriptor stays fresh.
    const bool ready = (wantsRwp && context.api(fd, abi::kFeatureRwp, Role::kSetup, "api_rwp") >= 0) ||
                       context.api(fd, 0) >= 0;
    // A refusal by a descriptor without an API would be the descriptor's, not the memory's.
    if (ready) context.registerAll(fd, test.primary, mode.bits, Role::kTest, mode.step);
    // Closing the descriptor takes the registration back: the next one meets fresh memory.
    context.close(fd);
    if (!ready) return;
  }
  unnamedModes(context, test.primary);
}

}  // namespace hgm
