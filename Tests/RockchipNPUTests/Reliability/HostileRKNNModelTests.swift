import Containers
import RockchipNPU
import Simulation
import Tensors
import TestSupport
import Testing

/// Files made to take memory or time, or to say what contradicts itself.
@Suite("hostile Rockchip models")
struct HostileRKNNModelTests {
  typealias Field = FlatBufferFile.Field

  private static func error(_ sample: SampleRKNN) throws -> SimulationError {
    let model = RockchipModel(try RKNNModel(sample.bytes))
    return try #require(throws: SimulationError.self) { try model.makeRunner(RunOptions()) }
  }

  private static func pool(_ attributes: [(String, BSONFile.Value)]) -> SampleRKNN {
    var sample = SampleRKNN()
    sample.poolAttributes = BSONFile.attributes(attributes)
    return sample
  }

  @Test(
    "windows of a pool that no tensor has are refused",
    arguments: [
      ("pads", .array([.integer64(.min), .integer64(.min), .integer32(0), .integer32(0)])),
      ("pads", .array([.integer64(.max), .integer64(0), .integer32(0), .integer32(0)])),
      ("strides", .array([.integer64(0), .integer64(-1)])),
      ("dilations", .array([.integer64(.max), .integer64(.max)])),
      ("kernel_shape", .array([.integer64(.max), .integer64(.max)])),
      ("kernel_shape", .array([.integer64(.min), .integer64(1)])),
    ] as [(String, BSONFile.Value)])
  func windows(name: String, value: BSONFile.Value) throws {
    let plain: [(String, BSONFile.Value)] = [("kernel_shape", .array([.integer32(2), .integer32(2)]))]
    let sample = Self.pool([(name, value)] + plain)
    #expect(try Self.error(sample).description.contains("window"))
  }

  @Test("an operand's shift of 63 is refused") func operandShift() throws {
    var sample = SampleRKNN()
    sample.registers += [(0x4070, 1 << 7 | 1 << 9 | 2 << 16), (0x4078, 63 << 16 | 1)]
    #expect(try Self.error(sample).description.contains("shift 63"))
  }

  @Test("a node that writes what it reads is refused", arguments: ["Relu", "MaxPool", "Identity", "Reshape"])
  func outputIsInput(operation: String) throws {
    var sample = SampleRKNN()
    sample.furtherNodes = [
      sample.node(
        operation, inputs: [5], outputs: [5], onNPU: true, tasks: 0,
        attributes: BSONFile.attributes([("kernel_shape", .array([.integer32(1), .integer32(1)]))]))
    ]
    #expect(try Self.error(sample).description.contains("differ from each other and from the inputs"))
  }

  @Test("a value that is read before it is made is refused") func order() throws {
    var sample = SampleRKNN()
    sample.outputs = [4, 5]
    #expect(throws: Never.self) { try RockchipModel(RKNNModel(sample.bytes)).makeRunner(RunOptions()) }
    // Nothing makes weights, and they are no values.
    sample.outputs = [5, 7]
    _ = try Self.error(sample)
    var unmade = SampleRKNN()
    unmade.inputs = [4]
    #expect(try Self.error(unmade).description.contains("nothing has made its input images"))
  }

  @Test("an output listed many thousand times is refused") func outputs() throws {
    var sample = SampleRKNN()
    sample.outputs = Array(repeating: 5, count: 1 << 14)
    let error = try #require(throws: RKNNError.self) { try RKNNModel(sample.bytes) }
    guard case .flatBuffer(let inner) = error.kind, case .aliased(_) = inner.kind else {
      Issue.record("\(error)")
      return
    }
  }

  @Test("outputs are bounded as copies") func outputCopies() throws {
    var sample = SampleRKNN()
    sample.outputs = Array(repeating: 5, count: 100)
    let model = RockchipModel(try RKNNModel(sample.bytes))
    let needed = 100 * 3 * 3 * 8
    #expect(throws: SimulationError(.tooMuchMemory(needed: needed, limit: needed - 1))) {
      try model.makeRunner(RunOptions(maximumMainMemory: needed - 1))
    }
    #expect(throws: Never.self) { try model.makeRunner(RunOptions(maximumMainMemory: needed)) }
  }

  @Test("attributes of more elements than memory may be taken for are refused") func attributes() throws {
    // Elements of two bytes, which take a hundred each.
    let nulls = BSONFile.document(Array(repeating: ("", .null), count: 1 << 15))
    var sample = SampleRKNN()
    let attributes = Field.shared(1, .bytes(nulls))
    sample.furtherNodes = (0..<2).map { _ in
      .table([
        .absent, .text("Identity"), .absent, .absent, .words([5]), .words([4]), .absent, .absent, .absent,
        attributes,
      ])
    }
    let error = try #require(throws: RKNNError.self) { try RKNNModel(sample.bytes) }
    #expect(
      error.description.contains("attributes of node") || error.description.contains("take more memory"))
  }

  @Test("weights that many nodes share are refused before all are unpacked") func weights() throws {
    var sample = SampleRKNN()
    sample.furtherTensors = [.weights([8, 4, 32, 32], buffer: 5)]
    sample.furtherBuffers = [[UInt8](repeating: 0, count: 32 * 32 * 8 * 16)]
    sample.furtherNodes = (0..<20).map { _ in
      sample.node("ConvRelu", inputs: [1, 8, 3], outputs: [4], onNPU: true, tasks: 0)
    }
    #expect(try Self.error(sample).description.contains("weights is shared by many nodes"))
    sample.furtherNodes.removeLast(10)
    #expect(throws: Never.self) { try RockchipModel(RKNNModel(sample.bytes)).makeRunner(RunOptions()) }
  }

  @Test("a million commands for each of many tasks are refused") func commands() throws {
    var sample = SampleRKNN()
    sample.version = 2
    sample.registers += Array(repeating: (0x4000, 0), count: 10_000)
    sample.furtherNodes = (0..<200).map { _ in
      sample.node("Identity", inputs: [5], outputs: [4], onNPU: true, tasks: 1)
    }
    // Without a kernel's size no task ends a node's.
    sample.registers.removeAll { $0.register == 0x1038 }
    #expect(try Self.error(sample).description.contains("register commands is shared by many nodes"))
  }

  @Test("indices that lead nowhere are refused with the node", arguments: [8, -1, Int32.max, .min])
  func indices(index: Int32) throws {
    var sample = SampleRKNN()
    sample.furtherNodes = [sample.node("Relu", inputs: [index], outputs: [4], onNPU: true, tasks: 0)]
    let error = try #require(throws: RKNNError.self) { try RKNNModel(sample.bytes) }
    #expect(error.description.contains("tensor is \(index); must be below 8"))
    sample.furtherNodes = []
    sample.outputs = [index]
    #expect(throws: RKNNError.self) { try RKNNModel(sample.bytes) }
  }

  @Test("numbers of tasks may be anything", arguments: [-1, 2, 1000, Int32.max, .min])
  func taskCounts(count: Int32) throws {
    var sample = SampleRKNN()
    sample.furtherNodes = [sample.node("Relu", inputs: [5], outputs: [4], onNPU: true, tasks: count)]
    #expect((RockchipOutcome(sample.bytes) == .unreadable) == (count < 0))
  }
}
