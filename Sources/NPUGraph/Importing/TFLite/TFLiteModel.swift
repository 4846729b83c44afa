import Containers

/// A TensorFlow Lite file: the tensors and operators of its first subgraph, read with bounds.
///
/// **Source**: the public schema, version 3 (`schema.fbs`); fields go by their numbers there.
public struct TFLiteModel {
  /// The schema's version, 3.
  public let version: Int
  /// What the converter says of itself; often empty.
  public let description: String
  /// The tensors of the subgraph.
  public let tensors: [Tensor]
  /// Indices of the tensors that are given.
  public let inputs: [Int]
  /// Indices of the tensors that are asked for.
  public let outputs: [Int]
  /// The operators in the order of execution.
  public let operators: [Operator]
  /// How many subgraphs the file has; only the first one is read.
  public let subgraphCount: Int
  /// The file.
  let bytes: [UInt8]
  /// Where the data of each buffer lies in the file; empty for tensors that are computed.
  let buffers: [Range<Int>]

  /// The four characters behind the root's offset.
  private static let identifier = "TFL3"

  /// A tensor of the subgraph.
  public struct Tensor: Sendable, Equatable {
    /// The name in the file; may be empty.
    public let name: String
    /// The extents, an open one as 1 or as it was when the file was made.
    public let extents: [Int]
    /// The extents with -1 for open ones; empty when none is open.
    public let signature: [Int]
    /// What one element is.
    public let type: TFLiteDataType
    /// Scales of codes, one or one for each place of ``quantizedAxis``; none for numbers that stand for themselves.
    public let scales: [Float]
    /// Codes of 0, as many as scales, or none.
    public let zeroPoints: [Int64]
    /// The axis that scales belong to.
    public let quantizedAxis: Int
    /// Index of the buffer that holds the contents.
    let buffer: Int
    /// What is particular about it that is not read here; nil for plain tensors.
    let peculiarity: String?
  }

  /// An operator with the tensors that it reads and writes.
  public struct Operator {
    /// The builtin operator's number.
    public let code: Int
    /// The name of an operator that is not builtin; else empty.
    public let customName: String
    /// Indices of tensors, -1 for optional ones that are left out.
    public let inputs: [Int]
    /// Indices of tensors.
    public let outputs: [Int]
    /// The table of options, which each kind of operator has of its own.
    let options: TFLiteTable?

    /// The operator's name, as the schema spells it, or its number.
    public var name: String {
      if let known = TFLiteOperator(code: code) { return known.rawValue }
      return customName.isEmpty ? "builtin operator \(code)" : customName
    }
  }

  /// Reads a file.
  ///
  /// - Throws: `ImportError` with what the file holds that its format forbids.
  public init(_ bytes: [UInt8]) throws(ImportError) {
    let buffer = FlatBuffer(bytes[...])
    guard buffer.identifier == Self.identifier else {
      throw ImportError(.container("no TensorFlow Lite file: bytes 4 to 7 are not \(Self.identifier)"))
    }
    let root = try TFLiteTable(rootOf: buffer)
    version = try root.int(0)
    description = try root.string(3)
    let subgraphs = try root.tables(2)
    subgraphCount = subgraphs.count
    guard version == 3, let subgraph = subgraphs.first else {
      throw ImportError(
        .container("schema version \(version), \(subgraphCount) subgraphs; must be 3 with at least one"))
    }
    buffers = try Self.buffers(root, byteCount: bytes.count)
    tensors = try Self.tensors(subgraph, bufferCount: buffers.count)
    operators = try Self.operators(subgraph, root)
    inputs = try subgraph.ints(1)
    outputs = try subgraph.ints(2)
    self.bytes = bytes
    try check(inputs, "inputs")
    try check(outputs, "outputs")
    for entry in operators {
      try check(entry.inputs.filter { $0 != -1 }, "inputs of \(entry.name)")
      try check(entry.outputs, "outputs of \(entry.name)")
    }
  }

  private func check(_ indices: [Int], _ what: String) throws(ImportError) {
    guard let index = indices.first(where: { !tensors.indices.contains($0) }) else { return }
    throw ImportError(.container("\(what): tensor \(index); the file has \(tensors.count)"))
  }

