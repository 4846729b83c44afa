import NPUGraph
import OpKernels
import Simulation
import Tensors
import TestSupport
import Testing

/// Movements, reductions and products of random extents, on floats and on codes, against plain formulations.
@Suite("steps against plain formulations")
struct StepPropertyTests {
  /// A tensor whose elements are found by their places.
  struct Plain {
    let extents: [Int]
    var numbers: [Float]

    init(_ extents: [Int], _ body: ([Int]) -> Float) {
      self.extents = extents
      numbers = Self.places(extents).map(body)
    }

    init(random extents: [Int], _ random: inout SplitMix64) {
      // Small whole numbers: every sum and product of them is exact, and codes hold them.
      self.init(extents) { _ in Float(Int.random(in: -6...6, using: &random)) }
    }

    static func places(_ extents: [Int]) -> [[Int]] {
      extents.reduce([[]]) { places, extent in places.flatMap { place in (0..<extent).map { place + [$0] } } }
    }

    subscript(place: [Int]) -> Float {
      numbers[zip(place, extents).reduce(0) { $0 * $1.1 + $1.0 }]
    }
  }

  /// What each value is held as: floats, or codes of one scale.
  enum Form: CaseIterable {
    case floats, codes
  }

  private static func run(
    _ operation: NPUGraph.Operation, _ inputs: [Plain], to extents: [Int], _ form: Form
  ) throws -> [Float] {
    let codes = AffineQuantization(scale: 1, zeroPoint: 5)
    let isCodes = form == .codes
    var graph = Graph()
    for shape in inputs.map(\.extents) + [extents] {
      graph.values.append(
        Graph.Value(
          name: "v", elementType: isCodes ? .int8 : .float32, shape: Shape(shape),
          quantization: isCodes ? codes : nil))
    }
    graph.inputs = Array(inputs.indices)
    graph.outputs = [inputs.count]
    graph.nodes = [
      Graph.Node(name: "n", label: "n", operation: operation, inputs: graph.inputs, outputs: graph.outputs)
    ]
    let bytes = inputs.map { input in
      isCodes
        ? input.numbers.map { UInt8(bitPattern: Int8($0 + 5)) }
        : Tensor(floats: input.numbers, shape: Shape(input.extents)).bytes
    }
    let result = try GraphProgram(graph, options: RunOptions(), math: GraphProgramTests.math)
      .run(bytes, observe: nil)[0]
    return isCodes ? result.bytes.map { Float(Int8(bitPattern: $0)) - 5 } : result.floats
  }

  /// Codes of scale 1 and zero point 5 end at 122 and -133.
  private static func clamped(_ numbers: [Float], _ form: Form) -> [Float] {
    form == .floats ? numbers : numbers.map { min(max($0, -133), 122).rounded(.toNearestOrEven) }
  }

  private static func extents(_ ranks: ClosedRange<Int>, _ random: inout SplitMix64) -> [Int] {
    (0..<Int.random(in: ranks, using: &random)).map { _ in Int.random(in: 1...4, using: &random) }
  }

