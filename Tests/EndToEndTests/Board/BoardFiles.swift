import Foundation
import K210Flash
import TestSupport

/// Programs for `kiln board` as files, in a folder of their own.
struct BoardFiles {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A program of ours that is kept built.
  static func prebuilt(_ name: String) -> String { "firmware/prebuilt/\(name).bin" }

  /// A program as a flat image.
  func binary(_ words: [UInt32], name: String = "program.bin") throws -> String {
    try folder.write(Assembler.bytes(words), to: name)
  }

  /// A program as an ELF file, with a name for each of its parts.
  func elf(_ parts: [(name: String, words: [UInt32])], name: String = "program.elf") throws -> String {
    var builder = ELFBuilder()
    var words: [UInt32] = []
    for part in parts {
      builder.symbols.append(
        .init(
          name: part.name, address: 0x8000_0000 + UInt64(4 * words.count),
          byteCount: UInt64(4 * part.words.count)))
      words += part.words
    }
    builder.segments = [.init(address: 0x8000_0000, bytes: Assembler.bytes(words))]
    return try folder.write(builder.bytes, to: name)
  }

  /// The image of a chip of 4 MiB with a program at its start, and the path.
  func flash(_ words: [UInt32], name: String = "flash.img") throws -> String {
    let image = try FirmwareImage(program: Assembler.bytes(words)).encoded
    return try folder.write(image + [UInt8](repeating: 0xFF, count: (4 << 20) - image.count), to: name)
  }
}
