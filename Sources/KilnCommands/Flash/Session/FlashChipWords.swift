import Bytes
import Console
package import Flasher
import K210Board

/// A flash chip's identity for people and for reports.
package struct FlashChipWords {
  private let chip: FlashChipIdentity

  /// Words for a chip.
  package init(_ chip: FlashChipIdentity) { self.chip = chip }

  /// The name of a part with this identity; nil when none is known.
  package var part: String? { NORChip.all.first { $0.jedecID == chip.jedecID }?.name }

  /// Who made it, by the identity's first byte (JEDEC JEP106).
  package var maker: String? {
    switch chip.jedecID.first {
    case 0xEF: "Winbond"
    case 0xC8: "GigaDevice"
    case 0xC2: "Macronix"
    case 0x20: "XMC or Micron"
    case 0x9D: "ISSI"
    case 0x0B: "XTX"
    case 0x68: "Boya"
    case 0x85: "Puya"
    default: nil
    }
  }

  /// Part, size and identity in one line.
  package var summary: String {
    let name = [maker, part].compactMap { $0 }.joined(separator: " ")
    let size = chip.byteCount.map { NumberForm.shortBytes($0) } ?? "of unknown size"
    return "\(name.isEmpty ? "of an unknown part" : name), \(size) (JEDEC id \(Self.spaced(chip.jedecID)))"
  }

  /// What the status registers say about write protection; nil when they are not known.
  ///
  /// **Source**: W25Q128JV: BP0 to BP2, TB, SEC are bits 2 to 6 of status 1, CMP is bit 6 of status 2.
  package var protection: String? {
    guard chip.status.count == 3 else { return nil }
    let blocks = chip.status[0] >> 2 & 7
    let isInverted = chip.status[1] & 0x40 != 0
    if chip.status[2] & 0x04 != 0 { return "by single blocks (WPS is set)" }
    switch (blocks, isInverted) {
    case (0, false): return "none"
    case (0, true), (7, false): return "all of it"
    default: return "parts of it"
    }
  }

  /// Bytes with spaces between.
  package static func spaced(_ bytes: [UInt8]) -> String {
    bytes.map { Hexadecimal.string([$0]) }.joined(separator: " ")
  }
}
