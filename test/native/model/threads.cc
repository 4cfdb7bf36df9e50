// The threads of an experiment, and the two calls that they wait by.
#include <linux/futex.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>

#include "model/model.h"
#include "model/thread.h"

namespace model {
namespace {

// makecontext() passes ints only.
void trampoline(unsigned high, unsigned low) {
  reinterpret_cast<Model*>((static_cast<uintptr_t>(high) << 32) | low)->enterThread();
}

}  // namespace

void Model::resumeThread(Thread& thread) {
  Thread* const before = running_;
  running_ = &thread;
  thread.run();
  running_ = before;
}

void Model::enterThread() {
  Thread& self = *running_;
  self.body(self.argument);
  swapcontext(&self.own, &self.back);
}

bool Model::threadsAreGone() const {
  return std::none_of(threads_.begin(), threads_.end(), [](const auto& each) { return each->blocked; });
}

long Model::spawn(int (*body)(void*), void* argument, void*) {
  if (instead) {
    const Asked asked = {calls++, -1, 0, 0, 0, 0, ""};
    if (const std::optional<long> answer = instead(asked)) return *answer;
  }
  threads_.push_back(std::make_unique<Thread>());
  Thread& made = *threads_.back();
  made.body = body;
  made.argument = argument;
  made.id = 4241 + static_cast<long>(threads_.size());
  getcontext(&made.own);
  made.own.uc_stack.ss_sp = made.stack.data();
  made.own.uc_stack.ss_size = made.stack.size();
  const auto self = reinterpret_cast<uintptr_t>(this);
  makecontext(&made.own, reinterpret_cast<void (*)()>(trampoline), 2, static_cast<unsigned>(self >> 32),
              static_cast<unsigned>(self));
  resumeThread(made);
  return made.id;
}

// Every other thread has run as far as it can: who waits in the main thread waits until its time is up.
long Model::futex(const uint32_t* word, long operation, uint32_t value) {
  if ((operation & FUTEX_CMD_MASK) == FUTEX_WAIT) {
    if (*word != value) return -EAGAIN;
    if (running_ == nullptr) return -ETIMEDOUT;
    running_->word = word;
    running_->wait();
    return 0;
  }
  long woken = 0;
  for (size_t i = 0; i < threads_.size() && woken < static_cast<long>(value); ++i) {
    Thread& each = *threads_[i];
    if (!each.blocked || each.word != word) continue;
    each.word = nullptr;
    resumeThread(each);
    ++woken;
  }
  return woken;
}

long Model::poll(pollfd* waiting, uint64_t count) {
  long ready = 0;
  for (uint64_t i = 0; i < count; ++i) {
    const Descriptor* const of = descriptor(waiting[i].fd);
    waiting[i].revents = of != nullptr && !of->pending.empty() ? POLLIN : 0;
    ready += waiting[i].revents != 0 ? 1 : 0;
  }
  return ready;
}

}  // namespace model
