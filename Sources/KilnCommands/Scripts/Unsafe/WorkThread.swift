import Glibc

/// A thread that does jobs in the order in which they came, and keeps the first failure.
///
/// **Invariant**: `lock` and `changed` are made once and live as long as the object, which the thread holds
/// until it has ended; all other fields are touched with `lock` held, or when there is no thread.
@safe final class WorkThread: @unchecked Sendable {
  typealias Job = @Sendable () -> CommandFailure?

  private let lock: UnsafeMutablePointer<pthread_mutex_t>
  private let changed: UnsafeMutablePointer<pthread_cond_t>
  private var thread = pthread_t()
  private var hasThread = false
  private var jobs: [Job] = []
  private var isClosed = false
  private var failure: CommandFailure?
  private let limit: Int

  /// Starts the thread; where the system has none, jobs are done at once by who adds them.
  init(limit: Int) {
    self.limit = limit
    unsafe lock = .allocate(capacity: 1)
    unsafe changed = .allocate(capacity: 1)
    unsafe _ = pthread_mutex_init(lock, nil)
    unsafe _ = pthread_cond_init(changed, nil)
    // Signals are the main thread's: it looks after them.
    var (all, old) = (sigset_t(), sigset_t())
    unsafe sigfillset(&all)
    unsafe pthread_sigmask(SIG_SETMASK, &all, &old)
    let itself = unsafe Unmanaged.passRetained(self)
    let code = unsafe pthread_create(
      &thread, nil,
      { pointer in
        if let pointer = unsafe pointer {
          unsafe Unmanaged<WorkThread>.fromOpaque(pointer).takeRetainedValue().run()
        }
        return nil
      }, itself.toOpaque())
    unsafe pthread_sigmask(SIG_SETMASK, &old, nil)
    hasThread = code == 0
    if code != 0 { unsafe itself.release() }
  }

  deinit {
    unsafe pthread_cond_destroy(changed)
    unsafe pthread_mutex_destroy(lock)
    unsafe changed.deallocate()
    unsafe lock.deallocate()
  }

  /// Takes a job; waits as long as too many wait.
  func add(_ job: @escaping Job) {
    guard hasThread else {
      failure = failure ?? job()
      return
    }
    unsafe pthread_mutex_lock(lock)
    while jobs.count >= limit { unsafe pthread_cond_wait(changed, lock) }
    jobs.append(job)
    unsafe pthread_cond_broadcast(changed)
    unsafe pthread_mutex_unlock(lock)
  }

  /// Waits until all jobs are done; the thread has ended then.
  func finish() -> CommandFailure? {
    guard hasThread else { return failure }
    unsafe pthread_mutex_lock(lock)
    isClosed = true
    unsafe pthread_cond_broadcast(changed)
    unsafe pthread_mutex_unlock(lock)
    _ = pthread_join(thread, nil)
    hasThread = false
    return failure
  }

  private func run() {
    unsafe pthread_mutex_lock(lock)
    while true {
      while jobs.isEmpty, !isClosed { unsafe pthread_cond_wait(changed, lock) }
      guard !jobs.isEmpty else { break }
      let job = jobs.removeFirst()
      unsafe pthread_cond_broadcast(changed)
      unsafe pthread_mutex_unlock(lock)
      let result = job()
      unsafe pthread_mutex_lock(lock)
      failure = failure ?? result
    }
    unsafe pthread_mutex_unlock(lock)
  }
}
