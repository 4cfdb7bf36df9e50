// Marshalling between JavaScript and the experiments, and nothing else.
#include <napi.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "binding_identity.h"
#include "observe/experiments.h"
#include "process/arena.h"
#include "process/nursery.h"

namespace {

using hgm::Arena;
using hgm::Entry;
using hgm::Field;
using hgm::Plan;
using hgm::Slot;

constexpr const char* kRoles[] = {"setup", "test", "control", "look"};
constexpr const char* kEnds[] = {"not_run", "done", "deadline", "signal"};
constexpr const char* kEnded[] = {"full", "duration", "stopped", "refused", "overflow"};

uint64_t numberOf(const Napi::Object& object, const char* key) {
  return static_cast<uint64_t>(object.Get(key).ToNumber().Int64Value());
}

bool flagOf(const Napi::Object& object, const char* key) { return object.Get(key).ToBoolean(); }

Plan toPlan(const Napi::Object& object) {
  Plan plan = {};
  const std::string name = object.Get("experiment").ToString();
  std::strncpy(plan.experiment, name.c_str(), sizeof plan.experiment - 1);
  plan.memory = static_cast<hgm::Memory>(numberOf(object, "memory"));
  plan.pageBytes = numberOf(object, "pageBytes");
  plan.dialect = static_cast<hgm::Dialect>(numberOf(object, "dialect"));
  plan.borrow = flagOf(object, "borrow");
  plan.fillable = flagOf(object, "fillable");
  plan.quiet = flagOf(object, "quiet");
  plan.deviceOnly = flagOf(object, "deviceOnly");
  plan.thpBytes = numberOf(object, "thpBytes");
  plan.samples = static_cast<uint32_t>(numberOf(object, "samples"));
  plan.durationMs = static_cast<uint32_t>(numberOf(object, "durationMs"));
  plan.cpu = static_cast<int32_t>(numberOf(object, "cpu"));
  plan.threads = static_cast<uint32_t>(numberOf(object, "threads"));
  plan.interrupts = flagOf(object, "interrupts");
  plan.deadlineMs = static_cast<uint32_t>(numberOf(object, "deadlineMs"));
  const auto granules = object.Get("granules").As<Napi::Array>();
  for (uint32_t i = 0; i < granules.Length() && plan.granuleCount < Plan::kGranules; ++i) {
    plan.granules[plan.granuleCount++] = static_cast<uint64_t>(granules.Get(i).ToNumber().Int64Value());
  }
  return plan;
}

Napi::Value toValue(Napi::Env env, const Field& field) {
  if (field.kind == hgm::Kind::kText)
    return Napi::String::New(env, reinterpret_cast<const char*>(field.value));
  if (field.kind == hgm::Kind::kHex) {
    char text[19];
    std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(field.value));
    return Napi::String::New(env, text);
  }
  return Napi::Number::New(env, static_cast<double>(static_cast<int64_t>(field.value)));
}

Napi::Object toFields(Napi::Env env, const Field* fields, size_t count) {
  Napi::Object object = Napi::Object::New(env);
  for (size_t i = 0; i < count; ++i) object.Set(fields[i].key, toValue(env, fields[i]));
  return object;
}

Napi::Object toCall(Napi::Env env, const Entry& entry) {
  Napi::Object call = Napi::Object::New(env);
  call.Set("step", entry.step);
  call.Set("role", kRoles[static_cast<size_t>(entry.role)]);
  call.Set("call", entry.call);
  call.Set("args", toFields(env, entry.args, entry.argCount));
  const bool failed = entry.returned && entry.ret < 0;
  // As the C library shows it: -1 and an errno.
  call.Set("ret", entry.returned ? Napi::Number::New(env, failed ? -1.0 : static_cast<double>(entry.ret))
                                 : env.Null());
  call.Set("errno", failed ? Napi::Number::New(env, static_cast<double>(-entry.ret)) : env.Null());
  call.Set("out", toFields(env, entry.outs, entry.outCount));
  return call;
}

Napi::Value number(Napi::Env env, double value) { return Napi::Number::New(env, value); }

// Below zero: the kernel did not tell.
Napi::Value known(Napi::Env env, int64_t value) {
  return value < 0 ? env.Null() : number(env, static_cast<double>(value));
}

