import Bytes
package import Flasher
import Glibc
import K210Flash

/// Keeps bytes that share sectors with what is written, until it is sure that they are there again.
package struct RescueFile {
  /// A package that `kiln flash` writes back.
  package let path: String
  /// Whether writing it back needs --force: a piece at address 0 looks like a firmware without its header.
  package let needsForce: Bool

  /// Bytes outside of an image in sectors as they were, without those that are erased anyway.
  package static func parts(of sectors: [FlashSegment], outside image: FlashImage) -> [FlashSegment] {
    sectors.flatMap { sector in
      gaps(in: sector.range, besides: image.segments.map(\.range)).compactMap { range in
        let start = range.lowerBound - sector.address
        let bytes = Array(sector.bytes[start..<(start + range.count)])
        return bytes.allSatisfy { $0 == 0xFF } ? nil : FlashSegment(address: range.lowerBound, bytes: bytes)
      }
    }
  }

  /// Writes the parts into a new file of the working directory; nil when there are none.
  ///
  /// - Throws: exit code 1 when it cannot be written.
  package static func save(_ parts: [FlashSegment], folder: String = ".") throws(CommandFailure)
    -> RescueFile?
  {
    guard let first = parts.first else { return nil }
    let entries = parts.compactMap { part in
      UInt32(exactly: part.address).map { address in
        FlashPackage.Entry(
          item: .init(address: address, name: "\(Hexadecimal.address(part.address)).bin", hasHeader: false),
          bytes: part.bytes)
      }
    }
    let stem = "kiln-rescue-\(Hexadecimal.address(first.address))"
    let bytes: [UInt8]
    do throws(PackageError) {
      bytes = try FlashPackage(entries).encoded()
    } catch {
      throw CommandFailure(.work, "\(stem).kfpkg: \(error)")
    }
    let file = try create(stem, folder: folder)
    let code = file.write(bytes)
    guard code == 0 else { throw unwritable(file.path, code) }
    file.keep()
    let map = FlashContents.map(
      entries.map { FlashPiece($0) }, chipByteCount: FlashMap.standardChipByteCount, stub: .kiln)
    return RescueFile(path: file.path, needsForce: map.needsForce)
  }

  /// Makes the file under the first name that is free: one from before may hold what flash has lost.
  private static func create(_ stem: String, folder: String) throws(CommandFailure) -> NewFile {
    for name in ["\(stem).kfpkg"] + (2...99).map({ "\(stem)-\($0).kfpkg" }) {
      let path = folder == "." ? name : Files.path(folder, name)
      if let file = NewFile(path) { return file }
      let code = errno
      guard code == EEXIST else { throw unwritable(path, code) }
    }
    throw CommandFailure(
      .work, "\(stem).kfpkg: there are 99 of them already", hints: ["remove those that are not needed"])
  }

  private static func unwritable(_ path: String, _ code: Int32) -> CommandFailure {
    CommandFailure(
      .work,
      "\(path): what lies beside the files cannot be saved: \(systemMessage(code)); nothing was written to flash yet",
      hints: ["run it from a folder that you may write to, and that has room"])
  }

  /// Removes the file.
  package func remove() { Files.remove(path) }

  /// The parts of a range that none of the others covers.
  private static func gaps(in range: Range<Int>, besides others: [Range<Int>]) -> [Range<Int>] {
    var gaps: [Range<Int>] = []
    var start = range.lowerBound
    for other in others.sorted(by: { $0.lowerBound < $1.lowerBound }) where other.overlaps(range) {
      if other.lowerBound > start { gaps.append(start..<other.lowerBound) }
      start = max(start, other.upperBound)
    }
    if start < range.upperBound { gaps.append(start..<range.upperBound) }
    return gaps
  }
}
