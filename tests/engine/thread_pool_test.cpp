#include <doctest/doctest.h>

#include <atomic>
#include <numeric>
#include <vector>

#include "engine/core/thread_pool.hpp"

using namespace convscope;

TEST_CASE("a pool runs every task once, on threads it has") {
  for (const int count : {1, 2, 4}) {
    ThreadPool threads(count);
    CHECK(threads.threads() == (ThreadPool::available() ? count : 1));
    for (const std::size_t tasks : {0, 1, 2, 3, 100}) {
      std::vector<std::atomic<int>> runs(tasks);
      std::atomic<bool> known{true};
      threads.run(static_cast<std::int64_t>(tasks), [&](std::int64_t index, int worker) {
        ++runs[static_cast<std::size_t>(index)];
        if (worker < 0 || worker >= threads.threads()) known = false;
      });
      CHECK(known);
      for (const auto& times : runs) CHECK(times == 1);
    }
  }
}

TEST_CASE("what tasks wrote is there when run returns, thousands of times over") {
  ThreadPool threads(3);
  std::vector<std::int64_t> values(17);
  for (std::int64_t round = 0; round < 5000; ++round) {
    threads.run(std::ssize(values), [&](std::int64_t index, int) {
      values[static_cast<std::size_t>(index)] = round + index;
    });
    REQUIRE(std::accumulate(values.begin(), values.end(), std::int64_t{0}) == 17 * round + 136);
  }
}

TEST_CASE("a pool has at least one thread and at most its limit") {
  CHECK(ThreadPool(0).threads() == 1);
  CHECK(ThreadPool(-5).threads() == 1);
  CHECK(ThreadPool(1000).threads() <= ThreadPool::kMostThreads);
}
