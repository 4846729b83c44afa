/// The one-time programmable memory: what the mask ROM may know of it.
///
/// No public source documents the registers, so programs find none; the ROM reads ``contents`` as a value. The layout is what owners of
/// chips found out (`otp_layout.md` of laanwj's k210-sdk-stuff): 16 KiB, a patch of the ROM that starts with "ROXM", a production run at
/// 0x3D91, a serial number at 0x3D9C, two bits for each of 64 areas at 0x3FD0 and 0x3FE0, and 16 bytes at 0x3FF0 that cannot be read and
/// may be the key. Which bits are the fuses is not known, so the key and the fuses are values of their own.
package struct OTP: RegisterBlock, Equatable {
  /// Bytes of the memory.
  package static let byteCount = 16 * 1024

  /// The memory, ``byteCount`` bytes; blank memory is assumed to be zeros.
  package let contents: [UInt8]
  /// The key of encrypted firmware, 16 bytes; nil when none was burnt.
  package var aesKey: [UInt8]?
  /// Whether a fuse forbids the ISP mode.
  package var isISPDisabled = false

  /// A blank memory.
  package init() { contents = [UInt8](repeating: 0, count: Self.byteCount) }

  /// A memory with contents; nil unless they are ``byteCount`` bytes and the key has 16.
  package init?(contents: [UInt8], aesKey: [UInt8]? = nil, isISPDisabled: Bool = false) {
    guard contents.count == Self.byteCount, aesKey.map({ $0.count == 16 }) ?? true else { return nil }
    (self.contents, self.aesKey, self.isISPDisabled) = (contents, aesKey, isISPDisabled)
  }

  /// Size and bytes of the patch that the ROM runs at 0x805F8000; nil without one.
  package var romPatch: ArraySlice<UInt8>? {
    guard contents.starts(with: Array("ROXM".utf8)) else { return nil }
    let byteCount = Int(contents[4]) | Int(contents[5]) << 8
    return 6 + byteCount <= 0x3D91 ? contents[6..<(6 + byteCount)] : nil
  }

  package mutating func read(_ offset: Int, _ board: Backplane) -> UInt64? { nil }

  package mutating func write(_ offset: Int, _ write: RegisterWrite, _ board: Backplane) -> Bool { false }

  package static func registerName(at offset: Int) -> String? { nil }
}
