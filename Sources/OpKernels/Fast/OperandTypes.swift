import CKernels

/// Number types of a layer's inputs and weights.
public enum OperandTypes: Sendable, CaseIterable {
  /// u8 inputs, s8 weights: asymmetric activations, as TensorFlow Lite and ONNX quantise per channel.
  case unsignedBySigned
  /// s8 inputs, s8 weights: symmetric, as most neural accelerators compute.
  case signedBySigned

  /// What an input can be.
  public var inputRange: ClosedRange<Int32> { self == .unsignedBySigned ? 0...255 : -128...127 }

  /// The role's number in C.
  var role: kiln_role { self == .unsignedBySigned ? KILN_ROLE_U8_S8 : KILN_ROLE_S8_S8 }
}
