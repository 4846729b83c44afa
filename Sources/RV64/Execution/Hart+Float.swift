extension Hart {
  /// An instruction of F or D; false when it is illegal.
  func executeFloat(_ e: DecodedInstruction) -> Bool { false }
}
