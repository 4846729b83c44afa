import Bytes

/// A value of a BSON document, as far as descriptions of networks use them.
public enum BSONValue: Sendable, Equatable {
  case double(Double)
  case string(String)
  case document(BSONDocument)
  case array([BSONValue])
  /// Offsets in the file of bytes that are not copied.
  case binary(Range<Int>)
  case boolean(Bool)
  /// 32 or 64 bits in the file.
  case integer(Int64)
  case null

  /// The number, if it is an integer or a boolean.
  public var integer: Int? {
    switch self {
    case .integer(let value): Int(exactly: value)
    case .boolean(let value): value ? 1 : 0
    default: nil
    }
  }

  /// The number, whatever its kind.
  public var number: Double? {
    if case .double(let value) = self { return value }
    return integer.map { Double($0) }
  }

  /// The integers of an array, nil when it is no array of them.
  public var integers: [Int]? {
    guard case .array(let values) = self else { return nil }
    let integers = values.compactMap(\.integer)
    return integers.count == values.count ? integers : nil
  }
}

/// A BSON document: named values in their order.
///
/// Each element is read once and in order; an element may be two bytes long and takes ``elementByteCount`` bytes of
/// memory, so readers of hostile files limit their number. Nesting ends at a fixed depth.
/// **Source**: the public specification of BSON 1.1.
public struct BSONDocument: Sendable, Equatable {
  /// A named value.
  public struct Element: Sendable, Equatable {
    /// The name, an index in decimal inside arrays.
    public let name: String
    /// The value.
    public let value: BSONValue
  }

  /// The elements in the order of the file.
  public let elements: [Element]
  /// Elements of all depths.
  public let elementCount: Int

  /// What an element takes in memory at most, beside its texts: arrays grow by doubling.
  public static let elementByteCount = 128
  /// Deepest nesting that is read.
  public static let depthLimit = 16

  /// The value of a name, nil when the document does not have it.
  public subscript(_ name: String) -> BSONValue? { elements.first { $0.name == name }?.value }

  /// Reads a document that takes all of `bytes`.
  ///
  /// - Parameter elementLimit: most elements of all depths.
  /// - Throws: `BSONError` with the offset of the element at fault.
  public init(_ bytes: ArraySlice<UInt8>, elementLimit: Int = .max) throws(BSONError) {
    var parser = BSONParser(bytes, elementLimit: elementLimit)
    let document = try parser.document(depth: 0)
    (elements, elementCount) = (document.elements, document.elementCount)
    guard parser.reader.remaining == 0 else {
      throw BSONError("\(parser.reader.remaining) bytes behind the document", offset: parser.reader.offset)
    }
  }

  init(elements: [Element], elementCount: Int) {
    (self.elements, self.elementCount) = (elements, elementCount)
  }
}

/// Why bytes are no BSON document that can be read.
public struct BSONError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What was found, and what was expected.
  public let reason: String
  /// Offset in the file.
  public let offset: Int

  /// Records what was found where.
  public init(_ reason: String, offset: Int) {
    self.reason = reason
    self.offset = offset
  }

  /// One line.
  public var description: String { "BSON, byte \(offset): \(reason)" }
}

/// Reads elements one after the other.
private struct BSONParser {
  var reader: ByteReader
  private let elementLimit: Int
  private var elementCount = 0

  init(_ bytes: ArraySlice<UInt8>, elementLimit: Int) {
    reader = ByteReader(bytes)
    self.elementLimit = elementLimit
  }

  mutating func document(depth: Int) throws(BSONError) -> BSONDocument {
    let start = reader.offset
    let countBefore = elementCount
    guard depth < BSONDocument.depthLimit else {
      throw BSONError("nested deeper than \(BSONDocument.depthLimit)", offset: start)
    }
    let length = Int(try integer(Int32.self))
    guard length >= 5, length - 4 <= reader.remaining else {
      throw BSONError("document of \(length) bytes; \(reader.remaining + 4) are left", offset: start)
    }
    let end = start + length
    var elements: [BSONDocument.Element] = []
    while true {
      let place = reader.offset
      // An element, or a document inside, may say that it is longer than what it is in.
      guard place < end else { throw BSONError("the document should have ended at \(end)", offset: place) }
      let type = try integer(UInt8.self)
      if type == 0 { break }
      guard elementCount < elementLimit else {
        throw BSONError("more than \(elementLimit) elements", offset: place)
      }
      elementCount += 1
      let name = try text(until: end)
      elements.append(.init(name: name, value: try value(type, at: place, depth: depth)))
    }
    guard reader.offset == end else {
      throw BSONError("the document ends here; it says \(end)", offset: reader.offset)
    }
    return BSONDocument(elements: elements, elementCount: elementCount - countBefore)
  }

  private mutating func value(_ type: UInt8, at place: Int, depth: Int) throws(BSONError) -> BSONValue {
    switch type {
    case 0x01: return .double(Double(bitPattern: try integer(UInt64.self)))
    case 0x02:
      let length = Int(try integer(Int32.self))
      guard length >= 1 else { throw BSONError("text of \(length) bytes; must be at least 1", offset: place) }
      return .string(String(decoding: try take(length).dropLast(), as: UTF8.self))
    case 0x03: return .document(try document(depth: depth + 1))
    case 0x04: return .array(try document(depth: depth + 1).elements.map(\.value))
    case 0x05:
      let length = Int(try integer(Int32.self))
      _ = try integer(UInt8.self)
      let bytes = try take(length)
      return .binary(bytes.startIndex..<bytes.endIndex)
    case 0x08: return .boolean(try integer(UInt8.self) != 0)
    case 0x0A: return .null
    case 0x10: return .integer(Int64(try integer(Int32.self)))
    case 0x12: return .integer(try integer(Int64.self))
    default: throw BSONError("element of type \(Hexadecimal.address(type)), which is not read", offset: place)
    }
  }

  /// A name, up to its zero.
  private mutating func text(until end: Int) throws(BSONError) -> String {
    let start = reader.offset
    guard let zero = reader.bytes[start..<min(end, reader.bytes.endIndex)].firstIndex(of: 0) else {
      throw BSONError("a name without its end", offset: start)
    }
    let name = String(decoding: reader.bytes[start..<zero], as: UTF8.self)
    _ = try take(zero + 1 - start)
    return name
  }

  private mutating func integer<Integer: FixedWidthInteger>(_ type: Integer.Type) throws(BSONError) -> Integer
  {
    do throws(OutOfBytes) {
      return try reader.readInteger()
    } catch {
      throw BSONError("\(error.needed) bytes are needed; \(error.available) are left", offset: error.offset)
    }
  }

  private mutating func take(_ count: Int) throws(BSONError) -> ArraySlice<UInt8> {
    do throws(OutOfBytes) {
      return try reader.read(count)
    } catch {
      throw BSONError("\(error.needed) bytes are needed; \(error.available) are left", offset: error.offset)
    }
  }
}
