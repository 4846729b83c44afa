/// The element types that Rockchip's NPUs multiply.
package enum NPUPrecision: String, Sendable, CaseIterable {
  case int8 = "i8"
  case int16 = "i16"
  case float16 = "f16"

  /// Bytes of one element.
  package var byteCount: Int { self == .int8 ? 1 : 2 }
}
