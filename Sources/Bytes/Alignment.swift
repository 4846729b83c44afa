extension Int {
  /// The smallest multiple of `alignment` that is not below this non-negative number.
  @inlinable
  public func roundedUp(toMultipleOf alignment: Int) -> Int {
    let excess = self % alignment
    return excess == 0 ? self : self + (alignment - excess)
  }

  /// The product of non-negative factors, or `nil` when it does not fit.
  ///
  /// Sizes that come from files are multiplied with this, so that no factor can trap the program.
  public static func product(_ factors: Int...) -> Int? {
    var product = 1
    for factor in factors {
      let (next, overflow) = product.multipliedReportingOverflow(by: factor)
      if overflow || factor < 0 { return nil }
      product = next
    }
    return product
  }
}
