/// The AES engine.
///
/// **Source**: registers as the vendor's SDK headers describe them.
enum AES {
  /// Four words, the last of the key first.
  static var key: Register { Register(0x5045_0000) }
  /// 0 encrypts, 1 decrypts.
  static var direction: Register { Register(0x5045_0010) }
  /// Bits 2…0: 0 ECB, 1 CBC, 2 GCM; bits 4…3: 0 for keys of 128 bits.
  static var mode: Register { Register(0x5045_0014) }
  /// Four words, the last of the vector first.
  static var vector: Register { Register(0x5045_0018) }
  static var endian: Register { Register(0x5045_0028) }
  static var dmaSelect: Register { Register(0x5045_0030) }
  /// Bytes of text, less one.
  static var textCount: Register { Register(0x5045_003C) }
  static var text: Register { Register(0x5045_0040) }
  static var takesInput: Register { Register(0x5045_004C) }
  static var output: Register { Register(0x5045_0060) }
  static var enable: Register { Register(0x5045_0064) }
  static var hasOutput: Register { Register(0x5045_0068) }

  enum Mode: UInt32 {
    case ecb = 0
    case cbc = 1
  }

  /// Four words, each with its four bytes in the order in which standards print them.
  typealias Block = InlineArray<4, UInt32>

  /// Loads a key and starts on texts of `blocks` blocks.
  static func start(_ mode: Mode, decrypts: Bool, key words: Block, vector: Block, blocks: UInt32) {
    SYSCTL.start(.aes)
    endian.set(1)
    for index in 0..<4 {
      key[index].value = words[3 - index].byteSwapped
      self.vector[index].value = vector[3 - index].byteSwapped
    }
    self.mode.value = mode.rawValue
    direction.value = decrypts ? 1 : 0
    dmaSelect.value = 0
    textCount.value = blocks &* 16 &- 1
    enable.set(1)
  }

  /// Runs one block through; nil when the engine does not answer.
  static func run(_ block: Block) -> Block? {
    var result = Block(repeating: 0)
    for index in 0..<4 {
      guard Delay.until(microseconds: 1_000, { takesInput.value & 1 == 1 }) else { return nil }
      text.value = block[index].byteSwapped
    }
    for index in 0..<4 {
      guard Delay.until(microseconds: 1_000, { hasOutput.value & 1 == 1 }) else { return nil }
      result[index] = output.value.byteSwapped
    }
    return result
  }
}
