#include "scenario/options.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace scenario {
namespace {

const std::pair<const char*, long> kErrnos[] = {
    {"EPERM", EPERM},   {"ENOENT", ENOENT},       {"ESRCH", ESRCH},        {"EINTR", EINTR},
    {"EIO", EIO},       {"ENXIO", ENXIO},         {"E2BIG", E2BIG},        {"EBADF", EBADF},
    {"EAGAIN", EAGAIN}, {"ENOMEM", ENOMEM},       {"EACCES", EACCES},      {"EFAULT", EFAULT},
    {"EBUSY", EBUSY},   {"EEXIST", EEXIST},       {"ENODEV", ENODEV},      {"EINVAL", EINVAL},
    {"ENFILE", ENFILE}, {"EMFILE", EMFILE},       {"ENOTTY", ENOTTY},      {"EFBIG", EFBIG},
    {"ENOSPC", ENOSPC}, {"ENOSYS", ENOSYS},       {"ERANGE", ERANGE},      {"EOPNOTSUPP", EOPNOTSUPP},
    {"EDQUOT", EDQUOT}, {"ETIMEDOUT", ETIMEDOUT}, {"EHWPOISON", EHWPOISON}};

const std::pair<const char*, model::Patch> kPatches[] = {{"none", model::Patch::kNone},
                                                         {"rfc-v1", model::Patch::kRfcV1},
                                                         {"rfc-v2", model::Patch::kRfcV2},
                                                         {"rfc-v2-off", model::Patch::kRfcV2Off},
                                                         {"madv-split", model::Patch::kMadvSplit}};

std::vector<std::string> listed(const std::string& text) {
  std::vector<std::string> parts;
  for (size_t from = 0; from < text.size();) {
    const size_t comma = std::min(text.find(',', from), text.size());
    parts.push_back(text.substr(from, comma - from));
    from = comma + 1;
  }
  return parts;
}

// `2M` as bytes; 0 for what is no size.
uint64_t bytesOf(const std::string& word) {
  char* unit = nullptr;
  const uint64_t number = std::strtoull(word.c_str(), &unit, 10);
  const size_t power = std::string("KMGT").find(*unit);
  return *unit == '\0' ? number : power == std::string::npos ? 0 : number << (10 * (power + 1));
}

bool version(const std::string& value, model::Traits& traits) {
  const size_t dot = value.find('.');
  if (dot == std::string::npos) return false;
  const int number = std::atoi(value.c_str()) * 100 + std::atoi(value.c_str() + dot + 1);
  const model::Traits kernel = model::stock(number);
  traits.version = number;
  traits.deviceNode = kernel.deviceNode;
  return true;
}

bool dialect(const std::string& value, model::Traits& traits) {
  for (const auto& [name, patch] : kPatches) {
    if (value != name) continue;
    traits.patch = patch;
    return true;
  }
  return false;
}

bool pools(const std::string& value, model::Traits& traits) {
  traits.pools.clear();
  for (const std::string& each : listed(value)) {
    const size_t is = each.find('=');
    if (is == std::string::npos || bytesOf(each.substr(0, is)) == 0) return false;
    traits.pools[bytesOf(each.substr(0, is))] = std::strtoull(each.c_str() + is + 1, nullptr, 10);
  }
  return true;
}

// Who runs it: root; a user; a user where the sysctl allows it; a container with the usual filter.
bool caller(const std::string& value, model::Traits& traits) {
  traits.root = value == "root";
  traits.sysctl = value == "sysctl";
  traits.seccomp = value == "container";
  if (value == "container") traits.deviceNode = false;
  return traits.root || traits.sysctl || traits.seccomp || value == "nobody";
}

std::string cutOff(std::string& text, char mark) {
  const size_t at = text.find(mark);
  if (at == std::string::npos) return "";
  std::string tail = text.substr(at + 1);
  text.resize(at);
  return tail;
}

bool failure(std::string text, std::vector<Failure>& all) {
  Failure made;
  const std::string answer = cutOff(text, '=');
  made.step = cutOff(text, '/');
  made.memory = cutOff(text, '@');
  made.dialect = cutOff(text, ':');
  made.experiment = text;
  made.answer = -errnoNumber(answer);
  const bool good = (made.answer != 0 || answer == "0") && !made.step.empty();
  all.push_back(std::move(made));
  return good;
}

bool latency(const std::string& value, std::vector<uint64_t>& all) {
  for (const std::string& each : listed(value)) all.push_back(std::strtoull(each.c_str(), nullptr, 10));
  return !all.empty();
}

bool one(const std::string& flag, const std::string& value, Options& options) {
  if (flag == "--kernel") return version(value, options.traits);
  if (flag == "--dialect") return dialect(value, options.traits);
  if (flag == "--pool") return pools(value, options.traits);
  if (flag == "--as") return caller(value, options.traits);
  if (flag == "--each") return failure(value, options.each);
  if (flag == "--only") return !(options.only = value).empty();
  if (flag == "--fail") return failure(value, options.failures);
  if (flag == "--samples") return (options.samples = static_cast<uint32_t>(std::atoi(value.c_str()))) > 0;
  if (flag == "--latency") return latency(value, options.latency);
  if (flag == "--quiet") return options.quiet = value == "yes";
  if (flag != "--borrow") return false;
  for (const std::string& each : listed(value)) options.borrow.insert(bytesOf(each));
  return true;
}

}  // namespace

bool parse(int count, char** words, Options& options) {
  for (int i = 1; i < count; i += 2) {
    if (i + 1 < count && one(words[i], words[i + 1], options)) continue;
    std::fprintf(stderr, "scenario: %s %s?\n", words[i], i + 1 < count ? words[i + 1] : "");
    return false;
  }
  return true;
}

const char* errnoName(long number) {
  for (const auto& [name, value] : kErrnos) {
    if (value == number) return name;
  }
  return nullptr;
}

long errnoNumber(const std::string& name) {
  for (const auto& [known, value] : kErrnos) {
    if (name == known) return value;
  }
  return 0;
}

}  // namespace scenario
