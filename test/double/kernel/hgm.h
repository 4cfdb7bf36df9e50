// Where HGM is, by the dialect that is played.
#pragma once

#include "table.h"

namespace twin {

// HGM is compiled in and works on this kind of mapping, asked for or not.
bool hgmWorks(const Mapping& mapping);

// It was asked for as the dialect wants: base pages can be mapped at this address through the descriptor.
bool isGranular(const Mapping& mapping, const Descriptor* descriptor, uintptr_t at);

}  // namespace twin
