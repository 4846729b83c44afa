package import Bytes
package import K210Flash

/// Bytes for a place in flash.
package struct FlashSegment: Sendable, Equatable {
  /// Where the first one goes.
  package let address: Int
  /// The bytes.
  package let bytes: [UInt8]

  /// Bytes for an address.
  package init(address: Int, bytes: [UInt8]) { (self.address, self.bytes) = (address, bytes) }

  /// Where they lie.
  package var range: Range<Int> { address..<(address + bytes.count) }

  /// What is left of it, before and behind, when a range is taken away.
  fileprivate func parts(outside other: Range<Int>) -> [FlashSegment] {
    guard range.overlaps(other) else { return [self] }
    let before = bytes.prefix(max(0, other.lowerBound - address))
    let behind = bytes.suffix(max(0, range.upperBound - other.upperBound))
    return [
      FlashSegment(address: address, bytes: Array(before)),
      FlashSegment(address: other.upperBound, bytes: Array(behind)),
    ].filter { !$0.bytes.isEmpty }
  }
}

/// All that is to be written, with its frames and digests, sorted by address and without overlaps.
package struct FlashImage: Sendable, Equatable {
  /// The bytes of each file.
  package let segments: [FlashSegment]

  /// Bytes of a sector, the smallest piece that can be erased.
  package static let sectorByteCount = 4096
  /// Bytes of a block, the largest that one command erases.
  package static let blockByteCount = 65_536

  /// Files as they will lie in flash.
  ///
  /// - Throws: `FirmwareError` when one cannot be framed.
  package init(_ pieces: [FlashPiece], key: AES128? = nil, isDualIO: Bool = true) throws(FirmwareError) {
    var segments: [FlashSegment] = []
    for piece in pieces {
      segments.append(
        FlashSegment(address: piece.address, bytes: try piece.flashBytes(key: key, isDualIO: isDualIO)))
    }
    self.init(segments: segments)
  }

  /// Bytes in their places; where two overlap, which a plan refuses, the later one in the list wins.
  package init(segments: [FlashSegment]) {
    var kept: [FlashSegment] = []
    for segment in segments where !segment.bytes.isEmpty {
      kept = kept.flatMap { $0.parts(outside: segment.range) } + [segment]
    }
    self.segments = kept.sorted { $0.address < $1.address }
  }

  /// The whole sectors that a range touches, erased.
  static func erased(_ range: Range<Int>) -> FlashImage {
    let start = range.lowerBound / sectorByteCount * sectorByteCount
    let end = (range.upperBound + sectorByteCount - 1) / sectorByteCount * sectorByteCount
    let bytes = [UInt8](repeating: 0xFF, count: end - start)
    return FlashImage(segments: [FlashSegment(address: start, bytes: bytes)])
  }

  /// Bytes that are written.
  package var byteCount: Int { segments.reduce(0) { $0 + $1.bytes.count } }

  /// Where the last byte ends.
  package var end: Int { segments.map(\.range.upperBound).max() ?? 0 }

  /// The sectors that any byte lies in, by number, in order.
  package var sectors: [Int] {
    var numbers: [Int] = []
    for segment in segments {
      let first = segment.range.lowerBound / Self.sectorByteCount
      let last = (segment.range.upperBound - 1) / Self.sectorByteCount
      numbers += max(first, (numbers.last ?? -1) + 1)..<(last + 1)
    }
    return numbers
  }

  /// The parts of a sector that are written, as ranges of flash.
  package func covered(sector: Int) -> [Range<Int>] {
    let whole = Self.range(ofSector: sector)
    return segments.map { $0.range.clamped(to: whole) }.filter { !$0.isEmpty }
  }

  /// What a sector shall hold: the bytes of the image over those that are there.
  package func contents(ofSector sector: Int, over present: [UInt8]?) -> [UInt8] {
    let whole = Self.range(ofSector: sector)
    var contents = present ?? [UInt8](repeating: 0xFF, count: Self.sectorByteCount)
    for segment in segments {
      let part = segment.range.clamped(to: whole)
      guard !part.isEmpty else { continue }
      let source = segment.bytes[(part.lowerBound - segment.address)..<(part.upperBound - segment.address)]
      contents.replaceSubrange(
        (part.lowerBound - whole.lowerBound)..<(part.upperBound - whole.lowerBound), with: source)
    }
    return contents
  }

  /// Whether all bytes of a sector are written.
  package func coversAll(ofSector sector: Int) -> Bool {
    covered(sector: sector).reduce(0) { $0 + $1.count } == Self.sectorByteCount
  }

  /// Where a sector lies.
  package static func range(ofSector sector: Int) -> Range<Int> {
    (sector * sectorByteCount)..<((sector + 1) * sectorByteCount)
  }
}
