// The functions of the addon. What they take and give is marshalled beside this file.
#include <napi.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "binding_identity.h"
#include "binding_plan.h"
#include "binding_run.h"
#include "observe/experiments.h"
#include "process/arena.h"

namespace {

using hgm::Arena;
using hgm::Plan;

// run(plans, identity?): Promise of one result per plan, in order; rejected where the identity can't be had.
Napi::Value run(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (info.Length() < 1 || !info[0].IsArray()) {
    Napi::TypeError::New(env, "run: an array of plans is wanted").ThrowAsJavaScriptException();
    return env.Undefined();
  }
  const auto list = info[0].As<Napi::Array>();
  std::vector<Plan> plans;
  for (uint32_t i = 0; i < list.Length(); ++i) {
    plans.push_back(hgm::toPlan(list.Get(i).As<Napi::Object>()));
    if (hgm::findExperiment(plans.back().experiment) == nullptr) {
      Napi::TypeError::New(env, std::string("run: no experiment is called ") + plans.back().experiment)
          .ThrowAsJavaScriptException();
      return env.Undefined();
    }
  }
  auto arena = std::make_unique<Arena>(plans.data(), plans.size());
  if (!arena->valid()) {
    Napi::Error::New(env, "run: no memory to share with the experiments").ThrowAsJavaScriptException();
    return env.Undefined();
  }
  std::unique_ptr<hgm::SharedIdentity> identity;
  if (info.Length() > 1 && info[1].IsObject()) {
    identity = std::make_unique<hgm::SharedIdentity>();
    if (!identity->valid()) {
      Napi::Error::New(env, "run: no memory to share an identity").ThrowAsJavaScriptException();
      return env.Undefined();
    }
    identity->fill(info[1].As<Napi::Object>());
  }
  return hgm::start(env, std::move(arena), std::move(identity));
}

// stop(): every run that has not ended ends in order, with what was measured.
void stop(const Napi::CallbackInfo&) { hgm::stopAll(); }

Napi::Value basePageBytes(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(hgm::realKernel().basePageBytes()));
}

Napi::Object init(Napi::Env env, Napi::Object exports) {
  exports.Set("run", Napi::Function::New(env, run));
  exports.Set("stop", Napi::Function::New(env, stop));
  exports.Set("basePageBytes", Napi::Function::New(env, basePageBytes));
  hgm::exportProcesses(env, exports);
  return exports;
}

}  // namespace

NODE_API_MODULE(hgm_probe, init)
