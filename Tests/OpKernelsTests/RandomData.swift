import TestSupport

extension SplitMix64 {
  /// `count` random bytes, each third one an extreme value.
  mutating func mixedBytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in
      switch Int.random(in: 0..<6, using: &self) {
      case 0: 0
      case 1: 255
      default: UInt8.random(in: 0...255, using: &self)
      }
    }
  }

  /// `count` random numbers of the range.
  mutating func integers<Number: FixedWidthInteger>(_ count: Int, in range: ClosedRange<Number>) -> [Number] {
    (0..<count).map { _ in Number.random(in: range, using: &self) }
  }

  /// `count` random floats of about unit size.
  mutating func floats(_ count: Int) -> [Float] {
    (0..<count).map { _ in Float.random(in: -2...2, using: &self) }
  }
}

/// The result of a kernel that writes into a span of `count` elements.
func filled<Element>(
  _ count: Int, with initial: Element, by kernel: (inout MutableSpan<Element>) -> Void
) -> [Element] {
  var elements = [Element](repeating: initial, count: count)
  var span = elements.mutableSpan
  kernel(&span)
  return elements
}

/// Four numbers as kernels take shapes.
func fourAxes(_ values: [Int]) -> InlineArray<4, Int> { [values[0], values[1], values[2], values[3]] }
