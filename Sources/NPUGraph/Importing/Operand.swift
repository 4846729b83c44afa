import OpKernels
import Tensors

/// What a node reads while a network is imported: a value of the graph, or numbers that are known already.
enum Operand {
  case value(Int)
  case constant(Constant)
}

/// Numbers that are known before anything runs: weights, shapes, indices.
struct Constant: Equatable {
  /// Extents; none for a single number.
  var extents: [Int]
  /// The numbers in row-major order.
  var content: Content
  /// What each number is a whole multiple of, as many as numbers; nil where they are not known to be codes.
  var steps: [Float]?

  enum Content: Equatable {
    case floats([Float])
    case integers([Int64])
  }

  init(_ extents: [Int], floats: [Float], steps: [Float]? = nil) {
    (self.extents, content, self.steps) = (extents, .floats(floats), steps)
  }
  init(_ extents: [Int], integers: [Int64]) { (self.extents, content) = (extents, .integers(integers)) }

  /// Numbers that it has.
  var count: Int {
    switch content {
    case .floats(let floats): floats.count
    case .integers(let integers): integers.count
    }
  }

  /// The numbers in single precision; integers beyond 2^24 are rounded.
  var floats: [Float] {
    switch content {
    case .floats(let floats): floats
    case .integers(let integers): integers.map { Float($0) }
    }
  }

  /// The numbers, if they are integers.
  var integers: [Int64]? {
    if case .integers(let integers) = content { return integers }
    return nil
  }

  /// The numbers as integers; fractions are cut off, what is no number or too large saturates.
  var truncated: [Int64] {
    switch content {
    case .integers(let integers): return integers
    case .floats(let floats): return floats.map { Self.truncated($0) }
    }
  }

  /// A number as an integer: the fraction is cut off, what is no number is 0, what is too large saturates.
  private static func truncated(_ value: Float) -> Int64 {
    guard value == value else { return 0 }
    return value >= 0x1p63 ? .max : value <= -0x1p63 ? .min : Int64(value)
  }

  /// The numbers that stand at some places, -1 for the filler, in another shape.
  func picked(_ places: [Int], extents: [Int], filler: Float) -> Constant {
    switch content {
    case .floats(let floats):
      Constant(
        extents, floats: places.map { $0 < 0 ? filler : floats[$0] },
        steps: steps.flatMap { steps in
          places.contains { $0 < 0 } ? nil : places.map { steps[$0] }
        })
    case .integers(let integers):
      Constant(extents, integers: places.map { $0 < 0 ? Self.truncated(filler) : integers[$0] })
    }
  }

  /// The numbers of both, one behind the other; integers if both are.
  func joined(_ other: Constant) -> Constant {
    if let integers, let others = other.integers { return Constant([], integers: integers + others) }
    let steps = steps.flatMap { steps in other.steps.map { steps + $0 } }
    return Constant([], floats: floats + other.floats, steps: steps)
  }

  /// What the numbers of each of so many equal stretches are multiples of; nil where one stretch has several steps.
  func steps(ofParts count: Int) -> [Float]? {
    guard let steps, count > 0, !steps.isEmpty, steps.count % count == 0 else { return nil }
    let size = steps.count / count
    var results: [Float] = []
    for first in stride(from: 0, to: steps.count, by: size) {
      let step = steps[first]
      guard steps[first..<(first + size)].allSatisfy({ $0 == step }) else { return nil }
      results.append(step)
    }
    return results
  }

  /// The same numbers in another shape of as many.
  func reshaped(_ extents: [Int]) -> Constant {
    var result = self
    result.extents = extents
    return result
  }
}
