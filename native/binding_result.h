// What experiments saw, written to JavaScript.
#pragma once

#include <napi.h>

#include "process/arena.h"

namespace hgm {

// The calls and series of one experiment and how its child ended, as src/observe/addon.ts takes them.
Napi::Object toResult(Napi::Env env, const Slot& slot);

}  // namespace hgm
