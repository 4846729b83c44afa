import Bytes

/// A constant: its type, its extents, and where its elements are.
public struct ONNXTensor: Sendable {
  /// Where the elements are.
  public enum Storage: Sendable, Equatable {
    /// Little-endian and dense, mostly a slice of the file; two elements of four bits share a byte, the first one low.
    case raw(ArraySlice<UInt8>)
    /// One of the lists of the schema, packed as on the wire.
    case list(List, ArraySlice<UInt8>)
    /// Texts.
    case strings([ArraySlice<UInt8>])
    /// In another file; the entries say which (`location`) and where in it (`offset`, `length`).
    case external([ONNXMetadata])
    /// A list of the elements that are not zero (`SparseTensorProto`), as it is in the file.
    case sparse(ArraySlice<UInt8>)
  }

  /// The lists of the schema that hold numbers, by their field's number.
  public enum List: Int, Sendable, CaseIterable {
    /// `float_data`: four bytes each.
    case floats = 4
    /// `int32_data`: varints, for types of up to 32 bits and the bits of halves.
    case integers32 = 5
    /// `int64_data`: varints.
    case integers64 = 7
    /// `double_data`: eight bytes each.
    case doubles = 10
    /// `uint64_data`: varints, for unsigned types of 32 and 64 bits.
    case unsigned64 = 11
  }

  /// Its name; empty in attributes.
  public var name: String
  /// Type of the elements.
  public var dataType: ONNXDataType
  /// Extents, outermost first, as the file says them; none for a scalar.
  public var dimensions: [Int]
  /// Where the elements are.
  public var storage: Storage
  /// Offset of the tensor in its file; 0 when it was not read from one.
  public let offset: Int

  /// A tensor with any storage.
  public init(name: String, dataType: ONNXDataType, dimensions: [Int], storage: Storage, offset: Int = 0) {
    (self.name, self.dataType, self.dimensions) = (name, dataType, dimensions)
    (self.storage, self.offset) = (storage, offset)
  }

  /// A tensor of single-precision numbers.
  public init(name: String, dimensions: [Int], floats: [Float]) {
    var raw: [UInt8] = []
    raw.reserveCapacity(4 * floats.count)
    for float in floats { raw.append(littleEndian: float.bitPattern, byteCount: 4) }
    self.init(name: name, dataType: .float, dimensions: dimensions, storage: .raw(raw[...]))
  }

  /// A tensor of integers or booleans of the given type, which keeps the low bits of each value.
  public init(name: String, dimensions: [Int], integers: [Int64], as dataType: ONNXDataType = .int64) {
    precondition(dataType.isInteger, "\(dataType) is no type of integers")
    let bits = dataType.bitCount ?? 64
    var raw: [UInt8] = []
    raw.reserveCapacity((bits * integers.count + 7) / 8)
    for (index, value) in integers.enumerated() {
      if bits >= 8 {
        raw.append(littleEndian: UInt64(bitPattern: value), byteCount: bits / 8)
      } else if index % 2 == 0 {
        raw.append(UInt8(truncatingIfNeeded: value) & 15)
      } else {
        raw[raw.count - 1] |= UInt8(truncatingIfNeeded: value) << 4
      }
    }
    self.init(name: name, dataType: dataType, dimensions: dimensions, storage: .raw(raw[...]))
  }
}

extension ONNXTensor: Equatable {
  /// Whether two tensors say the same in the same form, wherever they were read.
  public static func == (first: ONNXTensor, second: ONNXTensor) -> Bool {
    first.name == second.name && first.dataType == second.dataType && first.dimensions == second.dimensions
      && first.storage == second.storage
  }
}

extension ONNXTensor {
  /// How many elements the extents make.
  ///
  /// - Throws: `ONNXError` for negative extents and for products that do not fit.
  public func elementCount() throws(ONNXError) -> Int {
    var product = 1
    for extent in dimensions {
      guard extent >= 0 else {
        throw invalid("an extent", found: "\(extent)", expected: "0 or more")
      }
      let (next, overflow) = product.multipliedReportingOverflow(by: extent)
      guard !overflow else {
        throw invalid(
          "the number of elements", found: "that of \(dimensions)", expected: "less than 2^63")
      }
      product = next
    }
    return product
  }

  /// Bytes of its elements in this file; 0 for those that lie elsewhere.
  public var storedByteCount: Int {
    switch storage {
    case .raw(let bytes), .list(_, let bytes), .sparse(let bytes): bytes.count
    case .strings(let strings): strings.reduce(0) { $0 + $1.count }
    case .external: 0
    }
  }

  func invalid(_ field: String, found: String, expected: String) -> ONNXError {
    error(.invalid(field: field, found: found, expected: expected))
  }

  func error(_ kind: ONNXError.Kind) -> ONNXError {
    ONNXError(kind, offset: offset, subject: name.isEmpty ? "tensor" : "tensor '\(name.prefix(120))'")
  }
}

extension [UInt8] {
  fileprivate mutating func append<Word: FixedWidthInteger>(littleEndian word: Word, byteCount: Int) {
    for index in 0..<byteCount { append(UInt8(truncatingIfNeeded: word >> Word(8 * index))) }
  }
}
