#include "thread_pool.h"

#include <pthread.h>

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

namespace tenfold {
namespace {

// About 20 µs: longer than the gap between two phases of a training step.
constexpr int kSpins = 4000;

// As the next item: no job is open.
constexpr uint64_t kShut = 0xffffffffu;

void pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

class Pool {
 public:
  bool run(int count, int threads, const std::function<void(int, int)>& work,
           const std::function<bool()>& poll) {
    std::lock_guard<std::mutex> one_caller(caller_);
    while (static_cast<int>(workers_.size()) < threads - 1) {
      const int worker = static_cast<int>(workers_.size()) + 1;
      workers_.emplace_back([this, worker] { serve(worker); });
      workers_.back().detach();  // they live as long as the process
    }
    // The last job is shut before this one's fields go in, or a worker still at its end could take
    // an item too many.
    const uint64_t last = state_.load() | kShut;
    state_.store(last);
    work_.store(&work);
    count_.store(count);
    threads_.store(threads);
    cancelled_.store(false);
    done_.store(0);
    const uint32_t generation = static_cast<uint32_t>(last >> 32) + 1;
    {
      std::lock_guard<std::mutex> lock(sleep_);
      state_.store(static_cast<uint64_t>(generation) << 32);
    }
    if (threads > 1) wake_.notify_all();
    while (take_one(generation, 0)) {
      if (poll()) cancelled_.store(true);
    }
    for (int spins = 0; done_.load(std::memory_order_acquire) < count; ++spins) {
      if (spins < kSpins) {
        pause();
      } else {
        std::this_thread::yield();
        if (poll()) cancelled_.store(true);
      }
    }
    return !cancelled_.load();
  }

 private:
  // The state holds the job's generation (high half) and its next item (low half), so that a
  // worker that wakes late cannot take an item of a job it has not seen.
  bool take_one(uint32_t generation, int worker) {
    uint64_t state = state_.load(std::memory_order_acquire);
    for (;;) {
      const auto* work = work_.load();
      const uint32_t item = static_cast<uint32_t>(state & kShut);
      if (static_cast<uint32_t>(state >> 32) != generation) return false;
      if (item >= static_cast<uint32_t>(count_.load()) || worker >= threads_.load()) return false;
      if (!state_.compare_exchange_weak(state, state + 1)) continue;
      if (!cancelled_.load()) (*work)(static_cast<int>(item), worker);
      done_.fetch_add(1, std::memory_order_release);
      return true;
    }
  }

  void serve(int worker) {
    uint32_t seen = 0;
    for (;;) {
      seen = wait_for_job(seen);
      while (take_one(seen, worker)) {
      }
    }
  }

  uint32_t wait_for_job(uint32_t seen) {
    const auto generation = [this] { return static_cast<uint32_t>(state_.load() >> 32); };
    for (int spins = 0; spins < kSpins; ++spins) {
      if (generation() != seen) return generation();
      pause();
    }
    std::unique_lock<std::mutex> lock(sleep_);
    wake_.wait(lock, [&] { return generation() != seen; });
    return generation();
  }

  std::mutex caller_, sleep_;
  std::condition_variable wake_;
  std::vector<std::thread> workers_;
  std::atomic<uint64_t> state_{0};
  std::atomic<const std::function<void(int, int)>*> work_{nullptr};
  std::atomic<int> count_{0}, threads_{0}, done_{0};
  std::atomic<bool> cancelled_{false};
};

// Never freed: its threads may still be waiting on it while the process exits.
std::atomic<Pool*> pool{nullptr};

// Threads do not survive a fork: the child starts with a new pool.
Pool& this_process_pool() {
  static const int registered = pthread_atfork(nullptr, nullptr, [] { pool.store(new Pool); });
  (void)registered;
  Pool* current = pool.load();
  if (current == nullptr) {
    Pool* fresh = new Pool;
    if (pool.compare_exchange_strong(current, fresh)) return *fresh;
    delete fresh;
  }
  return *pool.load();
}

}  // namespace

bool parallel_for(int count, int threads, const std::function<void(int, int)>& work,
                  const std::function<bool()>& poll) {
  if (threads > 1 && count > 1) {
    return this_process_pool().run(count, threads, work, poll);
  }
  for (int item = 0; item < count; ++item) {
    work(item, 0);
    if (poll()) return false;
  }
  return true;
}

}  // namespace tenfold
