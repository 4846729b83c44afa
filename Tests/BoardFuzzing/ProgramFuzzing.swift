internal import RV64
internal import TestSupport

/// Random bytes as an ELF file.
public enum ProgramFuzzing {
  private static let limits = ProgramImage.Limits(
    fileByteCount: 1 << 16, memoryByteCount: 1 << 18, segmentCount: 16, symbolCount: 256)

  /// Reads the bytes and looks everything up; what must not be, nil when all is well.
  public static func finding(in bytes: [UInt8]) -> String? {
    var bytes = bytes
    // Mutations would spoil the signature more often than not.
    bytes.replaceSubrange(0..<min(bytes.count, 7), with: [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1])
    let image: ProgramImage
    do throws(ProgramImageError) {
      image = try ProgramImage(elf: bytes, limits: limits)
    } catch {
      return error.description.isEmpty ? "an error without words" : nil
    }
    if image.segments.count > limits.segmentCount { return "more segments than allowed" }
    if image.segments.reduce(0, { $0 + $1.byteCount }) > limits.memoryByteCount { return "too much memory" }
    guard image.contains(image.entry) else { return "the entry \(image.entry) is outside of all segments" }
    for segment in image.segments {
      for address in [segment.address, segment.address &+ UInt32(truncatingIfNeeded: segment.byteCount / 2)] {
        if let name = image.symbol(at: UInt64(address)).map({ "\($0)" }), name.utf8.count > 4096 {
          return "a name of \(name.utf8.count) bytes"
        }
      }
    }
    return loadingFinding(image)
  }

  private static func loadingFinding(_ image: ProgramImage) -> String? {
    let memory = GuestMemory(byteCount: 1 << 16, bases: [0x8000_0000])
    do throws(ProgramImageError) {
      try image.load(into: memory)
    } catch {
      return memory.read(0..<memory.byteCount)?.allSatisfy { $0 == 0 } == true
        ? nil : "a program that was refused is partly there"
    }
    guard let last = image.segments.last, !last.bytes.isEmpty,
      let offset = memory.offset(of: last.address, size: last.byteCount)
    else { return nil }
    return memory.read(offset..<(offset + last.bytes.count)).map { $0[...] == last.bytes } == true
      ? nil : "the last segment is not what memory holds"
  }

  /// Files with segments and symbols of all kinds.
  public static var seeds: [[UInt8]] {
    var small = ELFBuilder()
    small.segments = [.init(address: 0x8000_0000, bytes: Assembler.bytes(BoardPrograms.sleep))]
    return [ELFBuilder.sample.bytes, small.bytes]
  }
}
