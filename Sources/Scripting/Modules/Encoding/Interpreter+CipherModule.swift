import Bytes

/// Module `ucryptolib` (extmod/moducryptolib.c).
extension Interpreter {
  func installCipherModule() {
    addModule("ucryptolib") { vm, module throws(Raised) in
      let type = try vm.newBuiltinType("aes", kind: .host)
      try vm.setConstructor(type) { vm, args throws(Raised) in try vm.newCipher(args, type) }
      for (name, encrypts) in [("encrypt", true), ("decrypt", false)] {
        try vm.define(type, name, 1, 2) { vm, args throws(Raised) in
          guard let cipher = vm.hostObject(args[0], as: ScriptCipher.self) else { return .none }
          return try vm.process(args, cipher, encrypts: encrypts)
        }
      }
      try module.set("aes", type)
    }
  }

  private func newCipher(_ args: Arguments, _ type: Value) throws(Raised) -> Value {
    try checkPositional(args, 2, 3)
    guard let mode = ScriptCipher.Mode(rawValue: try integerArgument(args[1])) else {
      throw valueError("mode")
    }
    let key = try bufferBytes(args[0])
    guard key.count == 16 || key.count == 32, let cipher = AES(key: key) else { throw valueError("key") }
    var start: [UInt8] = []
    if args.count > 2, args[2] != .none { start = try bufferBytes(args[2]) }
    // Only ECB may go without.
    guard
      start.count == AES.blockByteCount
        || start.isEmpty && mode == .codebook && !(args.count > 2 && args[2] != .none)
    else { throw valueError("IV") }
    return try newHost(ScriptCipher(cipher, mode, start), type: type, boardByteCount: 320)
  }

  /// `encrypt(bytes[, target])` and `decrypt`.
  private func process(_ args: Arguments, _ cipher: ScriptCipher, encrypts: Bool) throws(Raised) -> Value {
    let input = try bufferBytes(args[1])
    guard cipher.mode == .counter || input.count % AES.blockByteCount == 0 else {
      throw valueError("blksize % 16")
    }
    if args.count > 2 {
      guard let target = buffer(args[2]), target.isWritable else { throw bufferRequired() }
      guard target.byteCount >= input.count else { throw valueError("output too small") }
    }
    guard cipher.mayProcess(encrypts: encrypts) else { throw valueError("can't encrypt & decrypt") }
    let output = cipher.process(input, encrypts: encrypts)
    guard args.count > 2 else { return try newBytes(output) }
    if let target = buffer(args[2]) { memory.write(output, at: target.address) }
    return args[2]
  }
}

/// A cipher as scripts hold it.
private final class ScriptCipher {
  /// How blocks depend on each other.
  enum Mode: Int {
    case codebook = 1
    case chained = 2
    case counter = 6
  }

  let mode: Mode
  private let cipher: AES
  /// What the next block is mixed with, or the next counter.
  private var vector: [UInt8]
  /// What is left of the counter that was encrypted last.
  private var stream: [UInt8] = []
  private var encrypts: Bool?

  init(_ cipher: AES, _ mode: Mode, _ vector: [UInt8]) {
    self.cipher = cipher
    self.mode = mode
    self.vector = vector
  }

  /// Whether it goes on in the direction of the first time.
  func mayProcess(encrypts: Bool) -> Bool {
    if self.encrypts == nil { self.encrypts = encrypts }
    return self.encrypts == encrypts
  }

  /// Whole blocks, or any bytes with a counter.
  func process(_ input: [UInt8], encrypts: Bool) -> [UInt8] {
    switch mode {
    case .codebook: return processBlocks(input, encrypts: encrypts)
    case .chained:
      let output =
        encrypts
        ? cipher.encryptCBC(input, startingWith: vector) : cipher.decryptCBC(input, startingWith: vector)
      if !input.isEmpty { vector = Array((encrypts ? output ?? input : input).suffix(AES.blockByteCount)) }
      return output ?? []
    case .counter: return processStream(input)
    }
  }

  private func processBlocks(_ input: [UInt8], encrypts: Bool) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(input.count)
    for start in stride(from: 0, to: input.count, by: AES.blockByteCount) {
      var block = AES.Block { input[start + $0] }
      if encrypts { cipher.encrypt(&block) } else { cipher.decrypt(&block) }
      for index in 0..<AES.blockByteCount { output.append(block[index]) }
    }
    return output
  }

  private func processStream(_ input: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(input.count)
    for byte in input {
      if stream.isEmpty {
        stream = processBlocks(vector, encrypts: true).reversed()
        for index in vector.indices.reversed() {
          vector[index] &+= 1
          if vector[index] != 0 { break }
        }
      }
      output.append(byte ^ (stream.popLast() ?? 0))
    }
    return output
  }
}
