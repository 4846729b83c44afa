/// What follows an instruction byte on the wires of a flash chip.
///
/// **Source**: W25Q128JV data sheet, instruction tables (certain).
struct NORCommand: Sendable, Equatable {
  /// What a command's data are.
  enum Data: Sendable, Equatable {
    /// None; clocks after the command undo it.
    case none
    /// The chip answers.
    case output
    /// The chip takes bytes.
    case input
  }

  /// The instruction.
  let opcode: UInt8
  /// Whether 24 bits of address follow, and on how many lines.
  var addressLanes = 0
  /// Whether eight mode bits follow, on the address's lines.
  var hasMode = false
  /// Clocks that mean nothing.
  var dummyClocks = 0
  /// What comes then.
  var data = Data.none
  /// On how many lines.
  var dataLanes = 1
  /// Whether it works only while QE is 1.
  var needsQuadEnable = false

  /// The command of an instruction byte, nil when the chip knows none.
  init?(opcode: UInt8) {
    self.opcode = opcode
    switch opcode {
    case 0x06, 0x04, 0x50, 0xC7, 0x60, 0xB9, 0x66, 0x99, 0x75, 0x7A: break
    case 0x05, 0x35, 0x15, 0x9F: data = .output
    case 0x01, 0x31, 0x11: data = .input
    case 0x03: (addressLanes, data) = (1, .output)
    case 0x0B, 0x5A: (addressLanes, dummyClocks, data) = (1, 8, .output)
    case 0x3B: (addressLanes, dummyClocks, data, dataLanes) = (1, 8, .output, 2)
    case 0x6B: (addressLanes, dummyClocks, data, dataLanes) = (1, 8, .output, 4)
    case 0xBB: (addressLanes, hasMode, data, dataLanes) = (2, true, .output, 2)
    case 0xEB: (addressLanes, hasMode, dummyClocks, data, dataLanes) = (4, true, 4, .output, 4)
    case 0x02: (addressLanes, data) = (1, .input)
    case 0x32: (addressLanes, data, dataLanes) = (1, .input, 4)
    case 0x20, 0x52, 0xD8: addressLanes = 1
    case 0x90: (addressLanes, data) = (1, .output)
    case 0xAB: (dummyClocks, data) = (24, .output)
    case 0x4B: (dummyClocks, data) = (32, .output)
    default: return nil
    }
    needsQuadEnable = [0x6B, 0xEB, 0x32].contains(opcode)
  }

  /// Whether a chip that is busy listens to it.
  var isHonouredWhileBusy: Bool { [0x05, 0x35, 0x15, 0x75, 0x66, 0x99].contains(opcode) }
}

/// The answer to 5A: a table by which programs find out what a chip can do.
///
/// **Source**: JESD216 (1.0): a header, one parameter header, nine words of basic parameters; the values are those of the modelled commands.
enum SerialFlashParameters {
  /// Where the basic parameters start.
  static let tableOffset = 0x80

  /// The byte at an address, all ones where there is nothing.
  static func byte(at address: Int, chip: NORChip) -> UInt8 {
    if header.indices.contains(address) { return header[address] }
    let index = address - tableOffset
    switch index {
    case 4..<8:
      // The number of bits less one.
      let last = UInt32(truncatingIfNeeded: chip.byteCount * 8 - 1)
      return UInt8(truncatingIfNeeded: last >> UInt32(8 * (index - 4)))
    case 0..<table.count: return table[index]
    default: return 0xFF
    }
  }

  private static let header: [UInt8] = [
    0x53, 0x46, 0x44, 0x50, 0x00, 0x01, 0x00, 0xFF,  // "SFDP", revision 1.0, one header
    0x00, 0x00, 0x01, 0x09, 0x80, 0x00, 0x00, 0xFF,  // basic parameters 1.0: nine words at 0x80
  ]

  private static let table: [UInt8] = [
    0xE5, 0x20, 0xF1, 0xFF,  // 4 KiB by 20; three address bytes; 1-1-2, 1-2-2, 1-4-4, 1-1-4
    0x00, 0x00, 0x00, 0x00,  // the size, put in above
    0x44, 0xEB, 0x08, 0x6B,  // 1-4-4: 2 mode and 4 dummy clocks; 1-1-4: 8 dummy clocks
    0x08, 0x3B, 0x80, 0xBB,  // 1-1-2: 8 dummy clocks; 1-2-2: 4 mode clocks
    0xEE, 0xFF, 0xFF, 0xFF,  // no 2-2-2, no 4-4-4
    0xFF, 0xFF, 0x00, 0xFF,
    0xFF, 0xFF, 0x00, 0xFF,
    0x0C, 0x20, 0x0F, 0x52,  // 4 KiB by 20, 32 KiB by 52
    0x10, 0xD8, 0x00, 0xFF,  // 64 KiB by D8
  ]
}
