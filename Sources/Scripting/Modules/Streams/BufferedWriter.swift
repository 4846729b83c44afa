/// `io.BufferedWriter`: writes to another stream in blocks of one size (py/modio.c).
final class BufferedWriter: ScriptStream, ScriptReferences {
  private let target: Value
  private let blockByteCount: Int
  private var pending: [UInt8] = []

  init(_ target: Value, blockByteCount: Int) {
    self.target = target
    self.blockByteCount = blockByteCount
  }

  func visit(_ mark: (Value) -> Void) { mark(target) }

  var streamAbilities: StreamAbilities { .writes }

  func writeStream(_ vm: Interpreter, _ bytes: ArraySlice<UInt8>) throws(Raised) -> Int? {
    let stream = try vm.stream(target, for: .writes)
    var rest = bytes
    while rest.count >= blockByteCount - pending.count {
      let part = rest.prefix(max(blockByteCount - pending.count, 1))
      rest = rest.dropFirst(part.count)
      let block = pending + part
      pending = []
      guard try vm.write(block[...], to: stream) != nil else { return nil }
      if rest.isEmpty { return bytes.count }
    }
    pending += rest
    return bytes.count
  }

  func flushStream(_ vm: Interpreter) throws(Raised) {
    let block = pending
    pending = []
    if !block.isEmpty { _ = try vm.write(block[...], to: try vm.stream(target, for: .writes)) }
  }
}
