internal import Bytes

/// One message on its way through the AES engine.
struct AESMessage: Sendable {
  private enum Mode {
    /// Blocks for themselves, or each mixed with what came before.
    case blocks(AES, chains: Bool, before: [UInt8])
    case counter(AESGCM)
  }

  private var mode: Mode
  private let decrypts: Bool
  /// Bytes of the text that are still to come.
  private var missingTextByteCount: Int
  private var missingAdditionalByteCount: Int
  private var pendingText: [UInt8] = []
  private var pendingAdditional: [UInt8] = []

  /// Starts a message; nil for a key or a mode that does not exist.
  ///
  /// - Parameter cipherMode: 0 ECB, 1 CBC, 2 GCM.
  init?(
    key: [UInt8], cipherMode: UInt32, startingWith start: [UInt8], decrypts: Bool, additionalByteCount: Int,
    textByteCount: Int
  ) {
    guard let cipher = AES(key: key) else { return nil }
    switch cipherMode {
    case 0: mode = .blocks(cipher, chains: false, before: AES.zeroBlock)
    case 1: mode = .blocks(cipher, chains: true, before: start)
    case 2:
      guard let counter = AESGCM(cipher: cipher, startingWith: start) else { return nil }
      mode = .counter(counter)
    default: return nil
    }
    self.decrypts = decrypts
    missingTextByteCount = textByteCount
    missingAdditionalByteCount = cipherMode == 2 ? additionalByteCount : 0
  }

  /// Whether all announced bytes have come.
  var isFinished: Bool { missingTextByteCount == 0 && missingAdditionalByteCount == 0 }

  /// The tag of a finished message, nil before and in other modes than GCM.
  var tag: [UInt8]? {
    guard case .counter(let counter) = mode, isFinished else { return nil }
    return counter.tag()
  }

  /// Adds bytes that are authenticated only; those behind the announced number are dropped.
  mutating func authenticate(_ bytes: [UInt8]) {
    guard case .counter(var counter) = mode, missingAdditionalByteCount > 0 else { return }
    let taken = bytes.prefix(missingAdditionalByteCount)
    missingAdditionalByteCount -= taken.count
    pendingAdditional += taken
    guard pendingAdditional.count >= AES.blockByteCount || missingAdditionalByteCount == 0 else { return }
    counter.authenticate(pendingAdditional)
    pendingAdditional = []
    mode = .counter(counter)
  }

  /// Adds bytes of the text.
  ///
  /// - Returns: the result of a block that is complete by now, or of the text's end in GCM; else nothing.
  mutating func add(_ bytes: [UInt8]) -> [UInt8] {
    switch mode {
    case .blocks(let cipher, let chains, let before):
      missingTextByteCount = max(0, missingTextByteCount - bytes.count)
      pendingText += bytes
      guard pendingText.count >= AES.blockByteCount else { return [] }
      let block = pendingText
      pendingText = []
      let result =
        decrypts
        ? cipher.decryptCBC(block, startingWith: before) : cipher.encryptCBC(block, startingWith: before)
      guard let result else { return [] }
      if chains { mode = .blocks(cipher, chains: true, before: decrypts ? block : result) }
      return result
    case .counter(var counter):
      let taken = bytes.prefix(missingTextByteCount)
      missingTextByteCount -= taken.count
      pendingText += taken
      guard pendingText.count >= AES.blockByteCount || missingTextByteCount == 0 else { return [] }
      let result = decrypts ? counter.decrypt(pendingText) : counter.encrypt(pendingText)
      pendingText = []
      mode = .counter(counter)
      return result
    }
  }

  /// Up to four bytes as a word, the first one lowest.
  static func word(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }
}
