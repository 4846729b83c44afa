import CKernels

extension TensorKernels {
  /// Replaces each byte by its entry of a table of 256; see `Reference.mapBytes`.
  public func mapBytes(input: Span<UInt8>, table: [Int8], output: inout MutableSpan<UInt8>) {
    precondition(table.count == 256 && input.count == output.count)
    guard let set else { return Reference.mapBytes(input: input, table: table, output: &output) }
    // Invariant: all 256 entries are there, and both spans have as many bytes.
    unsafe input.withUnsafeBufferPointer { input in
      unsafe output.withUnsafeMutableBufferPointer { output in
        unsafe table.span.withUnsafeBufferPointer { table in
          guard let entries = table.baseAddress, let source = input.baseAddress,
            let target = output.baseAddress
          else { return }
          unsafe entries.withMemoryRebound(to: UInt8.self, capacity: 256) { entries in
            unsafe kiln_map_codes(set.code, entries, source, input.count, target)
          }
        }
      }
    }
  }

  /// Replaces each channel's bytes by the entries of a table of its own.
  ///
  /// - Parameters:
  ///   - input: pixels `stride` bytes apart, channels side by side; bytes that pad are copied.
  ///   - tables: one of 256 entries per channel.
  public func mapChannels(
    input: Span<UInt8>, stride: Int, tables: [[Int8]], output: inout MutableSpan<UInt8>
  ) {
    precondition(input.count == output.count && stride > 0 && input.count % stride == 0)
    precondition(tables.count <= stride && tables.allSatisfy { $0.count == 256 })
    let entries = (0..<stride).flatMap { channel -> [UInt8] in
      channel < tables.count ? tables[channel].map { UInt8(bitPattern: $0) } : Array(0...255)
    }
    let all = entries.span
    for first in Swift.stride(from: 0, to: input.count, by: stride) {
      let pixel = input.extracting(first..<(first + stride))
      var target = output._mutatingExtracting(first..<(first + stride))
      for lane in 0..<stride { target[lane] = all[lane &* 256 &+ Int(pixel[lane])] }
    }
  }
}
