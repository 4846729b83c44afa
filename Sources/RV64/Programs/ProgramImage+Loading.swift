extension ProgramImage {
  /// Puts the program into RAM.
  ///
  /// - Throws: `ProgramImageError` for the first segment that does not lie in RAM; nothing is written then.
  public func load(into memory: GuestMemory) throws(ProgramImageError) {
    var offsets: [Int] = []
    for (index, segment) in segments.enumerated() {
      guard let offset = memory.offset(of: segment.address, size: segment.byteCount) else {
        throw ProgramImageError(
          .outsideMemory(address: segment.address, byteCount: segment.byteCount), offset: nil,
          subject: "segment \(index)")
      }
      offsets.append(offset)
    }
    for (segment, offset) in zip(segments, offsets) {
      memory.write([UInt8](segment.bytes), at: offset)
      var done = segment.bytes.count
      while done < segment.byteCount {
        let count = min(segment.byteCount - done, 1 << 16)
        memory.write([UInt8](repeating: 0, count: count), at: offset + done)
        done += count
      }
    }
  }
}
