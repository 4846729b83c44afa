package import K210Boards

/// A type of serial NOR flash: its identity, its size, and the habits in which types differ.
///
/// **Source**: data sheets of Winbond and GigaDevice; which boards carry which type is in the specification of the flash's layout.
package struct NORChip: Sendable, Equatable {
  /// Name as its vendor writes it.
  package let name: String
  /// The bytes that command 9F answers: manufacturer, type, capacity as a power of two.
  package let jedecID: [UInt8]
  /// The byte that AB and 90 answer for the type.
  package let deviceID: UInt8
  /// Whether QE can be written; when it cannot, quad commands always work.
  package let canWriteQuadEnable: Bool
  /// Whether 01 with one byte clears the second status register, QE included: not so with Winbond (vendor), so with GigaDevice (inferred).
  package let clearsStatus2OnShortWrite: Bool
  /// How long it works at what, as the data sheet's typical and maximum columns have it.
  package let timing: NORTiming.Columns

  /// Bytes of the array.
  package var byteCount: Int { 1 << Int(jedecID[2]) }

  /// Bytes that one program command can reach.
  package static let pageByteCount = 256
  /// Bytes of the smallest erase.
  package static let sectorByteCount = 4096

  /// W25Q128FV and what answers like it: 16 MiB, QE can be written and is 0 in a new chip.
  package static let w25q128 = NORChip(
    name: "W25Q128", jedecID: [0xEF, 0x40, 0x18], deviceID: 0x17, canWriteQuadEnable: true,
    clearsStatus2OnShortWrite: false, timing: .winbond(chipEraseSeconds: 40))
  /// W25Q128JV of grade Q, whose QE is fixed to 1.
  package static let w25q128jvQ = NORChip(
    name: "W25Q128JV-IQ", jedecID: [0xEF, 0x40, 0x18], deviceID: 0x17, canWriteQuadEnable: false,
    clearsStatus2OnShortWrite: false, timing: .winbond(chipEraseSeconds: 40))
  /// W25Q128JV of grade M.
  package static let w25q128jvM = NORChip(
    name: "W25Q128JV-IM", jedecID: [0xEF, 0x70, 0x18], deviceID: 0x17, canWriteQuadEnable: true,
    clearsStatus2OnShortWrite: false, timing: .winbond(chipEraseSeconds: 40))
  /// W25Q128FW, for 1.8 V.
  package static let w25q128fw = NORChip(
    name: "W25Q128FW", jedecID: [0xEF, 0x60, 0x18], deviceID: 0x17, canWriteQuadEnable: true,
    clearsStatus2OnShortWrite: false, timing: .winbond(chipEraseSeconds: 40))
  /// W25Q64: 8 MiB.
  package static let w25q64 = NORChip(
    name: "W25Q64", jedecID: [0xEF, 0x40, 0x17], deviceID: 0x16, canWriteQuadEnable: true,
    clearsStatus2OnShortWrite: false, timing: .winbond(chipEraseSeconds: 20))
  /// W25Q32: 4 MiB.
  package static let w25q32 = NORChip(
    name: "W25Q32", jedecID: [0xEF, 0x40, 0x16], deviceID: 0x15, canWriteQuadEnable: true,
    clearsStatus2OnShortWrite: false, timing: .winbond(chipEraseSeconds: 10))
  /// GD25LQ128, for 1.8 V: 16 MiB.
  package static let gd25lq128 = NORChip(
    name: "GD25LQ128", jedecID: [0xC8, 0x60, 0x18], deviceID: 0x17, canWriteQuadEnable: true,
    clearsStatus2OnShortWrite: true, timing: .gigaDevice)
  /// GD25Q128: 16 MiB.
  package static let gd25q128 = NORChip(
    name: "GD25Q128", jedecID: [0xC8, 0x40, 0x18], deviceID: 0x17, canWriteQuadEnable: true,
    clearsStatus2OnShortWrite: true, timing: .gigaDevice)

  /// All types there are.
  package static let all = [
    w25q128, w25q128jvQ, w25q128jvM, w25q128fw, w25q64, w25q32, gd25lq128, gd25q128,
  ]

  /// What most boards carry.
  package static let usual = Fact(
    w25q128, .vendor, "Sipeed M1 modules; grades with QE fixed to 1 answer with the same id")
}