  @Test("transposes", arguments: Form.allCases)
  func transposes(_ form: Form) throws {
    var random = SplitMix64(seed: 1)
    for _ in 0..<40 {
      let input = Plain(random: Self.extents(1...5, &random), &random)
      let permutation = input.extents.indices.shuffled(using: &random)
      let expected = Plain(permutation.map { input.extents[$0] }) { place in
        var source = place
        for (axis, from) in permutation.enumerated() { source[from] = place[axis] }
        return input[source]
      }
      #expect(
        try Self.run(.transpose(permutation), [input], to: expected.extents, form) == expected.numbers)
    }
  }

  @Test("slices of either direction", arguments: Form.allCases)
  func slices(_ form: Form) throws {
    var random = SplitMix64(seed: 2)
    for _ in 0..<40 {
      let input = Plain(random: Self.extents(1...4, &random), &random)
      let starts = input.extents.map { Int.random(in: 0..<$0, using: &random) }
      let steps = input.extents.map { _ in [-2, -1, 1, 2][Int.random(in: 0...3, using: &random)] }
      let result = input.extents.indices.map { axis in
        let room = steps[axis] > 0 ? input.extents[axis] - 1 - starts[axis] : starts[axis]
        return 1 + Int.random(in: 0...(room / abs(steps[axis])), using: &random)
      }
      let expected = Plain(result) { place in
        input[place.indices.map { starts[$0] + place[$0] * steps[$0] }]
      }
      #expect(
        try Self.run(.slice(starts: starts, steps: steps), [input], to: result, form) == expected.numbers)
    }
  }

  @Test("padding of each kind, cropping included", arguments: Form.allCases)
  func padding(_ form: Form) throws {
    var random = SplitMix64(seed: 3)
    for _ in 0..<60 {
      let input = Plain(random: Self.extents(1...4, &random), &random)
      let before = input.extents.map { Int.random(in: -($0 - 1)...3, using: &random) }
      let after = zip(input.extents, before).map { extent, before in
        Int.random(in: -(extent + min(before, 0) - 1)...3, using: &random)
      }
      let modes: [PadMode] = [.constant(4), .edge, .reflect, .wrap]
      let mode = modes[Int.random(in: 0...3, using: &random)]
      let result = input.extents.indices.map { input.extents[$0] + before[$0] + after[$0] }
      let expected = Plain(result) { place in
        var source: [Int] = []
        for axis in place.indices {
          guard let index = Self.padded(place[axis] - before[axis], input.extents[axis], mode) else {
            return 4
          }
          source.append(index)
        }
        return input[source]
      }
      #expect(
        try Self.run(.pad(before: before, after: after, mode), [input], to: result, form) == expected.numbers,
        "\(mode)")
    }
  }

  /// Where an index beyond an axis leads, by walking there.
  private static func padded(_ index: Int, _ size: Int, _ mode: PadMode) -> Int? {
    switch mode {
    case .constant: return (0..<size).contains(index) ? index : nil
    case .edge: return index < 0 ? 0 : index >= size ? size - 1 : index
    case .wrap:
      var index = index
      while index < 0 { index += size }
      while index >= size { index -= size }
      return index
    case .reflect:
      if size == 1 { return 0 }
      var index = index
      while !(0..<size).contains(index) { index = index < 0 ? -index : 2 * (size - 1) - index }
      return index
    }
  }

  @Test("gathered places and repeated extents", arguments: Form.allCases)
  func gathering(_ form: Form) throws {
    var random = SplitMix64(seed: 4)
    for _ in 0..<40 {
      let input = Plain(random: Self.extents(1...4, &random), &random)
      let axis = Int.random(in: 0..<input.extents.count, using: &random)
      let size = input.extents[axis]
      let indices = (0..<3).map { _ in Int.random(in: -size..<size, using: &random) }
      var result = input.extents
      result[axis] = 3
      let expected = Plain(result) { place in
        var source = place
        source[axis] = (indices[place[axis]] + size) % size
        return input[source]
      }
      #expect(
        try Self.run(.gather(axis: axis, indices: indices), [input], to: result, form) == expected.numbers)
      let wide = [2] + input.extents.map { $0 == 1 ? 3 : $0 }
      let repeated = Plain(wide) { place in
        input[zip(place.dropFirst(), input.extents).map { $1 == 1 ? 0 : $0 }]
      }
      #expect(try Self.run(.expand, [input], to: wide, form) == repeated.numbers)
    }
  }

  @Test("reductions over any axes", arguments: Form.allCases, ReductionFunction.allCases)
  func reductions(_ form: Form, _ function: ReductionFunction) throws {
    var random = SplitMix64(seed: 5)
    for _ in 0..<25 {
      let input = Plain(random: Self.extents(1...4, &random), &random)
      let axes = input.extents.indices.filter { _ in Bool.random(using: &random) }
      let kept = input.extents.enumerated().map { axes.contains($0.offset) ? 1 : $0.element }
      let expected = Plain(kept) { place in
        let parts = Plain.places(axes.map { input.extents[$0] }).map { inner in
          var source = place
          for (axis, index) in zip(axes, inner) { source[axis] = index }
          return input[source]
        }
        return Self.reduced(parts, function)
      }
      let results = try Self.run(.reduce(function, axes: axes), [input], to: kept, form)
      let wanted = Self.clamped(expected.numbers, form)
      #expect(zip(results, wanted).allSatisfy { ($0 - $1).magnitude <= 1e-5 * max(1, $1.magnitude) })
    }
  }

  private static func reduced(_ parts: [Float], _ function: ReductionFunction) -> Float {
    let sum = parts.reduce(0, +)
    let squares = parts.map { $0 * $0 }.reduce(0, +)
    return switch function {
    case .mean: sum / Float(parts.count)
    case .sum: sum
    case .maximum: parts.max() ?? 0
    case .minimum: parts.min() ?? 0
    case .product: parts.reduce(1, *)
    case .l1: parts.map(\.magnitude).reduce(0, +)
    case .l2: squares.squareRoot()
    case .sumSquare: squares
    }
  }

  @Test("the place of the greatest and the least, the first of equals", arguments: Form.allCases)
  func extremes(_ form: Form) throws {
    var random = SplitMix64(seed: 6)
    for _ in 0..<40 {
      let input = Plain(random: Self.extents(1...4, &random), &random)
      let axis = Int.random(in: 0..<input.extents.count, using: &random)
      var kept = input.extents
      kept[axis] = 1
      let isGreatest = Bool.random(using: &random)
      let expected = Plain(kept) { place in
        let row = (0..<input.extents[axis]).map { index in
          var source = place
          source[axis] = index
          return input[source]
        }
        return Float(row.firstIndex(of: (isGreatest ? row.max() : row.min()) ?? 0) ?? -1)
      }
      #expect(
        try Self.run(.extremum(isGreatest: isGreatest, axis: axis), [input], to: kept, form)
          == expected.numbers)
    }
  }

  @Test("products of matrices with outer extents repeated", arguments: Form.allCases)
  func products(_ form: Form) throws {
    var random = SplitMix64(seed: 7)
    for _ in 0..<40 {
      let outer = Self.extents(0...3, &random)
      let narrow = (0..<2).map { _ in outer.map { Bool.random(using: &random) ? 1 : $0 } }
      let missing = Int.random(in: 0...outer.count, using: &random)
      let sizes = (0..<3).map { _ in Int.random(in: 1...9, using: &random) }
      let left = Plain(random: narrow[0] + [sizes[0], sizes[1]], &random)
      let right = Plain(random: narrow[1].dropFirst(missing) + [sizes[1], sizes[2]], &random)
      let joined = outer.indices.map { max(narrow[0][$0], $0 < missing ? 1 : narrow[1][$0]) }
      let expected = Plain(joined + [sizes[0], sizes[2]]) { place in
        let (row, column) = (place[place.count - 2], place[place.count - 1])
        let lefts = zip(place, narrow[0]).map { $1 == 1 ? 0 : $0 }
        let rights = zip(place, narrow[1]).map { $1 == 1 ? 0 : $0 }.dropFirst(missing)
        return (0..<sizes[1]).reduce(0) { $0 + left[lefts + [row, $1]] * right[rights + [$1, column]] }
      }
      let results = try Self.run(.matrixMultiply, [left, right], to: expected.extents, form)
      #expect(results == Self.clamped(expected.numbers, form))
    }
  }
}
