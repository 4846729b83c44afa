import CKernels

extension TensorKernels {
  /// Two operands of s8 codes, element by element, through floats; see `Reference.combineBytes`.
  ///
  /// An operand of fewer codes than the output is repeated: one for all, or one per channel of pixels whose channels
  /// lie side by side. Its count divides the output's.
  public func combineBytes(
    _ function: Reference.BinaryFunction, a: Span<UInt8>, _ aBytes: AffineBytes, b: Span<UInt8>,
    _ bBytes: AffineBytes, to outputBytes: AffineBytes, output: inout MutableSpan<UInt8>
  ) {
    if output.isEmpty { return }
    precondition(a.count > 0 && b.count > 0 && output.count % a.count == 0 && output.count % b.count == 0)
    // Whole repetitions of both, long enough for the kernel to be worth its call.
    let period = a.count == output.count || b.count == output.count ? min(a.count, b.count) : output.count
    let block = min(output.count, period * max(1, 4096 / period))
    let (left, right) = (Self.repeated(a, block, output.count), Self.repeated(b, block, output.count))
    for first in stride(from: 0, to: output.count, by: block) {
      let count = min(block, output.count - first)
      var part = output._mutatingExtracting(first..<(first + count))
      let aPart = left.isEmpty ? a.extracting(first..<(first + count)) : left.span.extracting(0..<count)
      let bPart = right.isEmpty ? b.extracting(first..<(first + count)) : right.span.extracting(0..<count)
      combine(function, aPart, aBytes, bPart, bBytes, outputBytes, &part)
    }
  }

  /// The codes again and again, `count` in all; empty where they are as many as the output's.
  private static func repeated(_ codes: Span<UInt8>, _ count: Int, _ outputCount: Int) -> [UInt8] {
    if codes.count == outputCount { return [] }
    return (0..<count).map { codes[$0 % codes.count] }
  }

  /// As many codes of both as of the output.
  private func combine(
    _ function: Reference.BinaryFunction, _ a: Span<UInt8>, _ aBytes: AffineBytes, _ b: Span<UInt8>,
    _ bBytes: AffineBytes, _ outputBytes: AffineBytes, _ output: inout MutableSpan<UInt8>
  ) {
    // Zero points beyond these, which no s8 has, are not exact in the kernel's floats.
    let isUsual = [aBytes, bBytes, outputBytes].allSatisfy { (-32768...32767).contains($0.zeroPoint) }
    guard let set, isUsual else {
      return Reference.combineBytes(a: a, aBytes, b: b, bBytes, to: outputBytes, output: &output) {
        Reference.apply(function, $0, $1)
      }
    }
    var form = kiln_combine(
      set: set.code, function: function.code, a_zero: Float(aBytes.zeroPoint), a_scale: aBytes.scale,
      b_zero: Float(bBytes.zeroPoint), b_scale: bBytes.scale, zero: Float(outputBytes.zeroPoint),
      scale: outputBytes.scale)
    precondition(a.count == output.count && b.count == output.count)
    // Invariant: all three have as many bytes, as just checked.
    unsafe a.withUnsafeBytes { a in
      unsafe b.withUnsafeBytes { b in
        unsafe output.withUnsafeMutableBytes { output in
          unsafe kiln_combine_bytes(
            &form, a.baseAddress?.assumingMemoryBound(to: Int8.self),
            b.baseAddress?.assumingMemoryBound(to: Int8.self), output.count,
            output.baseAddress?.assumingMemoryBound(to: Int8.self))
        }
      }
    }
  }
}

extension Reference.BinaryFunction {
  /// The function's number in C.
  fileprivate var code: Int32 {
    switch self {
    case .addition: 0
    case .subtraction: 1
    case .multiplication: 2
    case .division: 3
    case .minimum: 4
    case .maximum: 5
    }
  }
}
