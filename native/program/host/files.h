// The files of /proc and /sys that a judgement needs beside the experiments, written down as they are: read
// elsewhere by the readers of src/observe/files.
#pragma once

#include "program/json.h"

namespace hgm {

// A line for each file and folder:
//   {"file":"/proc/misc","text":"…","cut":false}   or   {"file":"/proc/misc","errno":2}
//   {"folder":"/sys/class/misc","names":["fuse"]}   {"link":"/proc/self/ns/user","to":"user:[4026531837]"}
//   {"device":"/dev/userfaultfd","major":10,"minor":126}   {"devicePrograms":"/sys/fs/cgroup/a","count":0}
// False where it could not be written.
bool writeFiles(JsonWriter& to);

// Those of the pools alone: before the experiments they are among the above, and after them they stand again.
bool writePools(JsonWriter& to);

}  // namespace hgm
