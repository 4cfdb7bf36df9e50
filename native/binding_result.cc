#include "binding_result.h"

#include <cmath>
#include <cstdio>

namespace hgm {
namespace {

constexpr const char* kRoles[] = {"setup", "test", "control", "look"};
constexpr const char* kEnds[] = {"not_run", "done", "deadline", "signal"};
constexpr const char* kEnded[] = {"full", "duration", "stopped", "refused", "overflow"};

Napi::Value toValue(Napi::Env env, const Field& field) {
  if (field.kind == Kind::kText) return Napi::String::New(env, reinterpret_cast<const char*>(field.value));
  if (field.kind == Kind::kHex) {
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

void setSeen(Napi::Env env, Napi::Object& object, const Series& series) {
  Napi::Array ns = Napi::Array::New(env, series.seenCount);
  Napi::Array counts = Napi::Array::New(env, series.seenCount);
  for (uint32_t i = 0; i < series.seenCount; ++i) {
    ns.Set(i, number(env, static_cast<double>(series.seen[i].ns)));
    counts.Set(i, number(env, static_cast<double>(series.seen[i].count)));
  }
  object.Set("ns", ns);
  object.Set("counts", counts);
}

Napi::Object toSeries(Napi::Env env, const Series& series) {
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
  const Circumstances& during = series.during;
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

}  // namespace

Napi::Object toResult(Napi::Env env, const Slot& slot) {
  Napi::Object result = Napi::Object::New(env);
  result.Set("end", kEnds[static_cast<size_t>(slot.end)]);
  result.Set("signal", Napi::Number::New(env, slot.signal));
  const Journal& journal = slot.journal;
  Napi::Array calls = Napi::Array::New(env, journal.entryCount);
  for (uint32_t i = 0; i < journal.entryCount; ++i) calls.Set(i, toCall(env, journal.entries[i]));
  result.Set("calls", calls);
  Napi::Array series = Napi::Array::New(env, journal.seriesCount);
  for (uint32_t i = 0; i < journal.seriesCount; ++i) series.Set(i, toSeries(env, journal.series[i]));
  result.Set("series", series);
  return result;
}

}  // namespace hgm
