/// Writes BSON documents element by element.
public enum BSONFile {
  /// A value and its type's code.
  public indirect enum Value: Sendable {
    case double(Double)
    case text(String)
    case document([(String, Value)])
    case array([Value])
    case binary([UInt8])
    case boolean(Bool)
    case null
    case integer32(Int32)
    case integer64(Int64)
    /// Any type's code with any bytes.
    case raw(UInt8, [UInt8])
  }

  /// A document of named values.
  public static func document(_ elements: [(String, Value)]) -> [UInt8] {
    let body = elements.flatMap { name, value in
      let (code, bytes) = encoded(value)
      return [code] + Array(name.utf8) + [0] + bytes
    }
    return word(body.count + 5, 4) + body + [0]
  }

  /// Attributes of a node as `.rknn` files have them.
  public static func attributes(_ attributes: [(String, Value)]) -> [UInt8] {
    document(attributes.map { ($0, .document([("dtype", .text("is")), ("value", $1)])) })
  }

  private static func encoded(_ value: Value) -> (UInt8, [UInt8]) {
    switch value {
    case .double(let value): (0x01, word(Int(truncatingIfNeeded: value.bitPattern), 8))
    case .text(let text): (0x02, word(text.utf8.count + 1, 4) + Array(text.utf8) + [0])
    case .document(let elements): (0x03, document(elements))
    case .array(let values): (0x04, document(values.enumerated().map { (String($0), $1) }))
    case .binary(let bytes): (0x05, word(bytes.count, 4) + [0] + bytes)
    case .boolean(let value): (0x08, [value ? 1 : 0])
    case .null: (0x0A, [])
    case .integer32(let value): (0x10, word(Int(value), 4))
    case .integer64(let value): (0x12, word(Int(value), 8))
    case .raw(let code, let bytes): (code, bytes)
    }
  }

  private static func word(_ value: Int, _ byteCount: Int) -> [UInt8] {
    (0..<byteCount).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
