/// The twelve 64-bit words that describe one layer to the K210's KPU.
///
/// Fields are views of the words: reading and writing one leaves all other bits alone, so words from a
/// file survive unchanged. Stored values that mean "value minus 1" are given as the real value here.
/// **Source**: standalone SDK `kpu.h` (certain); meaning of unused fields partly inferred, see
/// `docs/kpu.md`.
public struct KPULayerArgument: Sendable, Equatable {
  /// Words in the order in which they are written to `layer_argument_fifo`.
  public var words: InlineArray<12, UInt64>

  /// Bytes of the argument in a file.
  public static let byteCount = 96
  /// Byte offset of word 4, which holds kernel and pool type, for error messages.
  static let kernelWordOffset = 32

  /// An argument whose words are all zero.
  public init() { words = InlineArray(repeating: 0) }

  /// An argument with the given words.
  public init(words: InlineArray<12, UInt64>) { self.words = words }

  /// Compares the words.
  public static func == (left: Self, right: Self) -> Bool {
    for index in 0..<12 where left.words[index] != right.words[index] { return false }
    return true
  }

  func bits(_ word: Int, _ lowest: UInt64, _ width: UInt64) -> UInt64 {
    (words[word] >> lowest) & ((1 << width) - 1)
  }

  mutating func setBits(_ word: Int, _ lowest: UInt64, _ width: UInt64, _ value: UInt64) {
    let mask = ((1 << width) - 1) << lowest as UInt64
    words[word] = (words[word] & ~mask) | ((value << lowest) & mask)
  }

  func signedBits(_ word: Int, _ lowest: UInt64, _ width: UInt64) -> Int64 {
    Int64(bitPattern: bits(word, lowest, width) << (64 - width)) >> Int64(64 - width)
  }
}

/// The convolution kernels that the KPU has.
public enum KPUKernelType: UInt8, Sendable, CaseIterable {
  /// One tap.
  case oneByOne = 0
  /// Nine taps, one ring of padding.
  case threeByThree = 1

  /// Width and height of the window: 1 or 3.
  public var size: Int { self == .oneByOne ? 1 : 3 }
}

/// What the KPU does with the activated map before it is written back.
///
/// **Source**: nncase v0.2.0-beta4 `kpu_pool2d` (all types), golden runs.
public enum KPUPoolType: UInt8, Sendable, CaseIterable {
  case bypass = 0
  case max2Stride2 = 1
  case mean2Stride2 = 2
  case max4Stride4 = 3
  case mean4Stride4 = 4
  case leftTop2Stride2 = 5
  case rightTop2Stride2 = 6
  case leftTop4Stride4 = 7
  case mean2Stride1 = 8
  case max2Stride1 = 9

  /// Input pixels per output pixel along each axis: 1, 2 or 4.
  public var stride: Int {
    switch self {
    case .bypass, .mean2Stride1, .max2Stride1: 1
    case .max2Stride2, .mean2Stride2, .leftTop2Stride2, .rightTop2Stride2: 2
    case .max4Stride4, .mean4Stride4, .leftTop4Stride4: 4
    }
  }
}
