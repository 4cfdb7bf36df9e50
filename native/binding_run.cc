#include "binding_run.h"

#include <algorithm>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "binding_result.h"
#include "process/nursery.h"

namespace hgm {
namespace {

// For stopAll(); a module may be loaded by several threads of Node.
std::mutex runningLock;
std::vector<Arena*> running;

// Forks and waits on a thread of libuv's pool: the event loop goes on.
class Run final : public Napi::AsyncWorker {
 public:
  Run(Napi::Env env, std::unique_ptr<Arena> arena, std::unique_ptr<SharedIdentity> identity)
      : AsyncWorker(env),
        deferred_(Napi::Promise::Deferred::New(env)),
        arena_(std::move(arena)),
        identity_(std::move(identity)) {
    const std::lock_guard<std::mutex> held(runningLock);
    running.push_back(arena_.get());
  }

  Napi::Promise promise() const { return deferred_.Promise(); }

 protected:
  // Where no process can be had, every experiment stays not run, and the report says that of each.
  void Execute() override {
    runInChildren(*arena_, identity_ ? identity_->get() : nullptr);
    results_ = resultsOf(*arena_);
  }

  // Also where the environment is torn down before the work was done.
  ~Run() override {
    const std::lock_guard<std::mutex> held(runningLock);
    running.erase(std::remove(running.begin(), running.end(), arena_.get()), running.end());
  }

  void OnOK() override {
    if (identity_ && identity_->get()->failed != IdentityStep::kNone) {
      deferred_.Reject(identity_->failure(Env()).Value());
      return;
    }
    const auto json = Env().Global().Get("JSON").As<Napi::Object>();
    const auto text = Napi::String::New(Env(), results_);
    const Napi::Value parsed = json.Get("parse").As<Napi::Function>().Call({text});
    if (Env().IsExceptionPending()) {  // longer than a string can be
      deferred_.Reject(Env().GetAndClearPendingException().Value());
      return;
    }
    deferred_.Resolve(parsed);
  }

  void OnError(const Napi::Error& error) override { deferred_.Reject(error.Value()); }

 private:
  Napi::Promise::Deferred deferred_;
  std::unique_ptr<Arena> arena_;
  std::unique_ptr<SharedIdentity> identity_;
  std::string results_;
};

}  // namespace

Napi::Promise start(Napi::Env env, std::unique_ptr<Arena> arena, std::unique_ptr<SharedIdentity> identity) {
  auto* worker = new Run(env, std::move(arena), std::move(identity));
  const Napi::Promise promise = worker->promise();
  worker->Queue();
  return promise;
}

void stopAll() {
  const std::lock_guard<std::mutex> held(runningLock);
  for (Arena* each : running) each->stop();
}

}  // namespace hgm
