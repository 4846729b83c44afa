import NPUGraph
import Simulation
import Tensors
import TestSupport
import Testing

@Suite("TensorFlow Lite networks become graphs")
struct TFLiteImporterTests {
  private static func imported(
    _ sample: SampleTFLite, shapes: [String: [Int]] = [:], limits: ImportLimits = ImportLimits()
  ) throws(ImportError) -> Graph {
    var importer = try TFLiteImporter(
      sample.bytes, shapes: shapes, limits: limits, math: GraphProgramTests.math)
    return try importer.importGraph()
  }

  /// The error of a file that cannot be imported.
  private static func error(
    _ sample: SampleTFLite, shapes: [String: [Int]] = [:], limits: ImportLimits = ImportLimits()
  ) -> ImportError? {
    do throws(ImportError) {
      _ = try imported(sample, shapes: shapes, limits: limits)
      return nil
    } catch { return error }
  }

  @Test("what the file says is read")
  func reads() throws {
    let model = try TFLiteModel(SampleTFLite.function(19).bytes)
    #expect(model.version == 3 && model.description == "sample" && model.subgraphCount == 1)
    #expect(model.inputs == [0] && model.outputs == [1])
    #expect(model.tensors.map(\.name) == ["t0", "t1"])
    #expect(model.tensors[0].extents == [1, 2, 2, 3] && model.tensors[0].type == .float32)
    #expect(model.operators.map(\.name) == ["RELU"])
  }

  @Test("a network of maps has a transposition at each end, and the file's shapes outside")
  func transpositions() throws {
    let sample = try #require(TFLiteCase.all.first { $0.name == "network with a map" })
    var importer = try TFLiteImporter(sample.model, math: GraphProgramTests.math)
    let graph = try importer.importGraph().fused()
    let isTransposition = graph.nodes.map { node in
      if case .transpose = node.operation { true } else { false }
    }
    #expect(isTransposition.first == true && isTransposition.last == true)
    #expect(isTransposition.count { $0 } == 2)
    #expect(graph.values[graph.inputs[0]].shape.extents == [1, 12, 12, 3])
    #expect(graph.values[graph.outputs[0]].shape.extents == [1, 3, 3, 12])
  }

  @Test("behind a mean of rows and columns nothing is turned")
  func classes() throws {
    let sample = try #require(TFLiteCase.all.first { $0.name == "network with classes" })
    var importer = try TFLiteImporter(sample.model, math: GraphProgramTests.math)
    let graph = try importer.importGraph().fused()
    #expect(graph.nodes.count { if case .transpose = $0.operation { true } else { false } } == 1)
  }

  @Test("codes of bytes are 128 less in the graph", arguments: [(9, 0), (3, -128)] as [(Int, Int32)])
  func codes(type: Int, zeroPoint: Int32) throws {
    let graph = try Self.imported(.function(19, type: type, scales: [0.5]))
    #expect(graph.values.map(\.elementType) == [.int8, .int8])
    #expect(graph.values[0].quantization == AffineQuantization(scale: 0.5, zeroPoint: zeroPoint))
  }

  @Test("operators are known by the old field of their code alone, too")
  func oldCodes() throws {
    var sample = SampleTFLite.function(19)
    sample.codes[0].new = 0
    #expect(try Self.imported(sample).nodes.map(\.label) == ["RELU"])
  }

  @Test("an input takes another shape, which the rest follows")
  func shapes() throws {
    let graph = try Self.imported(.function(19), shapes: ["t0": [1, 4, 5, 3]])
    #expect(graph.values.map(\.shape.extents) == [[1, 4, 5, 3], [1, 4, 5, 3]])
    let error = Self.error(.function(19), shapes: ["t0": [4, 5, 3]])
    #expect(error?.kind == .wrongShape(input: "t0", found: [4, 5, 3], expected: "1x2x2x3"))
  }

  @Test("an open batch is one picture, other open extents are asked for")
  func openExtents() throws {
    var sample = SampleTFLite()
    let x = sample.tensor([1, 4], signature: [-1, 4])
    let y = sample.tensor([1, 4])
    sample.add(19, [x], [y])
    sample.outputs = [y]
    #expect(try Self.imported(sample).values[0].shape.extents == [1, 4])
    sample.tensors[0] = SampleTFLite.open([1, 1], signature: [1, -1])
    #expect(Self.error(sample)?.kind == .openExtent(input: "x", axis: 1, symbol: ""))
  }

  @Test("operators that are not known are named, builtin ones by their number")
  func unknownOperators() {
    let custom = Self.error(.function(32, name: "TFLite_Detection_PostProcess"))
    #expect(custom?.kind == .unsupportedOperator)
    #expect(custom?.operation == "TFLite_Detection_PostProcess" && custom?.node == "t1")
    #expect(Self.error(.function(16))?.operation == "builtin operator 16")
  }

  @Test("operators that no output needs are left out")
  func unneeded() throws {
    var sample = SampleTFLite.function(19)
    sample.add(16, [0], [sample.tensor([1])])
    #expect(try Self.imported(sample).nodes.map(\.label) == ["RELU"])
  }

