import KModel
import TestSupport
import Testing

@Suite("kmodels made in memory survive writing and reading")
struct RoundTripTests {
  private static let seeds = UInt64(1)...20

  @Test("v3: every layer type", arguments: OperationV3.Code.allCases)
  func version3(code: OperationV3.Code) throws {
    for seed in Self.seeds {
      let model = SampleModelsV3.model(code, seed: seed)
      let bytes = try model.encoded()
      let read = try KModel(bytes: bytes)
      #expect(read == .v3(model), "seed \(seed)")
      #expect(try read.encoded() == bytes, "seed \(seed)")
      #expect(KModel.recognize(bytes[...]) == .kmodel(version: 3))
    }
  }

  @Test("v4: every opcode", arguments: OperationV4.Code.allCases)
  func version4(code: OperationV4.Code) throws {
    for seed in Self.seeds {
      let model = SampleModelsV4.model(code, seed: seed)
      let bytes = try model.encoded()
      let read = try KModel(bytes: bytes)
      #expect(read == .v4(model), "seed \(seed)")
      #expect(try read.encoded() == bytes, "seed \(seed)")
      #expect(KModel.recognize(bytes[...]) == .kmodel(version: 4))
    }
  }

  @Test("v3: all layer types in one model, with trailing bytes and with or without final padding")
  func combined3() throws {
    var model = SampleModelsV3.modelOfAllTypes()
    #expect(try KModel(bytes: model.encoded()) == .v3(model))
    model.trailingBytes = [1, 2, 3]
    #expect(try KModel(bytes: model.encoded()) == .v3(model))
    model.trailingBytes = []
    model.layers = model.layers.filter { $0.operation.code == .softmax }
    let whole = try model.encoded()
    model.omitsFinalPadding = true
    let short = try model.encoded()
    #expect(short.count == whole.count - 4 && whole.starts(with: short))
    #expect(try KModel(bytes: short) == .v3(model))
  }

  @Test("v4: all opcodes in one model, with trailing bytes and with or without final padding")
  func combined4() throws {
    var model = SampleModelsV4.modelOfAllOpcodes()
    #expect(try KModel(bytes: model.encoded()) == .v4(model))
    model.trailingBytes = [1, 2, 3]
    #expect(try KModel(bytes: model.encoded()) == .v4(model))
    model.trailingBytes = []
    model.nodes = model.nodes.filter { $0.operation.code == .unary }
    let whole = try model.encoded()
    model.omitsFinalPadding = true
    let short = try model.encoded()
    #expect(short.count == whole.count - 4 && whole.starts(with: short))
    #expect(try KModel(bytes: short) == .v4(model))
  }

  @Test("parameters are slices with the indices of the file, so they share its storage")
  func slices() throws {
    let bytes = try SampleModelsV3.model(.requantize).encoded()
    guard case .v3(let model) = try KModel(bytes: bytes),
      case .requantize(let body) = model.layers[0].operation
    else {
      Issue.record("the layer changed its type")
      return
    }
    let start = try #require(model.layers[0].bodyOffset)
    #expect(body.table.startIndex == start + 16)
    #expect(body.table == bytes[(start + 16)..<(start + 272)])
  }
}
