import Containers
import TestSupport
import Testing

@Suite("damaged ONNX models")
struct ONNXHostileTests {
  /// Reads a file, asks for all its constants and writes it again; whether it was read.
  static func survives(_ file: [UInt8]) -> Bool {
    _ = ONNXModel.recognizes(file)
    guard let model = try? ONNXModel(file) else { return false }
    for tensor in model.graph.initializers {
      _ = try? tensor.floats()
      _ = try? tensor.integers()
      _ = try? tensor.strings()
    }
    _ = model.bytes()
    return true
  }

  @Test("cut at any byte, it ends in an error with an offset inside, or between two fields") func truncation()
  {
    let file = SampleONNX.model.bytes()
    var refused = 0
    for count in 0..<file.count {
      do throws(ONNXError) {
        _ = try ONNXModel(Array(file[..<count]))
      } catch {
        refused += 1
        #expect((0...count).contains(error.offset), "\(error)")
      }
    }
    // Whole again are only those that lose operator sets or metadata.
    #expect(refused >= file.count - 6)
  }

  @Test("changed bytes end in an error or a model") func damage() {
    let file = SampleONNX.model.bytes()
    var random = SplitMix64(seed: 2)
    var outcomes: [Bool] = []
    for _ in 0..<4000 {
      var copy = file
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let place = Int.random(in: 0..<copy.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: copy[place] = UInt8.random(in: 0...255, using: &random)
        case 1: copy[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 2: copy.remove(at: place)
        default: copy.insert(UInt8.random(in: 0...255, using: &random), at: place)
        }
      }
      outcomes.append(Self.survives(copy))
    }
    #expect(outcomes.contains(true) && outcomes.contains(false))
  }

  @Test("random bytes are no model") func noise() {
    var random = SplitMix64(seed: 3)
    for _ in 0..<4000 { #expect(!Self.survives(random.bytes(40))) }
  }

  @Test(
    "two bytes for each of a million values are refused before they take a hundred each",
    arguments: [
      [0x0A, 0], [0x2A, 0], [0x5A, 0], [0x62, 0], [0x6A, 0], [0x72, 0],
    ] as [[UInt8]])
  func bombs(field: [UInt8]) throws {
    let contents = [UInt8]((0..<1_000_000).flatMap { _ in field })
    var writer = ProtobufWriter()
    writer.write(1, integer: 8)
    writer.write(7, bytes: contents)
    let error = try #require(throws: ONNXError.self) { try ONNXModel(writer.bytes) }
    #expect(error.kind == .tooMuchMemory(limit: 16 << 20), "\(error)")
  }

  @Test("lists of tiny values are refused likewise") func listBombs() throws {
    let limits = ONNXLimits(leastMemory: 1 << 10)
    for (field, inner) in [(1, 1), (1, 2), (5, 6)] as [(Int, Int)] {
      let file = SampleONNX.file { graph in
        graph.write(field) { part in for _ in 0..<5000 { part.write(inner, bytes: []) } }
      }
      #expect(throws: ONNXError.self) { try ONNXModel(file, limits: limits) }
    }
    let ints = SampleONNX.file { graph in
      graph.write(1) { node in
        node.write(5) { $0.write(8, packed: [Int64](repeating: 1, count: 5000)) }
      }
    }
    #expect(throws: ONNXError.self) { try ONNXModel(ints, limits: limits) }
  }

  @Test("lengths beyond the file are refused") func lengths() {
    for length in [0xFF, 0x7FFF_FFFF, Int64.max, -1] as [Int64] {
      var count = ProtobufWriter()
      count.write(1, integer: length)
      let file: [UInt8] = [8, 8, 0x3A] + count.bytes.dropFirst() + [0x12, 0]
      #expect(throws: ONNXError.self) { try ONNXModel(file) }
    }
  }

  @Test("graphs inside graphs end at the eighth") func depth() throws {
    func nested(_ depth: Int) -> ONNXGraph {
      var graph = ONNXGraph(name: "inner")
      for _ in 1..<depth {
        graph = ONNXGraph(
          name: "outer",
          nodes: [
            ONNXNode(
              operation: "Loop", inputs: [], outputs: [], attributes: [ONNXAttribute("b", .graph(graph))])
          ])
      }
      return graph
    }
    func file(_ depth: Int) -> [UInt8] { ONNXModel(operatorSets: [], graph: nested(depth)).bytes() }
    #expect(try ONNXModel(file(8)).graph == nested(8))
    let error = try #require(throws: ONNXError.self) { try ONNXModel(file(9)) }
    #expect(error.kind == .tooDeep(limit: 8))
    // Far deeper, without a structure of ours that is as deep.
    var graph: [UInt8] = []
    for _ in 0..<3000 {
      var writer = ProtobufWriter()
      let inner = graph
      writer.write(1) { $0.write(5) { $0.write(6, bytes: inner) } }
      graph = writer.bytes
    }
    var model = ProtobufWriter()
    model.write(7, bytes: graph)
    let far = try #require(throws: ONNXError.self) { try ONNXModel(model.bytes) }
    #expect(far.kind == .tooDeep(limit: 8), "\(far)")
  }

  @Test("contradictions are named")
  func contradictions() throws {
    func words(_ file: [UInt8]) throws -> String {
      try #require(throws: ONNXError.self) { try ONNXModel(file) }.description
    }
    let graph = SampleONNX.file { $0.write(2, string: "g") }
    #expect(try words(graph + graph).contains("the graph is there twice"))
    #expect(try words([8, 8]).contains("the graph is missing"))
    let twoForms = SampleONNX.file {
      $0.write(5) {
        $0.write(4, float: 1); $0.write(9, bytes: [0, 0, 0, 0])
      }
    }
    #expect(try words(twoForms).contains("initializer 0 at 0x00000004: the data is there in several forms"))
    let twoLists = SampleONNX.file {
      $0.write(5) {
        $0.write(4, float: 1); $0.write(5, integer: 1)
      }
    }
    #expect(try words(twoLists).contains("both field 4 and 5"))
    let oddFloats = SampleONNX.file { $0.write(5) { $0.write(4, bytes: [0, 0, 0]) } }
    #expect(try words(oddFloats).contains("3 bytes; must be a multiple of 4"))
    let name = SampleONNX.file { $0.write(1) { $0.write(1, bytes: [0xFF]) } }
    #expect(try words(name).contains("node 0 at 0x00000006: the name in field 1 is no UTF-8"))
    let noTensor = SampleONNX.file { $0.write(1) { $0.write(5) { $0.write(20, integer: 4) } } }
    #expect(try words(noTensor).contains("the value of attribute"))
  }
}
