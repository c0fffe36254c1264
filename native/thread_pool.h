// A pool of threads for work in many short phases: a training step has four, a few hundred
// microseconds each, so workers spin a little before they sleep.
#pragma once

#include <functional>

namespace tenfold {

// Calls work(item, worker) for every item in [0, count), on at most `threads` threads, the
// caller's among them. worker is in [0, threads); the caller is 0. Between its items the caller
// calls poll(); once that returns true no further item starts, and parallel_for returns false.
// One call runs at a time; others wait.
bool parallel_for(int count, int threads, const std::function<void(int, int)>& work,
                  const std::function<bool()>& poll);

}  // namespace tenfold
