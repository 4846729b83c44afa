/// The generations of Rockchip's second NPU, as files name them, and what differs in their files.
enum NPUGeneration: String {
  /// RK3588.
  case v2 = "RKNPU v2"
  /// RK3566 and RK3568.
  case lite = "RKNPU lite"
  /// RK3562.
  case t4 = "RKNPU t4"
  /// RK3576.
  case f2 = "RKNPU f2"
  /// RV1126B.
  case f3 = "RKNPU f3"

  init?(name: String) { self.init(rawValue: name) }

  /// Whether the register map is the public one of RK3588.
  var hasKnownRegisters: Bool { self == .v2 || self == .lite }

  /// What the element-wise stage's choice of algorithm says for an addition.
  var additionAlgorithm: Int { self == .lite ? 0 : 2 }

  /// Channels of a block of biases.
  var biasBlockSize: Int { self == .v2 || self == .f2 ? 8 : 4 }
}
