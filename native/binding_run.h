// Runs that are going on.
#pragma once

#include <napi.h>

#include <memory>

#include "binding_identity.h"
#include "process/arena.h"

namespace hgm {

// Runs the arena's plans in children, without the event loop: a Promise of one result per plan, in order.
// Rejected where the identity can't be had; without one the children run as who asked.
Napi::Promise start(Napi::Env env, std::unique_ptr<Arena> arena, std::unique_ptr<SharedIdentity> identity);

// Every run that has not ended ends in order, with what was measured.
void stopAll();

}  // namespace hgm
