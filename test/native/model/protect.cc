// WRITEPROTECT, RWPROTECT and MOVE.
#include <cerrno>

#include "model/model.h"

namespace model {

namespace abi = hgm::abi;

// WRITEPROTECT on hugetlb is whole pages with HGM as well. RWPROTECT (7.3) is taken to have the same rule.
long Model::protect(const abi::ProtectArgs& args, uint64_t mode) {
  const auto [start, length] = args.range;
  if (!plainRange(start, length) || (args.mode & ~uint64_t{3}) != 0) return -EINVAL;
  const Vma* const vma = space_.holding(start, length);
  if (vma == nullptr || (vma->modes & mode) == 0) return -ENOENT;
  if (((start | length) & (vma->unit - 1)) != 0) return -EINVAL;
  const bool on = (args.mode & abi::kProtectOn) != 0;
  for (const auto& [at, leaf] : space_.leavesIn(start, start + length)) {
    (mode == abi::kModeWp ? leaf->writeProtected : leaf->accessProtected) = on;
  }
  return 0;
}

// Private anonymous memory only, though REGISTER advertises it for shmem too.
long Model::move(abi::MoveArgs& args) {
  if (!plainRange(args.dst, args.len) || !plainRange(args.src, args.len)) return -EINVAL;
  const Vma* const to = space_.holding(args.dst, args.len);
  const Vma* const from = space_.holding(args.src, args.len);
  const auto refused = [&args](int64_t why) { return args.move = why; };
  if (to == nullptr || from == nullptr || to->userfaultfd < 0) return refused(-ENOENT);
  if (to->file || from->file) return refused(-EINVAL);
  if (space_.anyLeaf(args.dst, args.len)) return refused(-EEXIST);
  const auto leaves = space_.leavesIn(args.src, args.src + args.len);
  if (leaves.size() * traits.basePageBytes != args.len) return refused(-ENOENT);
  for (const auto& [at, leaf] : leaves) space_.leaves[args.dst + (at - args.src)] = *leaf;
  space_.dropLeaves(args.src, args.src + args.len);
  args.move = static_cast<int64_t>(args.len);
  return 0;
}

}  // namespace model