  @Test("tensors are made once, before they are read")
  func order() {
    var sample = SampleTFLite.function(19)
    sample.add(21, [0], [1])
    #expect(Self.error(sample)?.kind == .madeTwice("t1"))
    var unsorted = SampleTFLite()
    for _ in 0..<3 { unsorted.tensor([1, 4]) }
    unsorted.add(19, [2], [1])
    unsorted.add(19, [0], [2])
    unsorted.outputs = [1]
    #expect(Self.error(unsorted)?.kind == .missingValue("t2"))
    var cyclic = SampleTFLite.function(19)
    cyclic.operators = []
    cyclic.add(19, [1], [1])
    #expect(Self.error(cyclic)?.kind == .missingValue("t1"))
  }

  @Test("indices outside of the file are refused")
  func indices() {
    for change: (inout SampleTFLite) -> Void in [
      { $0.inputs = [2] }, { $0.outputs = [-1] }, { $0.add(19, [5], [1]) }, { $0.add(19, [0], [-1]) },
      { $0.codes = [] },
      {
        $0.buffers = []; $0.tensors.append(SampleTFLite.stored(in: 9))
      },
    ] {
      var sample = SampleTFLite.function(19)
      change(&sample)
      guard case .container? = Self.error(sample)?.kind else {
        Issue.record("\(String(describing: Self.error(sample)))")
        continue
      }
    }
  }

  @Test("other identifiers and versions are refused")
  func versions() {
    var sample = SampleTFLite.function(19)
    sample.version = 2
    #expect(Self.error(sample)?.description.contains("schema version 2") == true)
    #expect(throws: ImportError.self) { try TFLiteModel(Array("0000TFL2".utf8)) }
    #expect(throws: ImportError.self) { try TFLiteModel([]) }
  }

  @Test(
    "codes that values cannot have are refused",
    arguments: [[0], [-1], [.infinity], [.nan], [1, 2]] as [[Float]])
  func scales(scales: [Float]) {
    #expect(Self.error(.function(19, type: 9, scales: scales)) != nil)
  }

  @Test("codes of 16 bits, sparse contents and contents of another size are refused")
  func contents() {
    #expect(Self.error(.function(19, type: 7, scales: [1])) != nil)
    for (isSparse, count) in [(true, 48), (false, 47), (false, 52)] {
      var sample = SampleTFLite()
      let x = sample.tensor([1, 2, 2, 3])
      let c = sample.tensor(
        [1, 2, 2, 3], contents: [UInt8](repeating: 0, count: count), isSparse: isSparse)
      let y = sample.tensor([1, 2, 2, 3])
      sample.add(0, [x, c], [y])
      sample.outputs = [y]
      #expect(Self.error(sample) != nil, "\(isSparse), \(count)")
    }
  }

  @Test("numbers of 64 bits at their ends are refused, not computed with", arguments: [Int64.min, .max, -9])
  func extremes(number: Int64) {
    let bytes = { (numbers: [Int64]) in
      numbers.flatMap { number in (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
    }
    // SPLIT_V, SLICE, PAD, TILE, TRANSPOSE, BROADCAST_TO, MEAN, EXPAND_DIMS and STRIDED_SLICE with such numbers.
    for (code, inputs) in [
      (102, [[number, -1], [1]]), (65, [[number, 0], [1, 1]]), (65, [[0, 0], [1, number]]),
      (34, [[number, 0, 0, number]]), (69, [[number, 1]]), (39, [[number, 0]]), (130, [[number, 4]]),
      (40, [[number]]), (70, [[number]]), (45, [[number, 0], [1, 1], [number, 1]]),
    ] as [(Int, [[Int64]])] {
      var sample = SampleTFLite()
      let x = sample.tensor([2, 4])
      var read = [x]
      for numbers in inputs {
        let shape = code == 34 ? [2, 2] : [Int32(numbers.count)]
        read.append(sample.tensor(shape, type: 4, contents: bytes(numbers)))
      }
      let results = [sample.tensor([1, 4]), sample.tensor([1, 4])]
      sample.add(code, read, code == 102 ? results : [results[0]])
      sample.outputs = [results[0]]
      #expect(Self.error(sample) != nil, "\(code)")
    }
  }

  @Test("many tensors of one buffer are counted each time")
  func aliases() {
    var sample = SampleTFLite()
    let x = sample.tensor([1, 4096])
    var last = x
    for _ in 0..<8 {
      let c = sample.tensor([1, 4096], contents: [UInt8](repeating: 0, count: 16384))
      let y = sample.tensor([1, 4096])
      sample.add(0, [last, c], [y])
      last = y
    }
    sample.outputs = [last]
    #expect(Self.error(sample) == nil)
    let limits = ImportLimits(tensorElements: 1 << 13, foldedElements: 1 << 14)
    #expect(Self.error(sample, limits: limits)?.kind == .tooLarge(elements: 20480, limit: 16384))
  }
}
