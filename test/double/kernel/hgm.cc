#include "hgm.h"

namespace twin {

bool hgmWorks(const Mapping& mapping) {
  return theMode->compiledIn && !mapping.isPrivate && mapping.page() <= theMode->largestPage;
}

bool isGranular(const Mapping& mapping, const Descriptor* descriptor, uintptr_t at) {
  if (!hgmWorks(mapping)) return false;
  switch (theMode->dialect) {
    case Dialect::kRfcV1:
      return true;
    case Dialect::kRfcV2:  // belongs to the descriptor
      return descriptor != nullptr && descriptor->hgm;
    case Dialect::kMadvSplit:  // belongs to the VMA
      return mapping.advised.has((at - mapping.start) / mapping.page());
    default:
      return false;
  }
}

}  // namespace twin
