/// The element types that tensors of the simulated chips have in memory.
public enum ElementType: String, Sendable, CaseIterable {
  case uint8 = "u8"
  case int8 = "i8"
  case uint16 = "u16"
  case int16 = "i16"
  case int32 = "i32"
  case int64 = "i64"
  case float16 = "f16"
  case float32 = "f32"

  /// Bytes that one element takes.
  public var byteCount: Int {
    switch self {
    case .uint8, .int8: 1
    case .uint16, .int16, .float16: 2
    case .int32, .float32: 4
    case .int64: 8
    }
  }
}
