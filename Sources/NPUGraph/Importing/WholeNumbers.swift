import OpKernels

extension BinaryFunction {
  /// The function of whole numbers, quotients cut off; nil when there is no result of 64 bits.
  func wholeNumber(_ a: Int64, _ b: Int64) -> Int64? {
    let (result, overflow) =
      switch self {
      case .add: a.addingReportingOverflow(b)
      case .subtract: a.subtractingReportingOverflow(b)
      case .multiply: a.multipliedReportingOverflow(by: b)
      case .divide: a.dividedReportingOverflow(by: b)
      case .maximum: (Swift.max(a, b), false)
      case .minimum: (Swift.min(a, b), false)
      }
    return overflow ? nil : result
  }
}

extension Activation {
  /// The function of whole numbers that stay whole; nil for others.
  func wholeNumbers(_ integers: [Int64]) -> [Int64]? {
    switch self {
    case .abs: integers.map { $0 == .min ? .max : Swift.abs($0) }
    case .negate: integers.map { 0 &- $0 }
    case .floor, .ceil, .round: integers
    case .relu: integers.map { Swift.max($0, 0) }
    case .sign: integers.map { $0.signum() }
    default: nil
    }
  }
}
