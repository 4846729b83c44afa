import Containers
import NPUGraph
import Simulation
import Tensors
import TestSupport
import Testing

/// A model of Fixtures/tflite-operators.zip, with inputs and what LiteRT's interpreter makes of them.
struct TFLiteCase: Sendable, CustomTestStringConvertible {
  let name: String
  let model: [UInt8]
  let inputs: [[UInt8]]
  let outputs: [Output]

  /// A result as the interpreter gives it.
  struct Output: Sendable {
    /// The schema's number of the type.
    let type: UInt8
    let extents: [Int]
    let bytes: [UInt8]

    /// The numbers, codes as they are.
    var numbers: [Float] {
      let types: [UInt8: ElementType] = [0: .float32, 2: .int32, 3: .uint8, 4: .int64, 9: .int8]
      return Tensor(elementType: types[type] ?? .uint8, shape: Shape(extents), bytes: bytes).floats
    }
  }

  var testDescription: String { name }

  /// All of them; Fixtures/tflite-operators.py says how the file is laid out.
  static let all: [TFLiteCase] = {
    guard let archive = try? ZipArchive(FixtureFile.bytes("tflite-operators.zip")),
      let entry = archive.entry(named: "cases"), let bytes = try? archive.contents(of: entry)
    else { return [] }
    var cursor = Cursor(bytes: bytes)
    return (0..<cursor.number()).map { _ in
      let (name, model) = (String(decoding: cursor.blob(), as: UTF8.self), cursor.blob())
      let inputs = (0..<cursor.number()).map { _ in cursor.blob() }
      let outputs = (0..<cursor.number()).map { _ in
        let (type, rank) = (cursor.byte(), Int(cursor.byte()))
        return Output(type: type, extents: (0..<rank).map { _ in cursor.number() }, bytes: cursor.blob())
      }
      return TFLiteCase(name: name, model: model, inputs: inputs, outputs: outputs)
    }
  }()

  private struct Cursor {
    let bytes: [UInt8]
    var place = 0

    mutating func byte() -> UInt8 {
      place += 1
      return bytes[place - 1]
    }
    mutating func number() -> Int { (0..<4).reduce(0) { $0 | Int(byte()) << (8 * $1) } }
    mutating func blob() -> [UInt8] {
      let count = number()
      place += count
      return Array(bytes[(place - count)..<place])
    }
  }
}
