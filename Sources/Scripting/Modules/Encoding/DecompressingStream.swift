/// `uzlib.DecompIO`: a stream that decompresses what it reads from another one (extmod/moduzlib.c).
final class DecompressingStream: ScriptStream, ScriptReferences {
  private let source: Value
  private var inflate: Inflate
  private var isAtEnd = false

  init(_ source: Value, _ inflate: Inflate) {
    self.source = source
    self.inflate = inflate
  }

  func visit(_ mark: (Value) -> Void) { mark(source) }

  var streamAbilities: StreamAbilities { .reads }

  func readStream(_ vm: Interpreter, atMost count: Int) throws(Raised) -> [UInt8]? {
    if isAtEnd { return [] }
    let stream = try vm.stream(source, for: .reads)
    var output: [UInt8] = []
    let status = try inflate.read(count, into: &output) { () throws(Raised) in try vm.sourceByte(stream) }
    switch status {
    case .more: break
    case .done: isAtEnd = true
    case .dataError, .checksumError, .windowError: throw vm.osError(ErrorNumber.invalid)
    }
    return output
  }
}

extension Interpreter {
  /// Module `uzlib`.
  func installCompressionModule() {
    addModule("uzlib") { vm, module throws(Raised) in
      try module.define("decompress", 1, 3) { vm, args throws(Raised) in
        let data = try vm.bufferBytes(args[0])
        let windowBits = args.count > 1 ? try vm.integerArgument(args[1]) : 0
        let limit = vm.heap.capacity
        let bytes = try vm.computed { () throws(EngineFault) in
          try Inflate.decompress(data, windowBits: windowBits, byteLimit: limit)
        }
        return try vm.newByteArray(bytes)
      }
      let type = try vm.newBuiltinType("DecompIO", kind: .host)
      try vm.setConstructor(type) { vm, args throws(Raised) in try vm.newDecompressingStream(args, type) }
      try vm.defineStreamReading(type)
      try module.set("DecompIO", type)
    }
  }

  private func newDecompressingStream(_ args: Arguments, _ type: Value) throws(Raised) -> Value {
    try checkPositional(args, 1, 2)
    let stream = try stream(args[0], for: .reads)
    let windowBits = args.count > 1 ? try integerArgument(args[1]) : 0
    // The window is the board's heap's.
    let windowLimit = Int(heap.capacity.bitWidth - heap.capacity.leadingZeroBitCount) - 1
    let bits = windowBits >= 16 ? windowBits - 16 : windowBits < 0 ? Int(min(windowBits.magnitude, 64)) : 0
    guard bits <= windowLimit else { throw memoryError(1 << min(bits, 31)) }
    let inflate = try Inflate.open(windowBits: windowBits) { () throws(Raised) in try sourceByte(stream) }
    guard let inflate else { throw valueError("compression header") }
    return try newHost(
      DecompressingStream(args[0], inflate), type: type,
      boardByteCount: Interpreter.inflateBoardByteCount + (1 << bits))
  }

  /// What the board's heap holds for a decompressor besides its window.
  private static let inflateBoardByteCount = 1408

  /// A byte of a compressed stream; EOFError at its end.
  fileprivate func sourceByte(_ stream: any ScriptStream) throws(Raised) -> UInt8? {
    guard let bytes = try stream.readStream(self, atMost: 1) else { throw osError(ErrorNumber.again) }
    guard let byte = bytes.first else { throw fault(.EOFError) }
    return byte
  }
}
