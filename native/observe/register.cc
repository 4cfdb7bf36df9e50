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
}

}  // namespace hgm
