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
    WorkerTeam.run(count, workers: workers) { index, worker in
      unsafe body(index, memories[worker].pointer(as: Float.self))
    }
  }

  /// Runs tasks without working memory.
  func run(_ count: Int, _ body: @Sendable (_ index: Int, _ worker: Int) -> Void) {
    WorkerTeam.run(count, workers: workers, body)
  }
}
