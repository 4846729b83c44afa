import KModel
import Simulation
import Testing

@Suite("kmodel v4: moving elements")
struct RunnerV4MovementTests {
  private func concat(
    _ dimensions: [Int32], inner: UInt32, outer: UInt32, output byteCount: Int? = nil
  ) throws -> [UInt8] {
    // Inputs lie behind each other from 0 on and hold 1, 2, 3…
    var start = 0
    let inputs = dimensions.map { dimension in
      let count = Int(dimension) * Int(inner) * Int(outer)
      defer { start += count }
      return MemoryRange.main(start, count)
    }
    let total = start
    return try BenchV4.bytes((0..<total).map { UInt8($0 + 1) }, to: byteCount ?? total) { operands in
      .concat(
        OperationV4.Concat(
          output: operands.output, innerSize: inner, outerSize: outer, inputs: inputs,
          dimensions: dimensions))
    }
  }

  @Test("concat takes a block of each input in turn, as often as the outer size says")
  func concat() throws {
    #expect(try concat([1, 2], inner: 2, outer: 2) == [1, 2, 5, 6, 7, 8, 3, 4, 9, 10, 11, 12])
  }

  @Test("concat with empty inputs or an outer size of 0")
  func emptyConcat() throws {
    #expect(try concat([0, 2, 0], inner: 1, outer: 2) == [1, 2, 3, 4])
    #expect(try concat([1, 2], inner: 1, outer: 0, output: 3) == [0xA5, 0xA5, 0xA5])
    #expect(try concat([1, 2], inner: 0, outer: 3, output: 3) == [0xA5, 0xA5, 0xA5])
    #expect(try concat([], inner: 1, outer: UInt32.max, output: 3) == [0xA5, 0xA5, 0xA5])
  }

  @Test("concat into too small an output")
  func smallConcat() {
    #expect(throws: SimulationError.self) { try concat([1, 2], inner: 2, outer: 2, output: 11) }
  }

  @Test("memory_copy moves whole words; the output needs no room for a remainder", arguments: [4, 6, 7, 8])
  func copy(byteCount: Int) throws {
    let input = Array<UInt8>(1...8)
    let words = byteCount / 4 * 4
    let result = try BenchV4.bytes(Array(input[..<byteCount]), to: words) { .memoryCopy($0) }
    #expect(result == Array(input[..<words]))
    let longer = try BenchV4.bytes(Array(input[..<byteCount]), to: 8) { .memoryCopy($0) }
    #expect(longer == Array(input[..<words]) + Array(repeating: 0xA5, count: 8 - words))
  }

  private func pad(
    _ rows: (Int32, Int32), _ columns: (Int32, Int32)
  ) -> (OperationV4.UnaryOperands, DataTypeV4, UInt32) -> OperationV4 {
    { operands, type, value in
      .pad(
        OperationV4.Pad(
          operands: operands, inputShape: ShapeV4(1, 1, 2, 2),
          padding: [
            .zero, .zero, .init(before: rows.0, after: rows.1), .init(before: columns.0, after: columns.1),
          ], valueType: type, value: value))
    }
  }

