import Glibc

/// What the calling thread has used of a processor, in seconds.
///
/// Waiting for a processor that others use is no part of it, so that times of one thread can be taken on a
/// shared machine.
enum ThreadClock {
  static var seconds: Double {
    var time = timespec()
    // Invariant: the call writes one `timespec`, which outlives it; this clock exists on every Linux.
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}

/// What this process has used of all processors, its threads together, in seconds.
enum ProcessClock {
  static var seconds: Double {
    var time = timespec()
    // Invariant: as above.
    unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}

/// What ended child processes have used of all processors, in seconds.
enum ChildrenClock {
  static var seconds: Double {
    var usage = rusage()
    // Invariant: the call writes one `rusage`, which outlives it.
    unsafe getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &usage)
    let micros = Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec)
    return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + micros * 1e-6
  }
}
