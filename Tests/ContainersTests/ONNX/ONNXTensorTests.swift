import Containers
import Testing

@Suite("ONNX constants")
struct ONNXTensorTests {
  @Test(
    "integers of every width are read as they were written",
    arguments: [
      (.bool, [0, 1]), (.int8, [-128, 127, 0]), (.uint8, [255, 0]), (.int16, [-32768, 32767]),
      (.uint16, [65535]), (.int32, [-2_147_483_648, 2_147_483_647]), (.uint32, [4_294_967_295]),
      (.int64, [.min, .max]), (.uint64, [.max]), (.int4, [-8, 7, -1]), (.uint4, [15, 0, 9, 2]),
    ] as [(ONNXDataType, [Int64])])
  func integers(type: ONNXDataType, values: [Int64]) throws {
    let tensor = ONNXTensor(name: "t", dimensions: [values.count], integers: values, as: type)
    #expect(try tensor.integers() == values)
    #expect(try tensor.floats() == values.map { Float($0) })
  }

  @Test("numbers of every kind of float are read") func floats() throws {
    func raw(_ type: ONNXDataType, _ bytes: [UInt8], _ count: Int) -> ONNXTensor {
      ONNXTensor(name: "", dataType: type, dimensions: [count], storage: .raw(bytes[...]))
    }
    #expect(try ONNXTensor(name: "", dimensions: [2, 1], floats: [0.1, -3]).floats() == [0.1, -3])
    #expect(try raw(.float16, [0, 0x3C, 0, 0xC0], 2).floats() == [1, -2])
    #expect(try raw(.bfloat16, [0x80, 0x3F, 0x20, 0xC0], 2).floats() == [1, -2.5])
    #expect(try raw(.double, [0, 0, 0, 0, 0, 0, 0xF8, 0x3F], 1).floats() == [1.5])
    #expect(throws: ONNXError.self) { try raw(.float8E5M2, [0], 1).floats() }
    #expect(throws: ONNXError.self) { try raw(.float, [0, 0, 0, 0], 1).integers() }
  }

  @Test("lists of the schema are read, packed or not, in one piece or several") func lists() throws {
    let halves = try SampleONNX.tensor {
      $0.write(1, packed: [2] as [Int64])
      $0.write(2, integer: 10)
      $0.write(5, packed: [0x3C00, 0xC000] as [Int64])
    }
    #expect(try halves.floats() == [1, -2])
    let bytes = try SampleONNX.tensor {
      $0.write(1, integer: 3)
      $0.write(2, integer: 3)
      $0.write(5, integer: -1)
      $0.write(5, packed: [2, -128] as [Int64])
    }
    #expect(try bytes.integers() == [-1, 2, -128])
    let floats = try SampleONNX.tensor {
      $0.write(1, integer: 2)
      $0.write(1, integer: 1)
      $0.write(2, integer: 1)
      $0.write(4, float: 0.5)
      $0.write(4, float: -1)
    }
    #expect(try floats.floats() == [0.5, -1] && floats.dimensions == [2, 1])
    let doubles = try SampleONNX.tensor {
      $0.write(1, integer: 1)
      $0.write(2, integer: 11)
      $0.write(10, fixed64: (1.25).bitPattern)
    }
    #expect(try doubles.floats() == [1.25])
    let nibbles = ONNXTensor(
      name: "", dataType: .uint4, dimensions: [3], storage: .list(.integers32, [0xA1, 1, 0x0F]))
    #expect(try nibbles.integers() == [1, 10, 15])
    let texts = try SampleONNX.tensor {
      $0.write(1, integer: 1)
      $0.write(2, integer: 8)
      $0.write(6, string: "ab")
    }
    #expect(try texts.strings() == [[0x61, 0x62]])
  }

  @Test("raw data stays a slice of the file") func slices() throws {
    let file = SampleONNX.model.bytes()
    guard case .raw(let bytes) = try ONNXModel(file).graph.initializers[0].storage else {
      Issue.record("no raw data")
      return
    }
    #expect(Array(file[bytes.startIndex..<bytes.endIndex]) == Array(bytes) && bytes.startIndex > 0)
  }

  @Test(
    "data that does not fit type and extents is refused",
    arguments: [
      ([2], .raw([0, 0, 0, 0]), "4; must be 8"), ([1], .raw([0, 0, 0, 0, 0]), "5; must be 4"),
      ([-1], .raw([]), "-1; must be 0 or more"), ([1 << 62, 4], .raw([]), "less than 2^63"),
      ([1 << 62], .raw([]), "the size of the data"),
      ([1], .list(.integers32, [1]), "field 5; must be field 4"),
      ([1], .list(.floats, []), "0; must be 1"), ([1], .external([]), "another file"),
      ([1], .sparse([]), "sparsely"), ([1], .strings([[]]), "type string"),
    ] as [([Int], ONNXTensor.Storage, String)])
  func refusals(dimensions: [Int], storage: ONNXTensor.Storage, words: String) throws {
    let tensor = ONNXTensor(name: "t", dataType: .float, dimensions: dimensions, storage: storage, offset: 7)
    let error = try #require(throws: ONNXError.self) { try tensor.floats() }
    #expect(
      error.description.contains(words) && error.offset == 7 && error.subject == "tensor 't'", "\(error)")
  }

  @Test("values beyond their type are refused") func ranges() throws {
    func list(_ type: ONNXDataType, _ bytes: [UInt8]) -> ONNXTensor {
      ONNXTensor(name: "", dataType: type, dimensions: [1], storage: .list(.integers32, bytes[...]))
    }
    #expect(throws: ONNXError.self) { try list(.int8, [0x80, 1]).integers() }
    #expect(throws: ONNXError.self) { try list(.int8, [0x80]).integers() }
    #expect(try list(.uint8, [0x80, 1]).integers() == [128])
    let large = ONNXTensor(
      name: "", dataType: .uint64, dimensions: [1], storage: .raw([0, 0, 0, 0, 0, 0, 0, 0x80]))
    #expect(throws: ONNXError.self) { try large.integers() }
  }

  @Test("types go by their numbers, named or not") func types() {
    for number in Int32(-1)...30 { #expect(ONNXDataType(rawValue: number).rawValue == number) }
    #expect(ONNXDataType(rawValue: 16) == .bfloat16 && ONNXDataType(rawValue: 22) == .int4)
    #expect("\(ONNXDataType(rawValue: 99))" == "type 99" && "\(ONNXDataType.int4)" == "int4")
    #expect("\(ONNXDataType.float4E2M1)" == "float4e2m1" && "\(ONNXDataType.bfloat16)" == "bfloat16")
  }
}
