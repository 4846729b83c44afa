/// The type of a tensor's elements, by its number in the schema (`TensorProto.DataType`).
public enum ONNXDataType: Sendable, Hashable {
  case undefined, float, uint8, int8, uint16, int16, int32, int64, string, bool, float16, double, uint32
  case uint64, complex64, complex128, bfloat16
  case float8E4M3FN, float8E4M3FNUZ, float8E5M2, float8E5M2FNUZ
  case uint4, int4, float4E2M1
  /// A number that this reader has no name for.
  case unknown(Int32)

  private static let known: [ONNXDataType] = [
    .undefined, .float, .uint8, .int8, .uint16, .int16, .int32, .int64, .string, .bool, .float16, .double,
    .uint32, .uint64, .complex64, .complex128, .bfloat16, .float8E4M3FN, .float8E4M3FNUZ, .float8E5M2,
    .float8E5M2FNUZ, .uint4, .int4, .float4E2M1,
  ]

  /// Bits of one element in raw data; nil for texts and types without a name here.
  public var bitCount: Int? {
    switch self {
    case .undefined, .string, .unknown: nil
    case .uint4, .int4, .float4E2M1: 4
    case .uint8, .int8, .bool, .float8E4M3FN, .float8E4M3FNUZ, .float8E5M2, .float8E5M2FNUZ: 8
    case .uint16, .int16, .float16, .bfloat16: 16
    case .float, .int32, .uint32: 32
    case .double, .int64, .uint64, .complex64: 64
    case .complex128: 128
    }
  }

  /// Whether elements are integers or booleans.
  public var isInteger: Bool { integerRange != nil }

  /// The values that an element may have, as far as 64 signed bits go; nil for types that are no integers.
  var integerRange: ClosedRange<Int64>? {
    switch self {
    case .bool: 0...1
    case .uint4: 0...15
    case .int4: -8...7
    case .uint8: 0...255
    case .int8: -128...127
    case .uint16: 0...0xFFFF
    case .int16: -0x8000...0x7FFF
    case .uint32: 0...0xFFFF_FFFF
    case .int32: Int64(Int32.min)...Int64(Int32.max)
    case .uint64: 0...(.max)
    case .int64: .min ... .max
    default: nil
    }
  }
}

extension ONNXDataType: RawRepresentable, CustomStringConvertible {
  /// The type with a number of the schema.
  public init(rawValue: Int32) {
    let index = Int(rawValue)
    self = Self.known.indices.contains(index) ? Self.known[index] : .unknown(rawValue)
  }

  /// Its number in the schema.
  public var rawValue: Int32 {
    // Not by a search: comparing two types asks for this.
    switch self {
    case .undefined: 0
    case .float: 1
    case .uint8: 2
    case .int8: 3
    case .uint16: 4
    case .int16: 5
    case .int32: 6
    case .int64: 7
    case .string: 8
    case .bool: 9
    case .float16: 10
    case .double: 11
    case .uint32: 12
    case .uint64: 13
    case .complex64: 14
    case .complex128: 15
    case .bfloat16: 16
    case .float8E4M3FN: 17
    case .float8E4M3FNUZ: 18
    case .float8E5M2: 19
    case .float8E5M2FNUZ: 20
    case .uint4: 21
    case .int4: 22
    case .float4E2M1: 23
    case .unknown(let number): number
    }
  }

  /// The schema's name in lower case; `type 99` for one without.
  public var description: String {
    switch self {
    case .unknown(let number): "type \(number)"
    case .float8E4M3FN: "float8e4m3fn"
    case .float8E4M3FNUZ: "float8e4m3fnuz"
    case .float8E5M2: "float8e5m2"
    case .float8E5M2FNUZ: "float8e5m2fnuz"
    case .float4E2M1: "float4e2m1"
    default: Self.names[Int(rawValue)]
    }
  }

  /// Of the types up to `bfloat16` by number, then filled up to `int4`.
  private static let names = [
    "undefined", "float", "uint8", "int8", "uint16", "int16", "int32", "int64", "string", "bool", "float16",
    "double", "uint32", "uint64", "complex64", "complex128", "bfloat16", "", "", "", "", "uint4", "int4",
  ]
}
