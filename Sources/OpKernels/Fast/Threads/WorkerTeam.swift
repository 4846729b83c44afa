import CKernels
import Dispatch
import Glibc
import Synchronization

/// Threads that help with the tasks of a kernel.
///
/// A helper without work looks for more for some hundred microseconds before it goes. So the layers of a model, which follow each
/// other within microseconds, don't wake a thread each: waking one takes as long as a small layer, on virtual machines
/// longer. The team serves one kernel at a time; those that come meanwhile take Dispatch's threads.
package final class WorkerTeam: Sendable {
  /// The process's team.
  private static let shared = WorkerTeam()

  /// Work for which helpers are woken.
  static let wakeMicroseconds = 100
  /// Work in which helpers take part that are awake: twice what it takes to hand it over, and a margin.
  static let shareMicroseconds = 20
  /// How often a helper looks for work before it goes, and how often until it lets others have the processor.
  private static let looks = 1 << 14
  private static let looksPerYield = 64

  private let isTaken = Atomic(false)
  /// Helpers that work or look for work.
  private let helpers = Atomic(0)
  /// Places that helpers may still take in the upper half, helpers at work in the lower one.
  private let places = Atomic<UInt64>(0)
  private let work = Mutex<(@Sendable (Int) -> Void)?>(nil)
  private static let place: UInt64 = 1 << 32

  /// Threads worth having for work that takes so long on one of them, at most `threads`.
  package static func workers(microseconds: Int, threads: Int) -> Int {
    let helps =
      microseconds > wakeMicroseconds
      || microseconds > shareMicroseconds && shared.helpers.load(ordering: .relaxed) > 0
    return helps ? max(1, min(threads, 64)) : 1
  }

  /// Runs tasks, which threads take one after the other.
  ///
  /// - Parameters:
  ///   - count: tasks, which may run at the same time.
  ///   - workers: threads, the caller's among them.
  ///   - body: gets a task's index and its thread's, below `workers`; a thread does one task at a time.
  package static func run(_ count: Int, workers: Int, _ body: @Sendable (_ index: Int, _ worker: Int) -> Void)
  {
    let workers = min(workers, count)
    if workers <= 1 {
      for index in 0..<count { body(index, 0) }
      return
    }
    let next = Atomic(0)
    shared.perform(workers) { worker in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if index >= count { break }
        body(index, worker)
      }
    }
  }

  /// Runs `body` on the caller's thread as worker 0, and on helpers that come before it ends.
  private func perform(_ workers: Int, _ body: @Sendable (Int) -> Void) {
    let (isFree, _) = isTaken.compareExchange(
      expected: false, desired: true, ordering: .acquiringAndReleasing)
    guard isFree else { return DispatchQueue.concurrentPerform(iterations: workers, execute: body) }
    withoutActuallyEscaping(body) { body in
      work.withLock { $0 = body }
      places.store(UInt64(workers - 1) * Self.place, ordering: .releasing)
      wake(workers - 1)
      body(0)
      // Nobody enters any more; those inside finish.
      places.bitwiseAnd(Self.place - 1, ordering: .acquiringAndReleasing)
      var looks = 0
      while places.load(ordering: .acquiring) != 0 { Self.pause(&looks) }
      work.withLock { $0 = nil }
    }
    isTaken.store(false, ordering: .releasing)
  }

  /// Sees to it that so many helpers are awake, or on their way.
  private func wake(_ count: Int) {
    while helpers.load(ordering: .relaxed) < count {
      helpers.wrappingAdd(1, ordering: .relaxed)
      DispatchQueue.global(qos: .userInitiated).async { self.help() }
    }
  }

  private func help() {
    var looks = 0
    while looks < Self.looks {
      if let worker = enter() {
        takePart(as: worker)
        places.wrappingSubtract(1, ordering: .releasing)
        looks = 0
      } else {
        Self.pause(&looks)
      }
    }
    helpers.wrappingSubtract(1, ordering: .relaxed)
  }

  /// Takes a place, whose number is the worker's.
  private func enter() -> Int? {
    var seen = places.load(ordering: .acquiring)
    while seen >= Self.place {
      let (entered, found) = places.compareExchange(
        expected: seen, desired: seen - Self.place + 1, ordering: .acquiringAndReleasing)
      if entered { return Int(seen / Self.place) }
      seen = found
    }
    return nil
  }

  /// A function of its own, so that nothing holds the work when it returns.
  @inline(never)
  private func takePart(as worker: Int) {
    let body = work.withLock { $0 }
    body?(worker)
  }

  private static func pause(_ looks: inout Int) {
    looks += 1
    if looks % looksPerYield == 0 { sched_yield() } else { kiln_pause() }
  }
}
