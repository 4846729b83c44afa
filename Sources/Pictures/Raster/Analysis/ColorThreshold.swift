/// Limits within which a pixel counts: of lightness and colour, or of brightness alone.
///
/// **Source**: MaixPy-v1, omv/py/py_helper.c (`py_helper_arg_to_thresholds`): missing numbers are the widest, numbers
/// outside are moved to the limits, swapped ones are put in order.
package struct ColorThreshold: Sendable, Equatable {
  /// Lightness 0…100 of colours, or brightness.
  package let lightness: ClosedRange<Int>
  /// From green to red.
  package let a: ClosedRange<Int>
  /// From blue to yellow.
  package let b: ClosedRange<Int>

  /// Limits from a script's numbers: lowest and highest lightness, a, b.
  package init(_ numbers: [Int]) {
    func limits(_ place: Int, _ whole: ClosedRange<Int>) -> ClosedRange<Int> {
      func number(_ place: Int, _ otherwise: Int) -> Int {
        numbers.count > place ? min(max(numbers[place], whole.lowerBound), whole.upperBound) : otherwise
      }
      let (first, second) = (number(place, whole.lowerBound), number(place + 1, whole.upperBound))
      return min(first, second)...max(first, second)
    }
    lightness = limits(0, 0...255)
    a = limits(2, -128...127)
    b = limits(4, -128...127)
  }

  /// For every value that a pixel can have, whether it counts (1) or not (0).
  func members(of format: Raster.Format, inverted: Bool, _ tables: ColorTables) -> [UInt8] {
    let outside: UInt8 = inverted ? 1 : 0
    let inside = 1 - outside
    guard format == .rgb565 else {
      return (0...255).map { lightness.contains($0) ? inside : outside }
    }
    var result = [UInt8](repeating: outside, count: 65536)
    let (l, a, b) = (tables.lightness.span, tables.a.span, tables.b.span)
    let (lowL, highL) = (lightness.lowerBound, lightness.upperBound)
    let (lowA, highA) = (self.a.lowerBound, self.a.upperBound)
    let (lowB, highB) = (self.b.lowerBound, self.b.upperBound)
    var target = result.mutableSpan
    for pixel in 0..<65536 {
      // As the device compares: lightness without a sign.
      let lightness = Int(UInt8(bitPattern: l[pixel]))
      let (partA, partB) = (Int(a[pixel]), Int(b[pixel]))
      if lightness >= lowL, lightness <= highL, partA >= lowA, partA <= highA, partB >= lowB, partB <= highB {
        target[pixel] = inside
      }
    }
    return result
  }
}
