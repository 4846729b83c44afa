/// Writes tar archives byte by byte, also ones that no tool would write.
enum TarFile {
  /// One header and its contents, filled up to blocks of 512 bytes.
  static func member(
    _ name: String, _ contents: [UInt8] = [], type: Character = "0", size: String? = nil,
    magic: String = "ustar\0" + "00"
  ) -> [UInt8] {
    var header = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, at offset: Int) {
      for (index, byte) in text.utf8.enumerated() { header[offset + index] = byte }
    }
    put(name, at: 0)
    put("0000644", at: 100)
    put(size ?? octal(contents.count), at: 124)
    put(octal(0), at: 136)
    put(String(type), at: 156)
    put(magic, at: 257)
    return sealed(header) + contents + [UInt8](repeating: 0, count: (512 - contents.count % 512) % 512)
  }

  /// A header with its checksum.
  static func sealed(_ header: [UInt8]) -> [UInt8] {
    var header = header
    for index in 148..<156 { header[index] = 0x20 }
    let sum = header.prefix(512).reduce(0) { $0 + Int($1) }
    for (index, byte) in octal(sum).suffix(6).utf8.enumerated() { header[148 + index] = byte }
    header[154] = 0
    return header
  }

  /// A record of a pax header, whose length counts itself.
  static func record(_ key: String, _ value: String) -> [UInt8] {
    let rest = " \(key)=\(value)\n".utf8.count
    var count = rest + 1
    while "\(count)".utf8.count + rest != count { count += 1 }
    return Array("\(count) \(key)=\(value)\n".utf8)
  }

  static let end = [UInt8](repeating: 0, count: 1024)

  private static func octal(_ value: Int) -> String {
    let digits = String(value, radix: 8)
    return String(repeating: "0", count: 11 - digits.count) + digits
  }
}
