// Plans, read from JavaScript.
#pragma once

#include <napi.h>

#include "observe/plan.h"

namespace hgm {

// A NativePlan of src/observe/addon.ts.
Plan toPlan(const Napi::Object& object);

}  // namespace hgm
