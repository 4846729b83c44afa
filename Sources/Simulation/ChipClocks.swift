/// The clocks that a chip runs at.
public struct ChipClocks: Sendable, Equatable {
  /// Clock of the accelerator in MHz, above 0.
  public let acceleratorMHz: Double
  /// Clock of the cores that run the other layers in MHz, above 0.
  public let cpuMHz: Double

  /// Takes two clocks in MHz.
  public init(acceleratorMHz: Double, cpuMHz: Double) {
    self.acceleratorMHz = acceleratorMHz
    self.cpuMHz = cpuMHz
  }

  /// Milliseconds that so many cycles of the accelerator take.
  public func milliseconds(_ cycles: Int) -> Double { Double(cycles) / (acceleratorMHz * 1000) }
}
