/// The methods that streams have for scripts (py/stream.c); each class takes those that it has on the device.
extension Interpreter {
  /// `read`, `readinto`, `readline`.
  package func defineStreamReading(_ type: Value) throws(Raised) {
    try define(type, "read", 0, 1) { vm, args throws(Raised) in
      let stream = try vm.ownStream(args)
      let count = args.count > 1 ? try vm.integerArgument(args[1]) : -1
      return try vm.read(count, from: stream)
    }
    try define(type, "readinto", 1, 2) { vm, args throws(Raised) in try vm.readInto(args) }
    try define(type, "readline", 0, 1) { vm, args throws(Raised) in
      let limit = args.count > 1 ? try vm.integerArgument(args[1]) : -1
      if limit < -1 { try vm.checkStreamByteCount(limit) }
      return try vm.readLine(try vm.ownStream(args), atMost: limit < 0 ? .max : limit)
    }
  }

  /// What `for` wants, under its name; iterating itself needs nothing but the stream.
  package func defineStreamIteration(_ type: Value) throws(Raised) {
    try define(type, "__next__") { vm, args throws(Raised) in
      let line = try vm.readLine(try vm.ownStream(args), atMost: .max)
      if line == .none || vm.byteCount(line) == 0 { throw vm.fault(.StopIteration) }
      return line
    }
  }

  /// `readlines`.
  package func defineStreamLines(_ type: Value) throws(Raised) {
    try define(type, "readlines") { vm, args throws(Raised) in
      let stream = try vm.ownStream(args)
      let list = vm.keep(try vm.newList([]))
      defer { vm.release(to: list) }
      while true {
        let line = try vm.readLine(stream, atMost: .max)
        if line == .none || vm.byteCount(line) == 0 { return vm.kept[list] }
        try vm.listAppend(vm.kept[list], line)
        try vm.checkStop()
      }
    }
  }

  /// `write`.
  package func defineStreamWriting(_ type: Value) throws(Raised) {
    try define(type, "write", 1, 3) { vm, args throws(Raised) in
      let bytes = try vm.bufferBytes(args[1])
      var part = bytes[...]
      // Behind the buffer: how much of it, or from where on and how much; a negative number is no limit.
      if args.count > 2 {
        let skipped = args.count > 3 ? try vm.integerArgument(args[2]) : 0
        let limit = try vm.integerArgument(args[args.count - 1])
        part = part.dropFirst(skipped < 0 ? bytes.count : skipped)
        if limit >= 0 { part = part.prefix(limit) }
      }
      guard let count = try vm.write(part, to: try vm.ownStream(args)) else { return .none }
      return Value(small: count)
    }
  }

  /// `seek`.
  package func defineStreamSeeking(_ type: Value) throws(Raised) {
    try define(type, "seek", 1, 2) { vm, args throws(Raised) in
      let offset = try vm.integerArgument(args[1])
      let whence = args.count > 2 ? try vm.integerArgument(args[2]) : 0
      guard whence != 0 || offset >= 0 else { throw vm.osError(ErrorNumber.invalid) }
      return try vm.newInteger(try vm.ownStream(args).seekStream(vm, offset: offset, whence: whence))
    }
  }

  /// `tell`.
  package func defineStreamTelling(_ type: Value) throws(Raised) {
    try define(type, "tell") { vm, args throws(Raised) in
      try vm.newInteger(try vm.ownStream(args).seekStream(vm, offset: 0, whence: 1))
    }
  }

  /// `flush`, `close`, and what `with` wants.
  package func defineStreamEnding(_ type: Value) throws(Raised) {
    try define(type, "flush") { vm, args throws(Raised) in
      try vm.ownStream(args).flushStream(vm)
      return .none
    }
    try define(type, "close") { vm, args throws(Raised) in
      try vm.ownStream(args).closeStream(vm)
      return .none
    }
    try define(type, "__enter__") { vm, args throws(Raised) in args[0] }
    try define(type, "__exit__", 3, 3) { vm, args throws(Raised) in
      try vm.ownStream(args).closeStream(vm)
      return .none
    }
  }

  /// The stream whose method is called.
  private func ownStream(_ args: Arguments) throws(Raised) -> any ScriptStream {
    try stream(args[0], for: [])
  }

  private func read(_ count: Int, from stream: any ScriptStream) throws(Raised) -> Value {
    guard stream.streamAbilities.contains(.reads) else { throw unsupportedStreamOperation() }
    // The device has room for a final zero behind bytes.
    if count != -1 { try checkStreamByteCount(stream.isTextStream ? count &- 1 : count) }
    let bytes: [UInt8]?
    if count == -1 {
      bytes = try readAll(from: stream)
    } else {
      bytes =
        stream.isTextStream ? try readCharacters(count, from: stream) : try readExactly(count, from: stream)
    }
    guard let bytes else { return .none }
    return try streamText(bytes, of: stream)
  }

  private func readLine(_ stream: any ScriptStream, atMost limit: Int) throws(Raised) -> Value {
    guard stream.streamAbilities.contains(.reads) else { throw unsupportedStreamOperation() }
    guard let line = try stream.readStreamLine(self, atMost: limit) else { return .none }
    return try streamText(line, of: stream)
  }

  private func readInto(_ args: Arguments) throws(Raised) -> Value {
    let stream = try stream(args[0], for: .reads)
    guard let target = buffer(args[1]), target.isWritable else { throw bufferRequired() }
    var count = target.byteCount
    if args.count > 2 {
      let limit = try integerArgument(args[2])
      if limit >= 0 { count = min(count, limit) }
    }
    guard let bytes = try readExactly(count, from: stream) else { return .none }
    // What reading ran may have made the buffer shorter.
    guard let target = buffer(args[1]) else { throw bufferRequired() }
    memory.write(bytes.prefix(target.byteCount), at: target.address)
    return Value(small: bytes.count)
  }
}
