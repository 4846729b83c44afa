/// How far two tensors of the same elements are apart.
///
/// Computed in double precision over all elements. A `nan` equals any other `nan` and differs from every number;
/// pairs that are equal but not finite are left out of the sums.
public struct Difference: Sendable, Equatable {
  /// Elements compared.
  public let count: Int
  /// Elements that differ.
  public let differing: Int
  /// Index of the first element that differs, nil when none does.
  public let first: Int?
  /// Largest absolute difference.
  public let maximum: Double
  /// Cosine of the angle between the tensors, 1 for equal ones; 0 when exactly one of them is all zero.
  public let cosine: Double
  /// Signal to quantisation noise ratio in dB, infinite for equal tensors: `10 log10(sum a² / sum (a-b)²)`.
  public let sqnr: Double
  /// Relative error in the 2-norm: `|a-b| / |a|`; infinite when only `a` is zero.
  public let relativeError: Double

  /// Whether every element is equal.
  public var isEqual: Bool { differing == 0 }

  /// Compares two runs of values of the same length; of longer ones the common beginning.
  ///
  /// - Parameter log10: the decimal logarithm, for the ratio in dB.
  public init(_ a: [Float], _ b: [Float], log10: (Double) -> Double) {
    var differing = 0
    var first: Int?
    var maximum = 0.0
    var (squareA, squareB, product, squareError) = (0.0, 0.0, 0.0, 0.0)
    count = min(a.count, b.count)
    for index in 0..<count {
      let (x, y) = (Double(a[index]), Double(b[index]))
      let isEqual = a[index] == b[index] || (x.isNaN && y.isNaN)
      if isEqual, !x.isFinite { continue }
      squareA += x * x
      squareB += y * y
      product += x * y
      guard !isEqual else { continue }
      differing += 1
      if first == nil { first = index }
      let error = abs(x - y)
      squareError += error * error
      // Once it is nan it stays so.
      if !(error <= maximum), !maximum.isNaN { maximum = error }
    }
    self.differing = differing
    self.first = first
    self.maximum = maximum
    let norms = (squareA * squareB).squareRoot()
    cosine = differing == 0 ? 1 : norms == 0 ? (squareA == squareB ? 1 : 0) : product / norms
    sqnr =
      squareError == 0 ? .infinity : squareA == 0 ? -.infinity : 10 * log10(squareA / squareError)
    relativeError =
      squareError == 0 ? 0 : squareA == 0 ? .infinity : (squareError / squareA).squareRoot()
  }
}

/// What the values themselves say about why two tensors differ.
public enum DifferenceEvidence: Sendable, Equatable {
  /// The second holds the first's values in HWC instead of CHW order (or the other way round).
  case transposedLayout
  /// The first and third of three channels are swapped.
  case swappedColors
  /// The same values in some other order.
  case permuted
  /// No integer differs by more than one step.
  case offByOne
  /// None of the patterns above.
  case none

  /// Looks for a pattern in two dense tensors of one element type and the same length.
  ///
  /// - Parameter shape: logical shape whose last three extents are CHW, nil when unknown.
  public static func find(
    _ a: [UInt8], _ b: [UInt8], elementType: ElementType, shape: Shape?
  ) -> DifferenceEvidence {
    guard a.count == b.count, a != b else { return .none }
    if let extents = shape?.extents.suffix(3), extents.count == 3,
      Shape([elementType.byteCount] + extents).elementCount == a.count
    {
      let (c, h, w) = (
        extents[extents.startIndex], extents[extents.startIndex + 1], extents[extents.endIndex - 1]
      )
      let plane = h * w
      if c > 1, plane > 1 {
        if b == a.transposed(rows: c, columns: plane, elementByteCount: elementType.byteCount)
          || a == b.transposed(rows: c, columns: plane, elementByteCount: elementType.byteCount)
        {
          return .transposedLayout
        }
        if c == 3 {
          let third = a.count / 3
          if Array(a[(2 * third)...]) + a[third..<(2 * third)] + a[..<third] == b { return .swappedColors }
        }
      }
    }
    if elementType == .uint8, zip(a, b).allSatisfy({ abs(Int($0) - Int($1)) <= 1 }) { return .offByOne }
    if elementType == .int8,
      zip(a, b).allSatisfy({ abs(Int(Int8(bitPattern: $0)) - Int(Int8(bitPattern: $1))) <= 1 })
    {
      return .offByOne
    }
    return a.sortedElements(of: elementType.byteCount) == b.sortedElements(of: elementType.byteCount)
      ? .permuted : .none
  }
}

extension [UInt8] {
  /// The elements of a row-major matrix in column-major order.
  fileprivate func transposed(rows: Int, columns: Int, elementByteCount: Int) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(count)
    for column in 0..<columns {
      for row in 0..<rows {
        let start = (row * columns + column) * elementByteCount
        result.append(contentsOf: self[start..<(start + elementByteCount)])
      }
    }
    return result
  }

  /// The elements' bit patterns in ascending order.
  fileprivate func sortedElements(of byteCount: Int) -> [UInt64] {
    stride(from: 0, to: count - count % byteCount, by: byteCount).map { start in
      (0..<byteCount).reduce(0 as UInt64) { $0 | UInt64(self[start + $1]) << UInt64(8 * $1) }
    }.sorted()
  }
}
