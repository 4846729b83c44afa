import CKernels

extension TensorKernels {
  /// Replaces each byte by its entry of a table of 256; see `Reference.mapBytes`.
  public func mapBytes(input: Span<UInt8>, table: [Int8], output: inout MutableSpan<UInt8>) {
    precondition(table.count == 256 && input.count == output.count)
    guard set != nil else { return Reference.mapBytes(input: input, table: table, output: &output) }
    // Invariant: all 256 entries are there, and both spans have as many bytes.
    unsafe input.withUnsafeBufferPointer { input in
      unsafe output.withUnsafeMutableBufferPointer { output in
        unsafe table.span.withUnsafeBufferPointer { table in
          guard let entries = table.baseAddress, let source = input.baseAddress,
            let target = output.baseAddress
          else { return }
          unsafe entries.withMemoryRebound(to: UInt8.self, capacity: 256) { entries in
            unsafe kiln_map_codes(entries, source, input.count, target)
          }
        }
      }
    }
  }
}
