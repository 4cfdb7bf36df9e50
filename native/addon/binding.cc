// The functions of the addon, marshalled: it starts the program and asks about processes, and nothing else.
#include <fcntl.h>
#include <napi.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <cerrno>
#include <string>

#include "addon/launch.h"
#include "kernel/device_cgroup.h"
#include "kernel/kernel.h"
#include "kernel/raw_syscall.h"

namespace {

// start(request, path | null, process, root): a run, to be given to wait() and stop(). Throws an Error with
// `step` and `errno` where the program can't be started.
Napi::Value start(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const std::string request = info[0].ToString();
  const bool isFile = info[1].IsString();
  const std::string path = isFile ? info[1].ToString() : Napi::String::New(env, "");
  auto* const launch = new hgm::Launch;
  const int error = launch->start(request, isFile ? path.c_str() : nullptr, info[2].ToNumber().Int32Value(),
                                  info[3].ToNumber().Int32Value());
  if (error != 0) {
    const std::string step = launch->failedAt();
    delete launch;
    Napi::Error failure = Napi::Error::New(env, "the program of the experiments does not start: " + step);
    failure.Set("step", Napi::String::New(env, step));
    failure.Set("errno", Napi::Number::New(env, error));
    failure.ThrowAsJavaScriptException();
    return env.Undefined();
  }
  return Napi::External<hgm::Launch>::New(env, launch, [](Napi::Env, hgm::Launch* one) { delete one; });
}

// wait(run, milliseconds): what it wrote since the last wait while it goes on, then the rest of it and how it
// ended.
Napi::Value wait(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  hgm::Launch& launch = *info[0].As<Napi::External<hgm::Launch>>().Data();
  if (launch.wait(info[1].ToNumber().Int32Value())) return Napi::String::New(env, launch.take());
  auto end = Napi::Object::New(env);
  const int status = launch.status();
  end.Set("text", Napi::String::New(env, launch.take()));
  end.Set("exitCode", WIFEXITED(status) ? Napi::Number::New(env, WEXITSTATUS(status)) : env.Null());
  end.Set("signal", WIFSIGNALED(status) ? Napi::Number::New(env, WTERMSIG(status)) : env.Null());
  return end;
}

// stop(run): its experiments end in order, with what was measured.
void stop(const Napi::CallbackInfo& info) { info[0].As<Napi::External<hgm::Launch>>().Data()->stop(); }

// openProcess(pid): a pidfd, or minus the errno.
Napi::Value openProcess(const Napi::CallbackInfo& info) {
  const long fd = hgm::rawSyscall(SYS_pidfd_open, info[0].ToNumber().Int64Value(), 0, 0, 0, 0, 0);
  if (fd >= 0) fcntl(static_cast<int>(fd), F_SETFD, FD_CLOEXEC);
  return Napi::Number::New(info.Env(), static_cast<double>(fd));
}

// isAlive(pidfd). Signal 0 asks only; EPERM means that there is somebody to refuse for.
Napi::Value isAlive(const Napi::CallbackInfo& info) {
  const long sent = hgm::rawSyscall(SYS_pidfd_send_signal, info[0].ToNumber().Int64Value(), 0, 0, 0, 0, 0);
  return Napi::Boolean::New(info.Env(), sent == 0 || sent == -EPERM);
}

// devicePrograms(directory): how many BPF programs of the cgroup decide over devices, or minus the errno.
Napi::Value devicePrograms(const Napi::CallbackInfo& info) {
  const int directory = info[0].ToNumber().Int32Value();
  return Napi::Number::New(info.Env(), static_cast<double>(hgm::countDevicePrograms(directory)));
}

Napi::Value basePageBytes(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(hgm::realKernel().basePageBytes()));
}

Napi::Object init(Napi::Env env, Napi::Object exports) {
  const auto add = [&](const char* name, auto function) {
    exports.Set(name, Napi::Function::New(env, function));
  };
  add("start", start);
  add("wait", wait);
  add("stop", stop);
  add("openProcess", openProcess);
  add("isAlive", isAlive);
  add("devicePrograms", devicePrograms);
  add("basePageBytes", basePageBytes);
  return exports;
}

}  // namespace

NODE_API_MODULE(hgm_probe, init)
