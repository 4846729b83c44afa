import OpKernels
import TestSupport
import Testing

/// Runs a kernel plainly and under every set, on one and two threads.
enum EqualToReference {
  /// The fast kernels of every available set, each on one and two threads.
  static let kernels: [TensorKernels] = KernelSet.allCases.filter { $0.isAvailable }.flatMap { set in
    [TensorKernels.fast(set, threads: 1), .fast(set, threads: 2)]
  }

  /// Expects that all kernels fill `count` bytes as the reference does.
  static func bytes(
    _ count: Int, _ what: String = "", sourceLocation: SourceLocation = #_sourceLocation,
    _ kernel: (TensorKernels, inout MutableSpan<UInt8>) -> Void
  ) {
    let expected = filled(count, with: UInt8(0xA5)) { kernel(.reference, &$0) }
    for kernels in kernels {
      let found = filled(count, with: UInt8(0x5A)) { kernel(kernels, &$0) }
      #expect(found == expected, "\(what) \(kernels)", sourceLocation: sourceLocation)
    }
  }

  /// Expects equal bits of `count` floats; a NaN equals any other NaN.
  static func floats(
    _ count: Int, _ what: String = "", sourceLocation: SourceLocation = #_sourceLocation,
    _ kernel: (TensorKernels, inout MutableSpan<Float>) -> Void
  ) {
    let expected = filled(count, with: Float(77)) { kernel(.reference, &$0) }.map(bits)
    for kernels in kernels {
      let found = filled(count, with: Float(-77)) { kernel(kernels, &$0) }.map(bits)
      #expect(found == expected, "\(what) \(kernels)", sourceLocation: sourceLocation)
    }
  }

  private static func bits(_ value: Float) -> UInt32 { value.isNaN ? 0x7FC0_0000 : value.bitPattern }
}

extension SplitMix64 {
  /// `count` floats of about unit size; with `extremes` one in eight is a zero of either sign, an infinity, NaN,
  /// a subnormal or close to overflow.
  mutating func floats(_ count: Int, extremes: Bool) -> [Float] {
    let special: [Float] = [
      0, -0.0, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, -.greatestFiniteMagnitude, 3e38,
    ]
    return (0..<count).map { _ in
      if extremes, Int.random(in: 0..<8, using: &self) == 0 {
        return special.randomElement(using: &self) ?? 0
      }
      return Float.random(in: -2...2, using: &self)
    }
  }
}
