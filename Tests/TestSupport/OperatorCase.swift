import Containers
import Foundation
import Tensors

/// A network of one operator with inputs and what another program computes from them.
///
/// **Source**: `Tests/NPUGraphTests/Fixtures/onnx-operators.py` writes them and describes the file's form.
public struct OperatorCase: Sendable {
  /// What a tensor's elements are in the file.
  public enum Kind: Int, Sendable {
    /// Single precision.
    case float
    /// Codes or bytes without sign.
    case unsignedByte
    /// Codes with sign.
    case signedByte
  }

  /// An input or output.
  public struct Value: Sendable {
    /// What its elements are.
    public let kind: Kind
    /// Extents, outermost first.
    public let extents: [Int]
    /// Elements as the file has them, in row-major order.
    public let bytes: [UInt8]

    /// The numbers; codes as integers.
    public var floats: [Float] {
      switch kind {
      case .float: Tensor(elementType: .float32, shape: Shape(extents), bytes: bytes).floats
      case .unsignedByte: bytes.map { Float($0) }
      case .signedByte: bytes.map { Float(Int8(bitPattern: $0)) }
      }
    }
  }

  /// Operator and what is particular: `Conv/dilations`.
  public let name: String
  /// Greatest difference: 0 demands equality, below 1 it is a share of the output's range, else steps of codes.
  public let tolerance: Float
  /// The ONNX model.
  public let model: [UInt8]
  /// What goes in.
  public let inputs: [Value]
  /// What must come out.
  public let outputs: [Value]

  /// All cases of the repository's file.
  public static func all() throws -> [OperatorCase] {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "NPUGraphTests/Fixtures/onnx-operators.zip")
    return try cases(Array(Data(contentsOf: path)))
  }

  /// The cases of an archive.
  public static func cases(_ archive: [UInt8]) throws -> [OperatorCase] {
    let zip = try ZipArchive(archive)
    guard let entry = zip.entries.first else { return [] }
    var reader = Reader(bytes: try zip.contents(of: entry))
    return (0..<reader.word()).map { _ in reader.item() }
  }

  /// A cursor over words and blocks; the file is ours, so that a broken one may trap.
  private struct Reader {
    let bytes: [UInt8]
    var place = 0

    mutating func word() -> Int {
      defer { place += 4 }
      return (0..<4).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
    }

    mutating func block() -> [UInt8] {
      let count = word()
      defer { place += count }
      return Array(bytes[place..<(place + count)])
    }

    mutating func values() -> [Value] {
      (0..<word()).map { _ in
        let kind = Kind(rawValue: word()) ?? .float
        let rank = word()
        let extents = (0..<rank).map { _ in word() }
        return Value(kind: kind, extents: extents, bytes: block())
      }
    }

    mutating func item() -> OperatorCase {
      let name = String(decoding: block(), as: UTF8.self)
      let tolerance = Float(bitPattern: UInt32(word()))
      let model = block()
      return OperatorCase(
        name: name, tolerance: tolerance, model: model, inputs: values(), outputs: values())
    }
  }
}
