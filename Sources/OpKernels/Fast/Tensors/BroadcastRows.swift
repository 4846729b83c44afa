/// How the rows of two broadcast operands meet those of an output, in as few and as long rows as possible.
struct BroadcastRows {
  /// Rows of the output.
  let count: Int
  /// Elements of a row.
  let width: Int
  /// Whether an operand has an element for each of the row's, or one for all of them.
  let aIsVector: Bool
  let bIsVector: Bool
  private let aShape: InlineArray<4, Int>
  private let bShape: InlineArray<4, Int>
  private let outputShape: InlineArray<4, Int>
  /// Whether both operands lie in memory as the output does, or are one element.
  private let isOneRow: Bool

  /// The rows of an output of at least one element, or nil when an operand's row is neither one element nor at
  /// least as long as the output's, or when rows are too short to be worth a loop of their own.
  init?(a: InlineArray<4, Int>, b: InlineArray<4, Int>, output: InlineArray<4, Int>) {
    guard a[3] == 1 || a[3] >= output[3], b[3] == 1 || b[3] >= output[3] else { return nil }
    (aShape, bShape, outputShape) = (a, b, output)
    let aIsOne = Reference.elementCount(a) == 1
    let bIsOne = Reference.elementCount(b) == 1
    isOneRow = (aIsOne || Self.areEqual(a, output)) && (bIsOne || Self.areEqual(b, output))
    let total = Reference.elementCount(output)
    guard isOneRow || output[3] >= Self.leastWidth else { return nil }
    width = isOneRow ? total : output[3]
    count = isOneRow ? 1 : total / output[3]
    aIsVector = isOneRow ? !aIsOne : a[3] > 1
    bIsVector = isOneRow ? !bIsOne : b[3] > 1
  }

  private static let leastWidth = 16

  /// The elements of operand a that row `row` reads.
  func aRange(_ row: Int) -> Range<Int> {
    let start = isOneRow ? 0 : Reference.broadcastRow(row, of: aShape, in: outputShape)
    return start..<(start + (aIsVector ? width : 1))
  }

  /// The elements of operand b that row `row` reads.
  func bRange(_ row: Int) -> Range<Int> {
    let start = isOneRow ? 0 : Reference.broadcastRow(row, of: bShape, in: outputShape)
    return start..<(start + (bIsVector ? width : 1))
  }

  /// The elements of the output's row `row`.
  func outputRange(_ row: Int) -> Range<Int> { (row * width)..<((row + 1) * width) }

  private static func areEqual(_ a: InlineArray<4, Int>, _ b: InlineArray<4, Int>) -> Bool {
    a[0] == b[0] && a[1] == b[1] && a[2] == b[2] && a[3] == b[3]
  }
}

/// An operand with an element for each of the output's, for shapes whose rows are too short or too odd to walk.
enum Broadcast {
  /// Copies the element that each element of the output reads.
  @inline(__always)
  static func expanded<Element: BitwiseCopyable>(
    _ operand: Span<Element>, _ shape: InlineArray<4, Int>, to output: InlineArray<4, Int>, zero: Element
  ) -> [Element] {
    var result = [Element](repeating: zero, count: Reference.elementCount(output))
    var target = result.mutableSpan
    var index = 0
    for batch in 0..<output[0] {
      for channel in 0..<output[1] {
        let plane = (batch < shape[0] ? batch : 0) * shape[1] + (channel < shape[1] ? channel : 0)
        for row in 0..<output[2] {
          let start = (plane * shape[2] + (row < shape[2] ? row : 0)) * shape[3]
          for column in 0..<output[3] {
            target[index] = operand[start &+ (column < shape[3] ? column : 0)]
            index &+= 1
          }
        }
      }
    }
    return result
  }
}