  @Test("padding puts the value around bytes and floats alike")
  func pad() throws {
    let operation = pad((1, 0), (0, 1))
    #expect(
      try BenchV4.bytes([1, 2, 3, 4], to: 9) { operation($0, .uint8, 7) } == [7, 7, 7, 1, 2, 7, 3, 4, 7])
    #expect(
      try BenchV4.floats([1, 2, 3, 4], to: 9) { operation($0, .float32, Float(0.5).bitPattern) }
        == [0.5, 0.5, 0.5, 1, 2, 0.5, 3, 4, 0.5])
  }

  @Test("negative padding crops")
  func crop() throws {
    let operation = pad((-1, 0), (-1, 2))
    #expect(try BenchV4.bytes([1, 2, 3, 4], to: 3) { operation($0, .uint8, 7) } == [4, 7, 7])
  }

  @Test("cropping more than there is throws")
  func overcrop() {
    let operation = pad((-3, 0), (0, 0))
    #expect(throws: SimulationError.self) {
      try BenchV4.bytes([1, 2, 3, 4], to: 8) { operation($0, .uint8, 7) }
    }
  }

  @Test("transpose permutes the axes of bytes and floats")
  func transpose() throws {
    func operation(_ operands: OperationV4.UnaryOperands) -> OperationV4 {
      .transpose(
        OperationV4.Transpose(
          operands: operands, inputShape: ShapeV4(1, 2, 1, 3), permutation: ShapeV4(0, 2, 3, 1)))
    }
    #expect(try BenchV4.bytes([1, 2, 3, 4, 5, 6], to: 6, .uint8, [], operation) == [1, 4, 2, 5, 3, 6])
    #expect(try BenchV4.floats([1, 2, 3, 4, 5, 6], to: 6, operation) == [1, 4, 2, 5, 3, 6])
  }

  @Test("an order that repeats an axis throws")
  func badPermutation() {
    #expect(throws: SimulationError.self) {
      try BenchV4.bytes([1], to: 1) {
        .transpose(.init(operands: $0, inputShape: ShapeV4(1, 1, 1, 1), permutation: ShapeV4(0, 0, 2, 3)))
      }
    }
  }

  private func slice(
    begin: ShapeV4, end: ShapeV4, strides: ShapeV4, to count: Int
  ) throws -> [UInt8] {
    func operation(_ operands: OperationV4.UnaryOperands) -> OperationV4 {
      .stridedSlice(
        OperationV4.StridedSlice(
          operands: operands, inputShape: ShapeV4(1, 1, 3, 4), begin: begin, end: end, strides: strides))
    }
    let bytes = try BenchV4.bytes(Array(0..<12), to: count, .uint8, [], operation)
    let floats = try BenchV4.floats((0..<12).map { Float($0) }, to: count, operation)
    if count > 0 { #expect(floats.map { UInt8($0) } == bytes) }
    return bytes
  }

  @Test("strided slices go forwards and backwards and may end before the edge")
  func stridedSlice() throws {
    #expect(
      try slice(begin: ShapeV4(0, 0, 1, 0), end: ShapeV4(1, 1, 3, 4), strides: ShapeV4(1, 1, 1, 3), to: 4)
        == [4, 7, 8, 11])
    #expect(
      try slice(begin: ShapeV4(0, 0, 2, 3), end: ShapeV4(1, 1, -1, 1), strides: ShapeV4(1, 1, -2, -1), to: 4)
        == [11, 10, 3, 2])
    #expect(
      try slice(begin: ShapeV4(0, 0, 2, 0), end: ShapeV4(1, 1, 2, 4), strides: ShapeV4(1, 1, 1, 1), to: 0)
        == [])
  }

  @Test(
    "slices outside the input, or of stride 0",
    arguments: [
      (ShapeV4(0, 0, -1, 0), ShapeV4(1, 1, 3, 4), ShapeV4(1, 1, 1, 1)),
      (ShapeV4(0, 0, 0, 0), ShapeV4(1, 1, 4, 1), ShapeV4(1, 1, 1, 1)),
      (ShapeV4(0, 0, 0, 0), ShapeV4(1, 1, .max, .max), ShapeV4(1, 1, 1, 1)),
      (ShapeV4(0, 0, 2, 0), ShapeV4(1, 1, -2, 1), ShapeV4(1, 1, -1, 1)),
      (ShapeV4(0, 0, .max, 0), ShapeV4(1, 1, .min, 1), ShapeV4(1, 1, .min, 1)),
      (ShapeV4(0, 0, 0, 0), ShapeV4(1, 1, 1, 1), ShapeV4(1, 1, 0, 1)),
    ])
  func outsideSlices(begin: ShapeV4, end: ShapeV4, strides: ShapeV4) {
    #expect(throws: SimulationError.self) { try slice(begin: begin, end: end, strides: strides, to: 12) }
  }

  private func resize(
    _ mode: OperationV4.ResizeMode, _ height: Int32, _ width: Int32, corners: UInt8 = 0
  ) -> (OperationV4.UnaryOperands) -> OperationV4 {
    { operands in
      .resizeImage(
        OperationV4.ResizeImage(
          operands: operands, inputShape: ShapeV4(1, 1, 1, 2), outputHeight: height, outputWidth: width,
          mode: mode, alignCorners: corners))
    }
  }

  @Test("nearest neighbour takes the floor of the scaled index and ignores the corners", arguments: [0, 1])
  func nearest(corners: UInt8) throws {
    let operation = resize(.nearest, 2, 3, corners: corners)
    #expect(try BenchV4.bytes([1, 2], to: 6, .uint8, [], operation) == [1, 1, 2, 1, 1, 2])
    #expect(try BenchV4.floats([1, 2], to: 6, operation) == [1, 1, 2, 1, 1, 2])
  }

  @Test("bilinear weights neighbours; bytes truncate")
  func bilinear() throws {
    #expect(try BenchV4.floats([10, 20], to: 4, resize(.bilinear, 1, 4)) == [10, 15, 20, 20])
    #expect(try BenchV4.floats([10, 20], to: 3, resize(.bilinear, 1, 3, corners: 1)) == [10, 15, 20])
    #expect(try BenchV4.bytes([10, 11], to: 4, .uint8, [], resize(.bilinear, 1, 4)) == [10, 10, 11, 11])
  }
}
