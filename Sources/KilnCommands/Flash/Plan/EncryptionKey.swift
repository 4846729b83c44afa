import ArgumentParser
package import Bytes
package import K210Flash

/// An AES key as 32 hexadecimal digits.
package struct EncryptionKeyArgument: ExpressibleByArgument, Sendable {
  /// The cipher with its key.
  package let cipher: AES128

  package init?(argument: String) {
    let digits = Array(argument.utf8)
    guard digits.count == 2 * AES128.blockByteCount else { return nil }
    var key: [UInt8] = []
    for start in stride(from: 0, to: digits.count, by: 2) {
      // "+1" is a number to Swift, too.
      guard digits[start] != UInt8(ascii: "+"), digits[start] != UInt8(ascii: "-"),
        let byte = UInt8(String(decoding: digits[start..<(start + 2)], as: UTF8.self), radix: 16)
      else { return nil }
      key.append(byte)
    }
    guard let cipher = AES128(key: key) else { return nil }
    self.cipher = cipher
  }
}

extension FlashPiece {
  /// The piece with zeros behind a firmware's program up to whole blocks of the cipher, which take room in flash.
  package var filledForEncryption: FlashPiece {
    let rest = file.count % AES128.blockByteCount
    // A word cut in the middle is the plan's to refuse.
    guard isFramed, rest != 0, !isReversed || file.count % 4 == 0 else { return self }
    let zeros = [UInt8](repeating: 0, count: AES128.blockByteCount - rest)
    guard let address = UInt32(exactly: address) else { return self }
    return FlashPiece(
      name: name, address: address, file: file + zeros, isFramed: isFramed, isReversed: isReversed)
  }
}
