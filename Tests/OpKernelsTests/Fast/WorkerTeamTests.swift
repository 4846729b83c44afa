import Dispatch
import OpKernels
import Synchronization
import Testing

@Suite("threads that help with tasks")
struct WorkerTeamTests {
  @Test(
    "every task is done once, by a thread that does no other meanwhile", arguments: [0, 1, 2, 3, 64],
    [1, 2, 5])
  func tasks(count: Int, workers: Int) {
    let done = Mutex([Int](repeating: 0, count: count))
    let busy = Mutex(Set<Int>())
    WorkerTeam.run(count, workers: workers) { index, worker in
      #expect((0..<workers).contains(worker))
      #expect(busy.withLock { $0.insert(worker).inserted })
      done.withLock { $0[index] += 1 }
      _ = busy.withLock { $0.remove(worker) }
    }
    #expect(done.withLock { $0 } == [Int](repeating: 1, count: count))
  }

  @Test("again and again, with fewer and more threads")
  func repeated() {
    let sum = Atomic(0)
    for round in 0..<2_000 {
      WorkerTeam.run(4, workers: 1 + round % 4) { index, _ in sum.wrappingAdd(index, ordering: .relaxed) }
    }
    #expect(sum.load(ordering: .relaxed) == 2_000 * 6)
  }

  @Test("tasks of tasks, and callers at the same time")
  func nested() {
    let sum = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      for _ in 0..<50 {
        WorkerTeam.run(3, workers: 2) { _, _ in
          WorkerTeam.run(5, workers: 2) { index, _ in sum.wrappingAdd(index, ordering: .relaxed) }
        }
      }
    }
    #expect(sum.load(ordering: .relaxed) == 8 * 50 * 3 * 10)
  }

  @Test("work that takes less than handing it over stays with the caller")
  func threshold() {
    #expect(WorkerTeam.workers(microseconds: 101, threads: 4) == 4)
    #expect(WorkerTeam.workers(microseconds: 101, threads: 1000) == 64)
    #expect(WorkerTeam.workers(microseconds: 101, threads: 0) == 1)
    #expect(WorkerTeam.workers(microseconds: 20, threads: 4) == 1)
  }
}
