// Paths: files of /proc and /sys that stand in the tree of the mode instead, and those that are made up when
// they are opened.
#include <fcntl.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstring>

#include "calls.h"
#include "text.h"

namespace twin {
namespace {

constexpr size_t kLongest = 512;
constexpr size_t kLongestList = 1024;
char tree[kLongest] = "";
// Always looked up in the tree: what is not there is nowhere. Folders and files, a colon after each.
char ofTree[kLongestList] = "";

struct Path {
  char text[2 * kLongest];
};

bool isBelow(const char* path, const char* folder, size_t length) {
  return std::strncmp(path, folder, length) == 0 && (path[length] == '\0' || path[length] == '/');
}

// Whether the path is one of the tree's, and where it stands there.
bool findInTree(const char* path, Path& found) {
  if (path == nullptr || path[0] != '/') return false;
  const char* folder = ofTree;
  for (const char* end; (end = std::strchr(folder, ':')) != nullptr; folder = end + 1) {
    const auto wanted = static_cast<size_t>(end - folder);
    if (!isBelow(path, folder, wanted) || std::strlen(path) >= kLongest) continue;
    const size_t length = std::strlen(tree);
    std::memcpy(found.text, tree, length);
    std::memcpy(found.text + length, path, std::strlen(path) + 1);
    return true;
  }
  return false;
}

long openMadeUp(const char* path) {
  constexpr char kInfo[] = "/proc/self/fdinfo/";
  if (std::strcmp(path, "/proc/self/smaps") == 0) return openSmaps(path, false);
  if (std::strcmp(path, "/proc/self/smaps_rollup") == 0) return openSmaps(path, true);
  if (std::strcmp(path, "/proc/self/status") == 0) return openStatus(path);
  if (std::strncmp(path, kInfo, sizeof kInfo - 1) == 0) return openFdInfo(path, path + sizeof kInfo - 1);
  return -ENOSYS;
}

}  // namespace

bool chooseTree(const char* root, const char* paths) {
  if (root == nullptr || std::strlen(root) >= kLongest) return false;
  if (paths == nullptr || std::strlen(paths) >= kLongestList) return false;
  std::memcpy(tree, root, std::strlen(root) + 1);
  std::memcpy(ofTree, paths, std::strlen(paths) + 1);
  return true;
}

long openPath(const Call& call) {
  const auto* path = reinterpret_cast<const char*>(call.args[1]);
  Path found;
  if (findInTree(path, found))
    return own(SYS_openat, AT_FDCWD, pointer(found.text), call.args[2], call.args[3]);
  if (path == nullptr || path[0] != '/') return call.pass();
  const long made = openMadeUp(path);
  return made == -ENOSYS ? call.pass() : made;
}

// statx and newfstatat have the path at the same place, and what follows passes as it is.
long statusOfPath(const Call& call) {
  Path found;
  if (!findInTree(reinterpret_cast<const char*>(call.args[1]), found)) return call.pass();
  Call moved = call;
  moved.args[0] = AT_FDCWD;
  moved.args[1] = pointer(found.text);
  return moved.pass();
}

}  // namespace twin
