import Dispatch
import Synchronization

/// Tasks that threads take one after the other, each thread with a part of the scratch to itself.
struct FusedTasks: Sendable {
  /// Threads, at least 1.
  let workers: Int

  /// Runs tasks with so many floats of working memory each; the first part of the scratch stays as it is.
  func run(
    _ count: Int, _ scratch: KernelScratch, floats: Int,
    _ body: @Sendable (Int, UnsafeMutablePointer<Float>) -> Void
  ) {
    let memories = (0..<min(workers, count)).map { scratch.part($0 + 1, byteCount: 4 * floats) }
    run(count) { index, worker in unsafe body(index, memories[worker].pointer(as: Float.self)) }
  }

  /// Runs tasks without working memory.
  func run(_ count: Int, _ body: @Sendable (_ index: Int, _ worker: Int) -> Void) {
    if workers == 1 || count == 1 {
      for index in 0..<count { body(index, 0) }
      return
    }
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: min(workers, count)) { worker in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if index >= count { break }
        body(index, worker)
      }
    }
  }
}
