// What the program is asked to run, as text:
//
//   rights 3fffff… …                         Rights of the process that asks, in the order of Rights::kNames
//   identity uids=0 …                        whose place each child takes; left out for none
//   plan experiment=copy memory=2 …          one line for each, in order
//
// and an empty line. Fields that a line leaves out are 0; src/observe/program/request.ts writes it.
#pragma once

#include "observe/plan.h"
#include "process/identity.h"
#include "process/rights.h"
#include "process/supervisor.h"

namespace hgm {

struct Request {
  Plan plans[Supervisor::kMostPlans];
  size_t planCount;
  Identity identity;
  bool hasIdentity;
  Rights rights;
  bool hasRights;
};

// Reads the text, which ends in a zero byte. Null, or what is wrong with it: a literal.
const char* parseRequest(const char* text, Request& to);

}  // namespace hgm
