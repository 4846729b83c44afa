import Glibc

/// One stretch of the host's memory, reserved at once and used as it is touched.
final class Arena {
  /// Its words and bytes.
  let memory: Memory
  /// How long it is.
  let byteCount: Int

  /// Reserves memory, all zero; nil when the host has none.
  init?(byteCount: Int) {
    let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
    guard let base = unsafe mmap(nil, byteCount, PROT_READ | PROT_WRITE, flags, -1, 0),
      unsafe base != MAP_FAILED
    else {
      return nil
    }
    self.byteCount = byteCount
    memory = unsafe Memory(base: base, byteCount: byteCount)
  }

  deinit { unsafe munmap(memory.base, byteCount) }
}
