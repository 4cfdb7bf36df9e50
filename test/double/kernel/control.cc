#include "control.h"

#include <cerrno>

#include "calls.h"
#include "mode.h"

namespace twin {
namespace {

// By number: the build machine's header may stop before the last two.
enum Number : unsigned {
  kRegister = 0,
  kUnregister = 1,
  kCopy = 3,
  kZeropage = 4,
  kMove = 5,  // 6.8
  kWriteprotect = 6,
  kContinue = 7,
  kPoison = 8,     // 6.6
  kRwprotect = 9,  // 7.3
  kApi = 0x3f,
};

template <typename T>
T& at(const Call& call) {
  return *reinterpret_cast<T*>(call.args[2]);
}

bool isTooNew(unsigned number) { return number == kMove || number == kPoison || number == kRwprotect; }

}  // namespace

long control(const Call& call) {
  const auto command = static_cast<unsigned>(call.args[1]);
  // USERFAULTFD_IOC_NEW has neither a direction nor a struct.
  if ((command >> 16) == 0) return call.pass();
  const unsigned number = command & 0xffu;
  if (theMode->isOld() && isTooNew(number)) return -EINVAL;
  switch (number) {
    case kApi:
      return offerFeatures(call, at<uffdio_api>(call));
    case kRegister:
      return registerRange(call, at<uffdio_register>(call));
    case kUnregister:
      return unregisterRange(call, at<uffdio_range>(call));
    case kContinue:
      return continueRange(call, at<uffdio_continue>(call));
    case kCopy:
      return copyRange(call, at<uffdio_copy>(call));
    case kZeropage:
      return zeroRange(call, at<uffdio_zeropage>(call));
    case kPoison:
      return poisonRange(call, at<uffdio_zeropage>(call));
    case kWriteprotect:
      return protectRange(call, at<uffdio_writeprotect>(call));
    default:
      return call.pass();
  }
}

}  // namespace twin
