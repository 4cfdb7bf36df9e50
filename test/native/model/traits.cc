#include "model/traits.h"

namespace model {
namespace {

// `uffdio_api.features` with nothing asked for, measured (kernel-facts, section 3); 5.15 by the registry of
// first kernels there.
uint64_t stockFeatures(int version) {
  if (version >= 703) return 0x7ffff;
  if (version >= 608) return 0x1ffff;
  if (version >= 601) return 0x1fff;
  if (version >= 514) return 0x7ff;
  return 0x1ff;
}

}  // namespace

uint64_t Traits::features() const {
  // RFC v1 and v2 offer bit 13 with HGM compiled out as well (ground truth, truth 5); series v1 and v2 not.
  const bool bit13 = patch == Patch::kRfcV1 || patch == Patch::kRfcV2 || patch == Patch::kRfcV2Off;
  return stockFeatures(version) | (bit13 ? uint64_t{1} << 13 : 0);
}

uint64_t Traits::apiIoctls() const { return since(703) ? 0x8000000000000403u : 0x8000000000000003u; }

Traits stock(int version) {
  Traits traits;
  traits.version = version;
  traits.deviceNode = version >= 601;
  return traits;
}

Traits patched(Patch patch) {
  Traits traits = stock(601);
  traits.patch = patch;
  return traits;
}

}  // namespace model
