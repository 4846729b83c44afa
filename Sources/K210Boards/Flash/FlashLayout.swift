/// Where things lie in the flash chip of a MaixPy board.
package enum FlashLayout {
  /// Bytes of the chip on all common boards.
  package static let chipBytes = Fact(
    16 << 20, .vendor, "W25Q128 or GD25LQ128 on Sipeed's and M5Stack's boards")
  /// Bytes that the erase rounding of a flasher works in.
  package static let sectorBytes = 4096
  /// Bytes that a firmware frame adds to the image: key flag and length in front, SHA-256 behind.
  package static let firmwareFrameBytes = 5 + 32
  /// Address below which firmware images end.
  package static let firmwareEnd = Fact(0x30_0000, .vendor, "MaixPy documentation: firmware takes 1 to 3 MiB")
  /// Bytes of the largest image that ends below that address with its frame.
  package static let largestImageBytes = firmwareEnd.value - firmwareFrameBytes
  /// Addresses at which scripts and documentation put models.
  package static let modelSlots = Fact(
    [0x30_0000, 0x50_0000, 0x5C_0000, 0xA0_0000], .vendor, "MaixPy documentation and examples")
  /// The file system `/flash` (SPIFFS).
  package static let fileSystem = Fact(
    0xD0_0000..<0x100_0000, .vendor, "MaixPy configuration: 3 MiB from 0xD00000")
}
