import Bytes

/// Module `uhashlib` (extmod/moduhashlib.c).
extension Interpreter {
  func installHashModule() {
    addModule("uhashlib") { vm, module throws(Raised) in
      try module.set(
        "sha256", try vm.hashType("sha256", boardByteCount: 128) { MessageHash(.sha256(SHA256())) })
      try module.set("sha1", try vm.hashType("sha1", boardByteCount: 128) { MessageHash(.sha1(SHA1())) })
      try module.set("md5", try vm.hashType("md5", boardByteCount: 128) { MessageHash(.md5(MD5())) })
    }
  }

  private func hashType(
    _ name: String, boardByteCount: Int, _ make: @escaping () -> MessageHash
  ) throws(Raised) -> Value {
    let type = try newBuiltinType(name, kind: .host)
    try setConstructor(type) { vm, args throws(Raised) in
      try vm.checkPositional(args, 0, 1)
      let hash = make()
      if args.count > 0 { hash.update(try vm.bufferBytes(args[0])) }
      return try vm.newHost(hash, type: type, boardByteCount: boardByteCount)
    }
    try define(type, "update", 1, 1) { vm, args throws(Raised) in
      let bytes = try vm.bufferBytes(args[1])
      vm.hostObject(args[0], as: MessageHash.self)?.update(bytes)
      return .none
    }
    try define(type, "digest") { vm, args throws(Raised) in
      try vm.newBytes(vm.hostObject(args[0], as: MessageHash.self)?.digest ?? [])
    }
    return type
  }
}

/// A hash of a message that comes in pieces.
private final class MessageHash {
  enum State {
    case sha256(SHA256)
    case sha1(SHA1)
    case md5(MD5)
  }

  private var state: State

  init(_ state: State) { self.state = state }

  func update(_ bytes: [UInt8]) {
    switch state {
    case .sha256(var hash):
      hash.update(bytes)
      state = .sha256(hash)
    case .sha1(var hash):
      hash.update(bytes)
      state = .sha1(hash)
    case .md5(var hash):
      hash.update(bytes)
      state = .md5(hash)
    }
  }

  /// The digest of what came so far; unlike the device's it can be asked for again.
  var digest: [UInt8] {
    switch state {
    case .sha256(let hash): hash.finalize()
    case .sha1(let hash): hash.finalize()
    case .md5(let hash): hash.finalize()
    }
  }
}
