import Bytes
import Tensors

/// A numpy array file (`.npy`, format versions 1 to 3): its element type, shape and dense bytes.
///
/// **Source**: numpy's own description of the format (`numpy.lib.format`).
public struct NPYArray: Sendable, Equatable {
  /// Type code as in the file, without its byte order, such as `u1`.
  public let typeCode: String
  /// Extents, outermost first; empty for a scalar.
  public let shape: [Int]
  /// The elements in row-major (C) order, little endian; a slice of the file.
  public let bytes: ArraySlice<UInt8>

  /// Longest header that is looked at; numpy's own are below 200 bytes.
  public static let headerLimit = 1 << 14

  /// Why a file is not an array that can be read.
  public struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
    /// File offset at fault.
    public let offset: Int
    /// What was found and expected.
    public let description: String
  }

  /// Whether a file starts like an array file.
  public static func recognizes(_ bytes: some Collection<UInt8>) -> Bool {
    bytes.starts(with: [0x93] + Array("NUMPY".utf8))
  }

  /// Reads an array whose file is `file`.
  ///
  /// - Throws: `Failure` for anything but a complete little-endian array in C order.
  public init(_ file: [UInt8]) throws(Failure) {
    guard Self.recognizes(file), file.count >= 10 else {
      throw Failure(
        offset: 0, description: "no .npy file: it must start with 93 4E 55 4D 50 59 and a version")
    }
    var reader = ByteReader(file[6...])
    let header: ArraySlice<UInt8>
    do {
      let major = try reader.readInteger(UInt8.self)
      _ = try reader.readInteger(UInt8.self)
      guard (1...3).contains(major) else {
        throw Failure(offset: 6, description: "version \(major); must be 1 to 3")
      }
      let length =
        major == 1 ? Int(try reader.readInteger(UInt16.self)) : Int(try reader.readInteger(UInt32.self))
      guard length <= Self.headerLimit else {
        throw Failure(
          offset: 8, description: "header of \(length) bytes; must be at most \(Self.headerLimit)")
      }
      header = try reader.read(length)
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(offset: reader.offset, description: "the header ends behind the end of the file")
    }
    let fields = try NPYHeader(header)
    let elementByteCount = Int(fields.descriptor.dropFirst(2)) ?? 0
    var byteCount = elementByteCount
    for extent in fields.shape {
      let (product, overflow) = byteCount.multipliedReportingOverflow(by: extent)
      guard !overflow else { throw Failure(offset: header.startIndex, description: "the shape is too large") }
      byteCount = product
    }
    guard reader.remaining == byteCount else {
      throw Failure(
        offset: reader.offset,
        description: "\(reader.remaining) bytes of elements; must be \(byteCount) for shape \(fields.shape)")
    }
    typeCode = String(fields.descriptor.dropFirst())
    shape = fields.shape
    bytes = file[reader.offset...]
  }
}

extension NPYArray {
  /// The elements in single precision; nil for types that are no numbers.
  public var floats: [Float]? {
    switch typeCode {
    case "u1", "b1": bytes.map { Float($0) }
    case "i1": bytes.map { Float(Int8(bitPattern: $0)) }
    case "u2": words(UInt16.self).map { Float($0) }
    case "i2": words(Int16.self).map { Float($0) }
    case "u4": words(UInt32.self).map { Float($0) }
    case "i4": words(Int32.self).map { Float($0) }
    case "u8": words(UInt64.self).map { Float($0) }
    case "i8": words(Int64.self).map { Float($0) }
    case "f2": words(UInt16.self).map { Float(halfBitPattern: $0) }
    case "f4": words(UInt32.self).map { Float(bitPattern: $0) }
    case "f8": words(UInt64.self).map { Float(Double(bitPattern: $0)) }
    default: nil
    }
  }

  private func words<Word: FixedWidthInteger>(_ type: Word.Type) -> [Word] {
    let size = Word.bitWidth / 8
    return stride(from: bytes.startIndex, to: bytes.endIndex - size + 1, by: size).map { start in
      var word: Word = 0
      for index in (start..<(start + size)).reversed() {
        word = word << 8 | Word(truncatingIfNeeded: bytes[index])
      }
      return word
    }
  }
}

/// The three fields of an array file's header, a Python dictionary with fixed keys.
private struct NPYHeader {
  let descriptor: String
  let shape: [Int]

  init(_ bytes: ArraySlice<UInt8>) throws(NPYArray.Failure) {
    let text = String(decoding: bytes, as: UTF8.self)
    func failure(_ words: String) -> NPYArray.Failure {
      NPYArray.Failure(offset: bytes.startIndex, description: words)
    }
    guard let descriptor = Self.quoted(after: "'descr':", in: text) else {
      throw failure("the header has no 'descr'")
    }
    guard descriptor.count >= 3, let order = descriptor.first, "<|=".contains(order),
      let size = Int(descriptor.dropFirst(2)), (1...16).contains(size)
    else {
      throw failure("element type '\(descriptor)'; must be little-endian numbers such as '|u1' or '<f4'")
    }
    guard let flag = text.range(after: "'fortran_order':") else {
      throw failure("the header has no 'fortran_order'")
    }
    guard text[flag...].hasPrefix("False") else {
      throw failure("the array is in Fortran order; must be C order (numpy.ascontiguousarray)")
    }
    guard let open = text.range(after: "'shape':"), text[open...].hasPrefix("("),
      let close = text[open...].firstIndex(of: ")")
    else { throw failure("the header has no 'shape'") }
    var extents: [Int] = []
    for part in text[text.index(after: open)..<close].split(separator: ",") {
      let digits = part.filter { $0 != " " }
      if digits.isEmpty { continue }
      guard let extent = Int(digits), extent >= 0 else { throw failure("extent '\(digits)' in the shape") }
      extents.append(extent)
    }
    self.descriptor = descriptor
    shape = extents
  }

  /// The text between quotes that follows `key`.
  private static func quoted(after key: String, in text: String) -> String? {
    guard let start = text.range(after: key), text[start...].hasPrefix("'") else { return nil }
    let rest = text[text.index(after: start)...]
    guard let end = rest.firstIndex(of: "'") else { return nil }
    return String(rest[..<end])
  }
}

extension String {
  /// Where the first character that is no space follows `key`; nil when the key does not occur.
  fileprivate func range(after key: String) -> Index? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(key) {
        return self[index(start, offsetBy: key.count)...].firstIndex { $0 != " " }
      }
      start = index(after: start)
    }
    return nil
  }
}
