import ImageCodecs
package import Pictures

/// Writes what a display shows into a folder: `000000.png`, `000001.png` and so on, beside the script's work.
package final class ScreenWriter {
  private let folder: String
  private var count = 0
  private var thread: WorkThread?

  /// Screens that may wait; then the script waits.
  private static let queueLimit = 32

  /// Makes the folder if it is not there.
  ///
  /// - Throws: exit code 1 when it cannot be made.
  package init(_ folder: String) throws(CommandFailure) {
    self.folder = folder
    try Files.makeFolder(folder)
  }

  /// Takes the next screen.
  package func write(_ screen: Picture) {
    let path = Files.path(folder, Self.name(count))
    count += 1
    let work: @Sendable () -> CommandFailure? = { Self.encode(screen, path) }
    if thread == nil { thread = WorkThread(limit: Self.queueLimit) }
    thread?.add(work)
  }

  /// Waits until all is written.
  ///
  /// - Returns: what went wrong first.
  package func finish() -> CommandFailure? {
    defer { thread = nil }
    return thread?.finish()
  }

  /// Files of the folder that this run would have overwritten, had it been longer.
  package var leftovers: Int {
    let names = (try? Files.names(in: folder)) ?? []
    return names.count {
      $0.count == 10 && $0.hasSuffix(".png") && Int($0.prefix(6)).map { $0 >= count } ?? false
    }
  }

  private static func name(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 6 - digits.count)) + digits + ".png"
  }

  private static func encode(_ screen: Picture, _ path: String) -> CommandFailure? {
    do throws(ImageError) {
      let bytes = try screen.encoded(as: .png, isFast: true)
      do throws(CommandFailure) { try Files.write(bytes, to: path) } catch { return error }
      return nil
    } catch {
      return CommandFailure(.work, "\(path): \(error)")
    }
  }
}
