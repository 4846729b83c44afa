import Bytes
package import Flasher
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
    // One from before may hold what flash has lost.
    let names = ["\(stem).kfpkg"] + (2...99).map { "\(stem)-\($0).kfpkg" }
    guard let name = names.first(where: { !Files.exists(Files.path(folder, $0)) }) else {
      throw CommandFailure(
        .work, "\(stem).kfpkg: there are 99 of them already", hints: ["remove those that are not needed"])
    }
    let path = folder == "." ? name : Files.path(folder, name)
    let file: [UInt8]
    do throws(PackageError) {
      file = try FlashPackage(entries).encoded()
    } catch {
      throw CommandFailure(.work, "\(path): \(error)")
    }
    try Files.write(file, to: path)
    let map = FlashContents.map(
      entries.map { FlashPiece($0) }, chipByteCount: FlashMap.standardChipByteCount, stub: .kiln)
    return RescueFile(path: path, needsForce: map.needsForce)
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
