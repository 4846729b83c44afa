import CKernels

/// The instruction sets that the fast kernels are written for; all give the same bytes.
///
/// A binary holds every set of its architecture. Which one runs is the caller's choice, by `best` as a rule.
public enum KernelSet: String, Sendable, CaseIterable {
  /// Plain C, everywhere.
  case scalar
  /// What every processor of the architecture has: SSE2 or NEON.
  case baseline
  /// AVX2: products of 16-bit pairs.
  case avx2
  /// AVX-VNNI: products of four bytes, 256 bits wide.
  case avxvnni
  /// AVX-512 with VNNI: products of four bytes, 512 bits wide.
  case avx512vnni
  /// NEON: the baseline of arm64 by its own name.
  case neon
  /// NEON with the dot product of four bytes.
  case dotprod

  /// Whether this binary holds the set and this processor has it.
  public var isAvailable: Bool { kiln_set_is_available(code) != 0 }

  /// The fastest set that is available.
  public static var best: KernelSet {
    let fastestFirst: [KernelSet] = [.avx512vnni, .avxvnni, .avx2, .dotprod, .neon, .baseline]
    return fastestFirst.first { $0.isAvailable } ?? .scalar
  }

  /// Runs the set's multiply-accumulate on registers alone, the yardstick for what a kernel could reach.
  ///
  /// - Parameter iterations: rounds of a few dozen to a few hundred products.
  /// - Returns: how many products were formed.
  public func runPeak(iterations: Int) -> Int { Int(kiln_peak(code, UInt64(max(iterations, 0)))) }

  /// The set's number in C.
  var code: kiln_set {
    switch self {
    case .scalar: KILN_SET_SCALAR
    case .baseline: KILN_SET_BASELINE
    case .avx2: KILN_SET_AVX2
    case .avxvnni: KILN_SET_AVXVNNI
    case .avx512vnni: KILN_SET_AVX512VNNI
    case .neon: KILN_SET_NEON
    case .dotprod: KILN_SET_DOTPROD
    }
  }

  /// Products of bytes that a dense kernel forms in the time of one of words; 1 where bytes become words.
  var byteProductsPerWordProduct: Double {
    switch self {
    case .scalar, .baseline, .avx2, .neon: 1
    case .avxvnni, .avx512vnni: 2
    case .dotprod: 4
    }
  }

  /// Dense products per microsecond to reckon with before anything is measured; half of what was measured.
  var expectedProductsPerMicrosecond: Int {
    switch self {
    case .scalar: 2_000
    case .baseline, .neon: 12_000
    case .avx2, .dotprod: 30_000
    case .avxvnni: 80_000
    case .avx512vnni: 150_000
    }
  }
}
