/// What s8 codes stand for: `value = (code - zeroPoint) * scale`.
public struct AffineBytes: Sendable, Equatable {
  /// The value of one step.
  public var scale: Float
  /// The code of 0.
  public var zeroPoint: Int32

  /// Codes of the given scale and zero point.
  public init(scale: Float, zeroPoint: Int32) { (self.scale, self.zeroPoint) = (scale, zeroPoint) }

  /// What a code stands for; in single precision, as vendors' simulators compute it.
  @inlinable
  public func value(of code: Int8) -> Float { Float(Int32(code) &- zeroPoint) * scale }

  /// The nearest code, halves to even; saturates, and NaN becomes the code of 0.
  @inlinable
  public func code(for value: Float) -> Int8 {
    let steps = (value / scale).rounded(.toNearestOrEven) + Float(zeroPoint)
    guard steps > -128 else { return steps == steps ? -128 : Int8(clamping: zeroPoint) }
    return steps < 127 ? Int8(steps) : 127
  }
}

extension Reference {
  /// The function of every code: entry `i` belongs to the code whose bits are `i`.
  @inlinable
  public static func byteTable(
    from input: AffineBytes, to output: AffineBytes, _ function: (Float) -> Float
  ) -> [Int8] {
    (0..<256).map { output.code(for: function(input.value(of: Int8(truncatingIfNeeded: $0)))) }
  }

  /// Replaces each byte by its entry.
  public static func mapBytes(input: Span<UInt8>, table: [Int8], output: inout MutableSpan<UInt8>) {
    precondition(table.count == 256 && input.count == output.count)
    for index in 0..<input.count { output[index] = UInt8(bitPattern: table[Int(input[index])]) }
  }

  /// Two operands element by element, through floats: what is rounded to codes is the result alone.
  ///
  /// A second operand of fewer elements is repeated.
  ///
  /// **Source**: the simulator of rknn-toolkit2 2.3.2 computes so.
  @inlinable
  public static func combineBytes(
    a: Span<UInt8>, _ aBytes: AffineBytes, b: Span<UInt8>, _ bBytes: AffineBytes, to outputBytes: AffineBytes,
    output: inout MutableSpan<UInt8>, _ function: (Float, Float) -> Float
  ) {
    precondition(a.count == output.count && (b.count > 0 || a.count == 0))
    for index in 0..<output.count {
      let left = aBytes.value(of: Int8(bitPattern: a[index]))
      let right = bBytes.value(of: Int8(bitPattern: b[index % b.count]))
      output[index] = UInt8(bitPattern: outputBytes.code(for: function(left, right)))
    }
  }
}
