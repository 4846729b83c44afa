/// Which of the chip's serial controllers: where it is wired to, and where `ctrlr0` has its fields.
///
/// **Source**: SDK `spi.c` (certain) for fields that drivers write; the loop-back bit from the IP's databook (vendor).
package enum SPIUnit: Int, Sendable, CaseIterable {
  /// LCD and the like.
  case spi0 = 0
  /// SD card.
  case spi1 = 1
  /// The flash.
  case spi3 = 3

  /// What happens in the timeline when something about it changes by itself.
  package var event: Timeline.Event {
    switch self {
    case .spi0: .spi0
    case .spi1: .spi1
    case .spi3: .spi3
    }
  }

  /// Its line to the interrupt controller.
  package var interrupt: InterruptSource {
    switch self {
    case .spi0: .spi0
    case .spi1: .spi1
    case .spi3: .spi3
    }
  }

  /// `ctrlr0` taken apart.
  struct Control: Equatable {
    /// Bits of a frame, 1 to 32.
    let frameBitCount: Int
    let mode: TransferMode
    /// Lines that frames use.
    let lanes: Int
    /// What is sent comes back (SRL).
    let isLoopback: Bool
  }

  /// `tmod`.
  enum TransferMode: UInt32 {
    case both, transmit, receive, eepromRead
  }

  func control(_ word: UInt32) -> Control {
    let (size, mode, lanes, loopback): (UInt32, UInt32, UInt32, UInt32) =
      self == .spi3 ? (0, 10, 22, 13) : (16, 8, 21, 11)
    return Control(
      frameBitCount: Int(word >> size & 0x1F) + 1,
      mode: TransferMode(rawValue: word >> mode & 3) ?? .both, lanes: 1 << Int(word >> lanes & 3),
      isLoopback: word >> loopback & 1 == 1)
  }
}

/// `spi_ctrlr0`, or the same fields of `xip_ctrl`: what goes before the data when frames use several lines.
struct SPIHeader: Equatable {
  /// Bits of the instruction, 0 for none.
  let instructionBitCount: Int
  /// Bits of the address, 0 for none.
  let addressBitCount: Int
  /// Whether instruction and address go out on all lines.
  let usesAllLanes: (instruction: Bool, address: Bool)
  /// Clocks between the address and data that come in.
  let waitCycles: Int

  init(transmission: UInt32, addressNibbles: UInt32, instructionCode: UInt32, waitCycles: UInt32) {
    instructionBitCount = [0, 4, 8, 16][Int(instructionCode & 3)]
    addressBitCount = Int(addressNibbles & 15) * 4
    usesAllLanes = (transmission & 3 == 2, transmission & 3 != 0)
    self.waitCycles = Int(waitCycles & 31)
  }

  /// `spi_ctrlr0`.
  init(_ word: UInt32) {
    self.init(
      transmission: word, addressNibbles: word >> 2, instructionCode: word >> 8, waitCycles: word >> 11)
  }

  /// Words of the FIFO that the address takes.
  var addressWordCount: Int { (addressBitCount + 31) / 32 }
  /// Words of the FIFO that come before the data.
  var wordCount: Int { (instructionBitCount > 0 ? 1 : 0) + addressWordCount }

  static func == (a: SPIHeader, b: SPIHeader) -> Bool {
    (a.instructionBitCount, a.addressBitCount, a.waitCycles) == (
      b.instructionBitCount, b.addressBitCount, b.waitCycles
    )
      && a.usesAllLanes == b.usesAllLanes
  }
}