  /// Where contents lie: inside of the FlatBuffer, or behind it in large files.
  private static func buffers(_ root: TFLiteTable, byteCount: Int) throws(ImportError) -> [Range<Int>] {
    var buffers: [Range<Int>] = []
    for table in try root.tables(4) {
      let (offset, count) = (try table.int(1, UInt64.self), try table.int(2, UInt64.self))
      // 0 and 1 say that the contents are not behind the FlatBuffer.
      if offset > 1 {
        guard offset <= byteCount, count <= byteCount - offset else {
          throw ImportError(
            .container(
              "buffer \(buffers.count): \(count) bytes at \(offset); the file has \(byteCount)"))
        }
        buffers.append(offset..<(offset + count))
      } else {
        buffers.append(try table.byteRange(0) ?? 0..<0)
      }
    }
    return buffers
  }

  private static func tensors(
    _ subgraph: TFLiteTable, bufferCount: Int
  ) throws(ImportError) -> [Tensor] {
    var tensors: [Tensor] = []
    for table in try subgraph.tables(0) {
      let extents = try table.ints(0)
      let buffer = try table.int(2, UInt32.self)
      guard extents.count <= 8, extents.allSatisfy({ $0 >= 0 }), buffer < max(bufferCount, 1) else {
        throw ImportError(
          .container(
            "tensor \(tensors.count): shape \(extents.prefix(9)), buffer \(buffer) of \(bufferCount)"))
      }
      let codes = try table.table(4)
      var peculiarity: String?
      if try table.flag(5) { peculiarity = "a variable" }
      if try table.table(6) != nil { peculiarity = "a sparse tensor" }
      tensors.append(
        Tensor(
          name: try table.string(3), extents: extents, signature: try table.ints(7),
          type: TFLiteDataType(rawValue: Int8(clamping: try table.int(1, Int8.self))),
          scales: try codes?.floats(2) ?? [], zeroPoints: try codes?.longs(3) ?? [],
          quantizedAxis: try codes?.int(6) ?? 0, buffer: buffer, peculiarity: peculiarity))
    }
    return tensors
  }

  private static func operators(
    _ subgraph: TFLiteTable, _ root: TFLiteTable
  ) throws(ImportError) -> [Operator] {
    var codes: [(code: Int, name: String)] = []
    for table in try root.tables(1) {
      // Operators beyond the 127th stand in a field of their own; old files have the old one alone.
      codes.append((max(try table.int(0, Int8.self), try table.int(3)), try table.string(1)))
    }
    var operators: [Operator] = []
    for table in try subgraph.tables(3) {
      let index = try table.int(0, UInt32.self)
      guard index < codes.count else {
        throw ImportError(
          .container("operator \(operators.count): code \(index); the file has \(codes.count)"))
      }
      operators.append(
        Operator(
          code: codes[index].code, customName: codes[index].name, inputs: try table.ints(1),
          outputs: try table.ints(2), options: try table.table(4)))
    }
    return operators
  }
}

/// Types of a TensorFlow Lite file's tensors; others are kept as their number.
public struct TFLiteDataType: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
  /// The number in the file.
  public let rawValue: Int8

  /// A type of the given number.
  public init(rawValue: Int8) { self.rawValue = rawValue }

  /// Single precision.
  public static let float32 = TFLiteDataType(rawValue: 0)
  /// Half precision.
  public static let float16 = TFLiteDataType(rawValue: 1)
  /// Whole numbers of 32 bits.
  public static let int32 = TFLiteDataType(rawValue: 2)
  /// Bytes, or codes from 0 on.
  public static let uint8 = TFLiteDataType(rawValue: 3)
  /// Whole numbers of 64 bits.
  public static let int64 = TFLiteDataType(rawValue: 4)
  /// Truth values, a byte each.
  public static let bool = TFLiteDataType(rawValue: 6)
  /// Whole numbers of 16 bits, or codes.
  public static let int16 = TFLiteDataType(rawValue: 7)
  /// Signed bytes, or codes.
  public static let int8 = TFLiteDataType(rawValue: 9)

  /// Bytes of an element; nil for types that are not read.
  var byteCount: Int? {
    switch self {
    case .uint8, .int8, .bool: 1
    case .float16, .int16: 2
    case .float32, .int32: 4
    case .int64: 8
    default: nil
    }
  }

  /// Whether elements are whole numbers.
  public var isInteger: Bool { self != .float32 && self != .float16 }

  /// The name, as the schema spells it, or the number.
  public var description: String {
    switch self {
    case .float32: "FLOAT32"
    case .float16: "FLOAT16"
    case .int32: "INT32"
    case .uint8: "UINT8"
    case .int64: "INT64"
    case .bool: "BOOL"
    case .int16: "INT16"
    case .int8: "INT8"
    default: "\(rawValue)"
    }
  }
}
