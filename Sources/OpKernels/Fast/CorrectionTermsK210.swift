/// What the KPU adds to the sums of products, as the argument words state it.
///
/// `v = S + ((argX * Sx) >> shiftX) + ((argW * Sw) >> shiftW) + argAdd * IC`.
/// **Source**: specification of the KPU, section 4.
public struct CorrectionTermsK210: Sendable, Equatable {
  /// `arg_x`, 24 bits signed.
  public var argX: Int64
  /// `shr_x`, 0...15.
  public var shiftX: Int64
  /// `arg_w`, 24 bits signed.
  public var argW: Int64
  /// `shr_w`, 0...15.
  public var shiftW: Int64
  /// `arg_add`, 40 bits signed.
  public var argAdd: Int64

  /// The given terms; shifts outside 0...15 are our own error.
  public init(
    argX: Int64 = 0, shiftX: Int64 = 0, argW: Int64 = 0, shiftW: Int64 = 0, argAdd: Int64 = 0
  ) {
    precondition((0..<16).contains(shiftX) && (0..<16).contains(shiftW))
    self.argX = argX
    self.shiftX = shiftX
    self.argW = argW
    self.shiftW = shiftW
    self.argAdd = argAdd
  }

  /// What an output channel of weight sum `Sw` adds whatever the input is; `inputChannels` is 1 for depthwise.
  public func constant(weightSum: Int64, inputChannels: Int) -> Int64 {
    ((argW &* weightSum) &>> shiftW) &+ argAdd &* Int64(inputChannels)
  }
}
