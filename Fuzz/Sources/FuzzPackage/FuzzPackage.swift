internal import Containers
internal import FuzzDriver
internal import K210Flash

/// Reads mutated bytes as a kfpkg, as the list inside one, and as a firmware image.
@main
enum FuzzPackage {
  static func main() {
    unsafe LibFuzzer.run { start, count in
      let bytes = unsafe LibFuzzer.bytes(start, count)
      // Checksums would stop most mutations of an archive, so lists are also packed after they were mutated.
      if bytes.first == UInt8(ascii: "P") {
        FuzzPackage.check(archive: bytes)
      } else {
        FuzzPackage.check(list: bytes)
      }
      FuzzPackage.check(image: bytes)
      return 0
    }
  }

  private static let limits = ZipLimits(entryCount: 16, memberByteCount: 1 << 18, totalByteCount: 1 << 20)

  private static func check(archive: [UInt8]) {
    guard let package = try? FlashPackage(archive, limits: limits) else { return }
    if package.entries.contains(where: { $0.bytes.count > limits.memberByteCount }) {
      LibFuzzer.finding("a member beyond the limit")
    }
    check(package)
  }

  private static func check(list: [UInt8]) {
    var writer = ZipWriter()
    do {
      try writer.add(FlashList.fileName, list)
      try writer.add("a.bin", [0x73, 0x10, 0x30, 0x30])
    } catch {
      LibFuzzer.finding("two plain members cannot be packed: \(error)")
    }
    if let package = try? FlashPackage(writer.finished(), limits: limits) { check(package) }
  }

  /// An accepted package can be planned, written and read again as the same.
  private static func check(_ package: FlashPackage) {
    for note in package.notes where note.description.isEmpty { LibFuzzer.finding("a note without words") }
    let map = FlashMap(package.entries.map { FlashPiece($0) })
    if map.regions.count != package.entries.count { LibFuzzer.finding("the plan lost a file") }
    if !(WriteTime(map, baud: 115_200).total >= 0) { LibFuzzer.finding("a time below zero") }
    for entry in package.entries where entry.item.name.contains("/") || entry.item.name == ".." {
      LibFuzzer.finding("the name \(entry.item.name) was accepted")
    }
    do {
      let again = try FlashPackage(package.encoded(packing: .stored))
      if again.entries.map({ $0.bytes }) != package.entries.map({ $0.bytes })
        || again.entries.map({ $0.item.address }) != package.entries.map({ $0.item.address })
      {
        LibFuzzer.finding("writing changed the package")
      }
    } catch {
      LibFuzzer.finding("an accepted package cannot be written and read again: \(error)")
    }
  }

  private static func check(image: [UInt8]) {
    _ = FirmwareImage.looksLikeProgram(image)
    guard let firmware = try? FirmwareImage(image) else { return }
    if firmware.encoded[...] != image.prefix(firmware.byteCount) { LibFuzzer.finding("an image changes") }
  }
}
