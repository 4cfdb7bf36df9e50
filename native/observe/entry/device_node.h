// A device node as its caller meets it.
#pragma once

#include "observe/context.h"

namespace hgm {

// What decides whether the node can be opened: its number, mode and owner, its list, the mount and the file
// system that it stands on. Steps are `node`, `node_mount`, `neighbour`, `node_acl…`, and `dev_mount` where
// there is none.
void lookAtNode(Context& context, const char* path);

}  // namespace hgm
