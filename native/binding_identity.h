// Marshalling of identities, processes and cgroups.
#pragma once

#include <napi.h>

#include "process/identity.h"

namespace hgm {

// One identity in memory that children share. Throws nothing: check valid().
class SharedIdentity {
 public:
  SharedIdentity();
  ~SharedIdentity();
  SharedIdentity(const SharedIdentity&) = delete;
  SharedIdentity& operator=(const SharedIdentity&) = delete;

  bool valid() const { return at_ != nullptr; }
  Identity* get() { return at_; }
  void fill(const Napi::Object& from);
  // An Error with `step` and `errno` for what failed.
  Napi::Error failure(Napi::Env env) const;

 private:
  Identity* at_ = nullptr;
};

// openProcess(pid): a pidfd, or minus the errno. isAlive(pidfd). devicePrograms(directory).
void exportProcesses(Napi::Env env, Napi::Object exports);

}  // namespace hgm
