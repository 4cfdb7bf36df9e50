#include "binding_identity.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include <cerrno>
#include <string>

#include "kernel/raw_syscall.h"
#include "process/device_cgroup.h"

namespace hgm {
namespace {

constexpr const char* kSteps[] = {"none",  "setgroups", "setresgid", "setresuid",
                                  "setns", "chroot",    "capset",    "no_new_privs"};

void three(const Napi::Object& from, const char* key, uint32_t (&to)[3]) {
  const auto list = from.Get(key).As<Napi::Array>();
  for (uint32_t i = 0; i < 3; ++i) to[i] = list.Get(i).ToNumber().Uint32Value();
}

// Masks travel as BigInt: a number holds 53 bits.
uint64_t mask(const Napi::Object& from, const char* key) {
  bool lossless = false;
  return from.Get(key).As<Napi::BigInt>().Uint64Value(&lossless);
}

Napi::Value openProcess(const Napi::CallbackInfo& info) {
  const long fd = rawSyscall(SYS_pidfd_open, info[0].ToNumber().Int64Value(), 0, 0, 0, 0, 0);
  if (fd >= 0) fcntl(static_cast<int>(fd), F_SETFD, FD_CLOEXEC);
  return Napi::Number::New(info.Env(), static_cast<double>(fd));
}

// Signal 0 asks only; EPERM means that there is somebody to refuse for.
Napi::Value isAlive(const Napi::CallbackInfo& info) {
  const long sent = rawSyscall(SYS_pidfd_send_signal, info[0].ToNumber().Int64Value(), 0, 0, 0, 0, 0);
  return Napi::Boolean::New(info.Env(), sent == 0 || sent == -EPERM);
}

Napi::Value devicePrograms(const Napi::CallbackInfo& info) {
  const int directory = info[0].ToNumber().Int32Value();
  return Napi::Number::New(info.Env(), static_cast<double>(countDevicePrograms(directory)));
}

}  // namespace

SharedIdentity::SharedIdentity() {
  void* const at = mmap(nullptr, sizeof(Identity), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (at != MAP_FAILED) at_ = static_cast<Identity*>(at);
}

SharedIdentity::~SharedIdentity() {
  if (at_ != nullptr) munmap(at_, sizeof(Identity));
}

void SharedIdentity::fill(const Napi::Object& from) {
  three(from, "uids", at_->uid);
  three(from, "gids", at_->gid);
  const auto groups = from.Get("groups").As<Napi::Array>();
  for (uint32_t i = 0; i < groups.Length() && i < Identity::kGroups; ++i) {
    at_->groups[at_->groupCount++] = groups.Get(i).ToNumber().Uint32Value();
  }
  at_->keepGroups = from.Get("keepGroups").ToBoolean();
  at_->process = from.Get("process").ToNumber().Int32Value();
  at_->namespaces = from.Get("namespaces").ToNumber().Int32Value();
  at_->root = from.Get("root").ToNumber().Int32Value();
  at_->permitted = mask(from, "permitted");
  at_->effective = mask(from, "effective");
  at_->noNewPrivs = from.Get("noNewPrivs").ToBoolean();
}

Napi::Error SharedIdentity::failure(Napi::Env env) const {
  const char* const step = kSteps[static_cast<size_t>(at_->failed)];
  Napi::Error error = Napi::Error::New(env, std::string("the kernel refuses ") + step);
  error.Set("step", Napi::String::New(env, step));
  error.Set("errno", Napi::Number::New(env, at_->error));
  return error;
}

void exportProcesses(Napi::Env env, Napi::Object exports) {
  exports.Set("openProcess", Napi::Function::New(env, openProcess));
  exports.Set("isAlive", Napi::Function::New(env, isAlive));
  exports.Set("devicePrograms", Napi::Function::New(env, devicePrograms));
}

}  // namespace hgm
