import Bytes
import K210Board

/// A file that holds what is in a flash chip, and is kept so.
struct FlashFile {
  let path: String
  private let file: UpdatedFile

  /// Opens or makes the file of a chip; what it lacks at its end is erased flash.
  ///
  /// - Parameter wantsWholeBlocks: Whether a file that does not end with a block of flash is taken for another file's.
  /// - Throws: exit code 3 when it cannot be opened or holds more than the chip.
  static func open(
    _ path: String, byteCount: Int, wantsWholeBlocks: Bool = false
  ) throws(CommandFailure) -> (
    file: FlashFile, contents: [UInt8]
  ) {
    guard Files.exists(path) else {
      let contents = [UInt8](repeating: 0xFF, count: byteCount)
      try Files.write(contents, to: path)
      return (FlashFile(path: path, file: try UpdatedFile(path)), contents)
    }
    var contents = try Files.read(path)
    guard contents.count <= byteCount else {
      throw CommandFailure(
        .file, "\(path): \(contents.count) bytes; the flash chip has \(byteCount)",
        hints: largerChip(for: contents.count))
    }
    // A model or a text that was meant for --load must not become 16 MiB long.
    guard !wantsWholeBlocks || contents.count % blockByteCount == 0 else {
      throw CommandFailure(
        .file, "\(path): \(contents.count) bytes, which is no flash image: those have whole blocks of 64 KiB",
        hints: ["--load FILE@ADDRESS puts a file into flash"])
    }
    let file = try UpdatedFile(path)
    let missing = byteCount - contents.count
    if missing > 0 {
      let erased = [UInt8](repeating: 0xFF, count: missing)
      try file.write(erased, at: contents.count)
      contents += erased
    }
    return (FlashFile(path: path, file: file), contents)
  }

  /// Bytes of a block that a flash chip erases at once.
  private static let blockByteCount = 64 << 10

  private static func largerChip(for byteCount: Int) -> [String] {
    let sizes = NORChip.all.map(\.byteCount).filter { $0 >= byteCount }
    return sizes.min().map { ["a larger chip: --flash-size \($0 >> 20)M"] } ?? []
  }

  /// Eight bytes that follow from where the file is: each board has another chip, which is the same one when it is started again.
  var uniqueID: [UInt8] {
    Array(SHA256.digest(of: Array((resolvedPath(path) ?? path).utf8)).prefix(8))
  }

  /// Writes what has changed.
  func write(_ changes: [FlashChange]) throws(CommandFailure) {
    for change in changes { try file.write(change.bytes, at: change.address) }
  }
}
