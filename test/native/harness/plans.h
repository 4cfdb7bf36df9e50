// Plans as the program makes them: which experiments, on which memory, for which dialect.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "observe/plan.h"

namespace harness {

struct Wish {
  std::vector<uint64_t> sizes;  // huge page sizes of the host, ascending
  std::set<uint64_t> borrow;    // those of which a page may be taken
  bool fillable = true;
  bool quiet = false;
  uint32_t samples = 8;
  bool everything = false;  // what borrows a page is planned where none may be taken as well
};

hgm::Plan plan(const std::string& experiment, hgm::Memory memory = hgm::Memory::kNone, uint64_t pageBytes = 0,
               hgm::Dialect dialect = hgm::Dialect::kNone);
// A plan of hugetlb memory of which a page may be taken.
hgm::Plan borrowing(const std::string& experiment, uint64_t pageBytes,
                    hgm::Dialect dialect = hgm::Dialect::kNone);

std::vector<hgm::Plan> plansOf(const Wish& wish);

// `hgm_hole hugetlb-2M rfc-v2`.
std::string nameOf(const hgm::Plan& plan);
// `anonymous`, `hugetlb-2M`; "" for none.
std::string memoryName(const hgm::Plan& plan);
// `rfc-v1`; "" for none.
std::string dialectName(hgm::Dialect dialect);
std::string sizeWord(uint64_t bytes);

}  // namespace harness
