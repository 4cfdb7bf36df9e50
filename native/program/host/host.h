// What a plan depends on, of the host that this runs on.
#pragma once

#include "program/plans.h"

namespace hgm {

Host readHost();

}  // namespace hgm
