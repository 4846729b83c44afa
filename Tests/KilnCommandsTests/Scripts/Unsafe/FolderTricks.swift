import Dispatch
import Glibc
import Synchronization

// **Invariant**: texts are lent to the system for one call each.

/// Makes a named pipe.
func makePipe(at path: String) -> Bool { unsafe mkfifo(path, 0o600) == 0 }

/// Puts a link in place of a folder and the folder back, again and again, as long as this lives.
final class FolderSwapper: Sendable {
  private let isOver = Atomic(false)
  private let group = DispatchGroup()

  /// `path` is the folder's, `target` what the link holds.
  func start(_ path: String, target: String) {
    DispatchQueue.global().async(group: group) { [self] in
      let aside = path + ".was"
      while !isOver.load(ordering: .relaxed) {
        _ = unsafe rename(path, aside)
        _ = unsafe symlink(target, path)
        _ = unsafe unlink(path)
        _ = unsafe rename(aside, path)
      }
    }
  }

  /// Ends it; the folder is in its place.
  func stop() {
    isOver.store(true, ordering: .relaxed)
    group.wait()
  }
}

/// A descriptor of a file; nil when it cannot be opened.
func openForReading(_ path: String) -> Int32? {
  let descriptor = unsafe open(path, O_RDONLY)
  return descriptor < 0 ? nil : descriptor
}
