/// Some bits on the wires of a serial interface.
package struct SPIFrame: Sendable, Equatable {
  /// What the controller drives, highest bit first; nil when it only listens.
  package let value: UInt32?
  /// Bits, 1 to 32.
  package let bitCount: Int
  /// Lines that carry them: 1, 2, 4 or 8; with 1 there is one each way.
  package let lanes: Int

  /// A frame.
  package init(_ value: UInt32?, bitCount: Int, lanes: Int = 1) {
    self.value = value
    self.bitCount = min(max(1, bitCount), 32)
    self.lanes = [1, 2, 4, 8].contains(lanes) ? lanes : 1
  }

  /// Clocks that it takes.
  package var clockCount: Int { (bitCount + lanes - 1) / lanes }
  /// Ones where the frame has bits.
  package var mask: UInt32 { .max >> UInt32(32 - bitCount) }
}

/// What hangs on the wires of a serial interface's controller.
///
/// It learns the time of everything that happens to it, and keeps none itself.
package protocol SPIPeripheral: Sendable {
  /// Is selected: one bit for each line that chose something.
  mutating func select(_ chipSelects: UInt32, at time: BoardTime)
  /// Is not selected any more.
  mutating func deselect(at time: BoardTime)
  /// Takes the bits of a frame and gives those that the controller reads meanwhile.
  mutating func exchange(_ frame: SPIFrame, at time: BoardTime) -> UInt32
  /// Sees clocks during which nobody drives the lines.
  mutating func idle(clocks: Int, at time: BoardTime)
}

/// Nothing on the wires: all lines read as 1.
package struct NothingAttached: SPIPeripheral {
  /// Empty wires.
  package init() {}
  package mutating func select(_ chipSelects: UInt32, at time: BoardTime) {}
  package mutating func deselect(at time: BoardTime) {}
  package mutating func exchange(_ frame: SPIFrame, at time: BoardTime) -> UInt32 { frame.mask }
  package mutating func idle(clocks: Int, at time: BoardTime) {}
}
