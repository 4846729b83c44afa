import Pictures
import Scripting

extension MaixBoard {
  private static let support = Support.partly(
    "as its source means it: boards crash, for it passes a wrong handle (MaixPy-v1, issue 164)")

  /// `ImageWriter` and `ImageReader`.
  func defineImageStreams(in module: MaixModuleBuilder) throws(Raised) {
    try module.define("ImageWriter", 1, 1, Self.support) { [unowned self] vm, args throws(Raised) in
      let stream = try open(vm, args[0], writes: true)
      try asked(vm) { () throws(ScriptFileError) in try stream.write(ImageStream.header) }
      return try vm.newHost(stream, type: try writerType(vm), boardByteCount: 32)
    }
    try module.define("ImageReader", 1, 1, Self.support) { [unowned self] vm, args throws(Raised) in
      tellOfCrash("image.ImageReader")
      let stream = try open(vm, args[0], writes: false)
      try asked(vm) { () throws(ScriptFileError) in try stream.measure() }
      let header = try asked(vm) { () throws(ScriptFileError) in try stream.read(ImageStream.header.count) }
      guard header.count == ImageStream.header.count else { throw shortFile(vm) }
      guard header == ImageStream.header else { throw vm.fault(.OSError, "Unexpected value read!") }
      return try vm.newHost(stream, type: try readerType(vm), boardByteCount: 32)
    }
    _ = try writerType(module.vm)
    _ = try readerType(module.vm)
  }

  private func tellOfCrash(_ name: String) {
    explainOnce("\(name) works here; a board crashes in it (MaixPy-v1, issue 164)")
  }

  private func open(_ vm: Interpreter, _ path: Value, writes: Bool) throws(Raised) -> ImageStream {
    guard vm.kind(path) == .str || vm.kind(path) == .bytes else {
      throw vm.typeError("can't convert '\(vm.typeName(path))' object to str implicitly")
    }
    let name = try vm.givenText(path)
    let files = try vm.fileSystem()
    let mode = ScriptFileMode(
      reads: !writes, writes: writes, truncates: writes, creates: writes, isExclusive: false, appends: false)
    let file = try asked(vm) { () throws(ScriptFileError) in try files.open(name, mode) }
    return ImageStream(files, file, time: milliseconds(vm))
  }

  private func milliseconds(_ vm: Interpreter) -> UInt32 {
    UInt32(truncatingIfNeeded: vm.host.microseconds() / 1000)
  }

  private func asked<Answer>(
    _ vm: Interpreter, _ body: () throws(ScriptFileError) -> Answer
  ) throws(Raised) -> Answer {
    do {
      return try body()
    } catch {
      throw vm.osError(error.number)
    }
  }

  private func shortFile(_ vm: Interpreter) -> Raised {
    vm.fault(.OSError, "Failed to read requested bytes!")
  }

  private func stream(_ vm: Interpreter, _ value: Value) throws(Raised) -> ImageStream {
    guard let stream = vm.hostObject(value, as: ImageStream.self) else {
      throw vm.typeError("argument has wrong type")
    }
    return stream
  }

  private func writerType(_ vm: Interpreter) throws(Raised) -> Value {
    try streamType(vm, "imagewriter") { [unowned self] type throws(Raised) in
      try type.define("add_frame", 1, 1) { [unowned self] vm, args throws(Raised) in
        let stream = try stream(vm, args[0])
        let buffer = try image(vm, args[1]).buffer
        tellOfCrash("ImageWriter.add_frame")
        let now = milliseconds(vm)
        let frame = ImageStream.Frame(time: now &- stream.lastTime, buffer)
        stream.lastTime = now
        let pixels = buffer.boardBytes
        let filling = [UInt8](repeating: 0, count: (16 - pixels.count % 16) % 16)
        try asked(vm) { () throws(ScriptFileError) in try stream.write(frame.bytes + pixels + filling) }
        return args[0]
      }
    }
  }

  private func readerType(_ vm: Interpreter) throws(Raised) -> Value {
    try streamType(vm, "imagereader") { [unowned self] type throws(Raised) in
      try type.define("next_frame", 0, nil, keywords: true) { [unowned self] vm, args throws(Raised) in
        let stream = try stream(vm, args[0])
        let given = AnalysisArguments(board: self, vm: vm, args: args)
        let toFrameBuffer = try given.integer(1, "copy_to_fb", 1) != 0
        let isEndless = try given.integer(2, "loop", 1) != 0
        if stream.isAtEnd {
          guard isEndless else { return .none }
          try asked(vm) { () throws(ScriptFileError) in try stream.rewind(to: ImageStream.header.count) }
          if stream.isAtEnd { return .none }
        }
        let buffer = try nextFrame(vm, stream)
        guard toFrameBuffer else { return try newImage(vm, buffer) }
        guard buffer.boardByteCount <= Self.frameBufferByteCount else {
          throw vm.fault(.OSError, "FB Overflow!")
        }
        guard buffer.jpeg == nil else { return try newImage(vm, buffer) }
        return try newImage(vm, frameBuffer(buffer.raster))
      }
    }
  }

  /// Bytes of the camera's buffer: 640×480 colours, its largest.
  private static let frameBufferByteCount = 640 * 480 * 2

  /// Reads a frame when its time has come.
  private func nextFrame(_ vm: Interpreter, _ stream: ImageStream) throws(Raised) -> ImageBuffer {
    let head = try asked(vm) { () throws(ScriptFileError) in try stream.read(ImageStream.Frame.byteCount) }
    guard head.count == ImageStream.Frame.byteCount else { throw shortFile(vm) }
    let frame = ImageStream.Frame(head)
    // A file's numbers are checked before room is made for what they say.
    guard let count = frame.pixelByteCount, count <= stream.restByteCount else { throw shortFile(vm) }
    guard count <= configuration.gcHeapByteCount || count <= Self.frameBufferByteCount else {
      throw imageMemoryError(vm)
    }
    let passed = milliseconds(vm) &- stream.lastTime
    if passed < frame.time { try vm.sleep(microseconds: UInt64(frame.time - passed) * 1000) }
    stream.lastTime = milliseconds(vm)
    let pixels = try asked(vm) { () throws(ScriptFileError) in try stream.read(count) }
    _ = try asked(vm) { () throws(ScriptFileError) in try stream.read((16 - count % 16) % 16) }
    guard pixels.count == count, let buffer = frame.buffer(pixels) else { throw shortFile(vm) }
    return buffer
  }

  private func streamType(
    _ vm: Interpreter, _ name: String, _ define: (MaixTypeBuilder) throws(Raised) -> Void
  ) throws(Raised) -> Value {
    try vm.moduleClass("image.\(name)") { () throws(Raised) -> Value in
      let type = try vm.newBuiltinType(name, kind: .host)
      let builder = MaixTypeBuilder(vm: vm, type: type, board: self, owner: "image.\(name)")
      try define(builder)
      try builder.define("size") { [unowned self] vm, args throws(Raised) in
        try vm.newInteger(try stream(vm, args[0]).byteCount)
      }
      try builder.define("close") { [unowned self] vm, args throws(Raised) in
        try stream(vm, args[0]).close()
        return args[0]
      }
      return type
    }
  }
}