void setSeen(Napi::Env env, Napi::Object& object, const hgm::Series& series) {
  Napi::Array ns = Napi::Array::New(env, series.seenCount);
  Napi::Array counts = Napi::Array::New(env, series.seenCount);
  for (uint32_t i = 0; i < series.seenCount; ++i) {
    ns.Set(i, number(env, static_cast<double>(series.seen[i].ns)));
    counts.Set(i, number(env, static_cast<double>(series.seen[i].count)));
  }
  object.Set("ns", ns);
  object.Set("counts", counts);
}

Napi::Object toSeries(Napi::Env env, const hgm::Series& series) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("id", series.id);
  object.Set("granuleBytes", number(env, static_cast<double>(series.shape.granuleBytes)));
  object.Set("units", number(env, series.shape.units));
  object.Set("threads", number(env, series.shape.threads));
  object.Set("firstNs", series.hasFirst ? number(env, static_cast<double>(series.firstNs)) : env.Null());
  setSeen(env, object, series);
  const auto calls = static_cast<double>(series.batchedCalls);
  const double mean = static_cast<double>(series.batchedTotalNs) / calls;
  object.Set("batchedNs", calls == 0 ? env.Null() : number(env, std::round(mean * 10) / 10));
  object.Set("batchedCalls", number(env, calls));
  const hgm::Circumstances& during = series.during;
  object.Set("cpu", known(env, during.cpu));
  object.Set("node", known(env, during.node));
  object.Set("interrupts", known(env, during.interrupts));
  object.Set("migrations", known(env, during.migrations));
  object.Set("voluntarySwitches", known(env, during.voluntarySwitches));
  object.Set("involuntarySwitches", known(env, during.involuntarySwitches));
  object.Set("minorFaults", known(env, during.minorFaults));
  object.Set("ended", kEnded[static_cast<size_t>(series.ended)]);
  return object;
}

Napi::Object toResult(Napi::Env env, const Slot& slot) {
  Napi::Object result = Napi::Object::New(env);
  result.Set("end", kEnds[static_cast<size_t>(slot.end)]);
  result.Set("signal", Napi::Number::New(env, slot.signal));
  const hgm::Journal& journal = slot.journal;
  Napi::Array calls = Napi::Array::New(env, journal.entryCount);
  for (uint32_t i = 0; i < journal.entryCount; ++i) calls.Set(i, toCall(env, journal.entries[i]));
  result.Set("calls", calls);
  Napi::Array series = Napi::Array::New(env, journal.seriesCount);
  for (uint32_t i = 0; i < journal.seriesCount; ++i) series.Set(i, toSeries(env, journal.series[i]));
  result.Set("series", series);
  return result;
}

// Runs that have not ended, for stop(); a module may be loaded by several threads of Node.
std::mutex runningLock;
std::vector<Arena*> running;

// Forks and waits on a thread of libuv's pool: the event loop goes on.
class Run final : public Napi::AsyncWorker {
 public:
  Run(Napi::Env env, std::unique_ptr<Arena> arena, std::unique_ptr<hgm::SharedIdentity> identity)
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
  void Execute() override { hgm::runInChildren(*arena_, identity_ ? identity_->get() : nullptr); }

  // Also where the environment is torn down before the work was done.
  ~Run() override {
    const std::lock_guard<std::mutex> held(runningLock);
    running.erase(std::remove(running.begin(), running.end(), arena_.get()), running.end());
  }

  void OnOK() override {
    if (identity_ && identity_->get()->failed != hgm::IdentityStep::kNone) {
      deferred_.Reject(identity_->failure(Env()).Value());
      return;
    }
    Napi::Array results = Napi::Array::New(Env(), arena_->size());
    for (uint32_t i = 0; i < arena_->size(); ++i) results.Set(i, toResult(Env(), (*arena_)[i]));
    deferred_.Resolve(results);
  }

  void OnError(const Napi::Error& error) override { deferred_.Reject(error.Value()); }

 private:
  Napi::Promise::Deferred deferred_;
  std::unique_ptr<Arena> arena_;
  std::unique_ptr<hgm::SharedIdentity> identity_;
};

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
    plans.push_back(toPlan(list.Get(i).As<Napi::Object>()));
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
  auto* worker = new Run(env, std::move(arena), std::move(identity));
  const Napi::Promise promise = worker->promise();
  worker->Queue();
  return promise;
}

// stop(): every run that has not ended ends in order, with what was measured.
void stop(const Napi::CallbackInfo&) {
  const std::lock_guard<std::mutex> held(runningLock);
  for (Arena* each : running) each->stop();
}

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
