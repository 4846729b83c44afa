/// Module `uio` and the built-in `open` (py/modio.c, ports/unix/file.c).
extension Interpreter {
  func installStreamsModule() throws(Raised) {
    let open = try newNative("open", 0, nil, keywords: true) { vm, args throws(Raised) in
      try vm.openFile(args, isText: true)
    }
    try defineBuiltin("open", open)
    addModule("uio") { vm, module throws(Raised) in
      try module.set("open", vm.lookup(vm.builtins, name: try vm.intern("open")))
      try module.set("IOBase", try vm.streamBaseType())
      try module.set("FileIO", try vm.fileType(isText: false))
      try module.set("TextIOWrapper", try vm.fileType(isText: true))
      try module.set("StringIO", try vm.memoryStreamType(isText: true))
      try module.set("BytesIO", try vm.memoryStreamType(isText: false))
      try module.set("BufferedWriter", try vm.bufferedWriterType())
    }
  }

  /// The class `io.FileIO` or `io.TextIOWrapper`.
  func fileType(isText: Bool) throws(Raised) -> Value {
    let name = isText ? "TextIOWrapper" : "FileIO"
    return try moduleClass(name) { () throws(Raised) in
      let type = try newBuiltinType(name, kind: .host) { vm, args throws(Raised) in
        try vm.openFile(args, isText: isText)
      }
      try defineStreamReading(type)
      try defineStreamIteration(type)
      try defineStreamLines(type)
      try defineStreamWriting(type)
      try defineStreamSeeking(type)
      try defineStreamTelling(type)
      try defineStreamEnding(type)
      try define(type, "fileno") { vm, args throws(Raised) in
        if let file = vm.hostObject(args[0], as: ScriptFile.self) { return Value(small: try file.number(vm)) }
        return Value(small: vm.hostObject(args[0], as: StandardStream.self)?.fileNumber ?? 0)
      }
      return type
    }
  }

  private func openFile(_ args: Arguments, isText: Bool) throws(Raised) -> Value {
    let values = try parsedArguments(args, ["file", "mode", "buffering", "encoding"], required: 1)
    let letters = values[1].isNull ? [UInt8(ascii: "r")] : try givenText(values[1])
    let path = try givenText(values[0])
    let mode = ScriptFileMode(letters: letters)
    var isText = isText
    for letter in letters where letter == Ascii.b || letter == Ascii.t { isText = letter == Ascii.t }
    let type = try fileType(isText: isText)
    let files = try fileSystem()
    let number = try asked { () throws(ScriptFileError) in try files.open(path, mode) }
    let file = ScriptFile(number, in: files, mode: mode, isText: isText)
    return try newHost(file, type: type, boardByteCount: Interpreter.fileBoardByteCount)
  }

  /// What the board's heap holds for an open file: FatFs' object with a sector's buffer.
  private static let fileBoardByteCount = 608

  /// `io.IOBase`, from which scripts derive streams of their own.
  private func streamBaseType() throws(Raised) -> Value {
    try moduleClass("IOBase") { () throws(Raised) in
      let type = try newBuiltinType("IOBase", kind: .host)
      try setConstructor(type) { vm, _ throws(Raised) in
        try vm.newHost(StreamBase(), type: type, boardByteCount: 0)
      }
      return type
    }
  }

  private func bufferedWriterType() throws(Raised) -> Value {
    try moduleClass("BufferedWriter") { () throws(Raised) in
      let type = try newBuiltinType("BufferedWriter", kind: .host)
      try setConstructor(type) { vm, args throws(Raised) in
        try vm.checkPositional(args, 2, 2)
        let byteCount = try vm.integerArgument(args[1])
        try vm.checkStreamByteCount(byteCount)
        return try vm.newHost(
          BufferedWriter(args[0], blockByteCount: byteCount), type: type, boardByteCount: 32 + byteCount)
      }
      try defineStreamWriting(type)
      try define(type, "flush") { vm, args throws(Raised) in
        try vm.hostObject(args[0], as: BufferedWriter.self)?.flushStream(vm)
        return .none
      }
      return type
    }
  }
}

/// What an `io.IOBase` is by itself: nothing.
final class StreamBase: ScriptObject {}
