import K210Boards
import KModel
import Scripting

/// `load`, `load_flash` and `deinit`.
extension MaixBoard {
  func defineKPULoading(_ module: MaixModuleBuilder) throws(Raised) {
    try module.define("load", 1, nil, keywords: true) { [unowned self] vm, args throws(Raised) in
      try load(vm, args[0])
    }
    try module.define("load_flash", 4, nil, keywords: true) { [unowned self] vm, args throws(Raised) in
      for index in 0..<4 where !isPlainInteger(vm, args[index]) {
        throw vm.valueError(
          "[MAIXPY]kpu: load_flash arg format error: task=kpu.load_flash(flash_addr, is_dual_buf, "
            + "batch_size, spi_speed)")
      }
      return try stream(vm, args)
    }
    try module.define("deinit", 1, nil, keywords: true) { [unowned self] vm, args throws(Raised) in
      try requiredNet(vm, args[0]).free()
      return .true
    }
  }

  /// Whether a value is of class `int` itself, no `bool`.
  func isPlainInteger(_ vm: Interpreter, _ value: Value) -> Bool {
    value.isSmall || vm.isKind(value, .bigInteger)
  }

  /// A new net, without a model yet.
  private func newNet(_ vm: Interpreter) throws(Raised) -> (value: Value, net: KPUNet) {
    let net = KPUNet(console: configuration.printsFinalisers ? vm.host : nil)
    return (try vm.newHost(net, type: try netType(vm), boardByteCount: 56), net)
  }

  /// The ValueError of a loader, with one line for the user.
  private func loadingFault(
    _ vm: Interpreter, _ call: String, _ source: ModelSource, _ failure: LoadingFailure
  ) -> Raised {
    if failure.isAllocation { sayOutOfMemory(vm) }
    if let text = failure.explanation { host.explain("kpu.\(call) of \(source.name): \(text)") }
    let words = failure.error.text(takesVersion4: takesVersion4)
    return vm.valueError("[MAIXPY]kpu: \(call) error:\(failure.error.rawValue), \(words)")
  }

  private func checkAddress(_ vm: Interpreter, _ value: Value) throws(Raised) -> Int {
    let address = try vm.plainInteger(value)
    guard address > 0 else { throw vm.valueError("[MAIXPY]kpu: model_addr must > 0 ") }
    return address
  }

  // MARK: load

  private func load(_ vm: Interpreter, _ place: Value) throws(Raised) -> Value {
    let source: ModelSource
    if isPlainInteger(vm, place) {
      source = .flash(try checkAddress(vm, place))
    } else if vm.isKind(place, .str) {
      source = .file(vm.bytes(place))
      let name = source.name
      guard [".kmodel", ".smodel", ".emodel"].contains(where: { name.contains($0) }) else {
        throw vm.valueError("[MAIXPY]kpu: model format don't match, only supply .kmodel ")
      }
    } else {
      throw vm.typeError("[MAIXPY]kpu: only accept int or string")
    }
    let (value, net) = try newNet(vm)
    do throws(LoadingFailure) {
      try load(vm, source, into: net)
    } catch {
      throw loadingFault(vm, "load", source, error)
    }
    return value
  }

  private func load(_ vm: Interpreter, _ source: ModelSource, into net: KPUNet) throws(LoadingFailure) {
    try checkSeats()
    var whole: [UInt8]?
    let outline: ModelOutline
    switch source {
    case .flash(let address):
      // The library takes 32 bits.
      let start = Int(UInt32(truncatingIfNeeded: address))
      guard start > 0 else { throw LoadingFailure(.parameter) }
      net.address = address
      outline = try ModelOutline(takesVersion4: takesVersion4) { flashBytes(at: start + $0, count: $1) }
    case .file(let path):
      net.path = path
      let bytes = try fileBytes(vm, path, limit: K210Memory.general.value)
      whole = bytes
      outline = try fileOutline(bytes, path)
    }
    let byteCount = whole?.count ?? outline.byteCount
    let room = ModelRoom(loading: outline, fileByteCount: byteCount)
    guard let blocks = room.allocate(from: systemHeap) else {
      throw shortage(outline, room, isStreamed: false)
    }
    let bytes: [UInt8]
    if case .flash(let address) = source {
      bytes = flashBytes(at: Int(UInt32(truncatingIfNeeded: address)), count: byteCount)
    } else {
      bytes = whole ?? []
    }
    try finish(net, bytes, outline, room, blocks, mainBuffer: 1, isStreamed: false)
  }

  private func checkSeats() throws(LoadingFailure) {
    guard kpu.count < KPUState.limit else {
      throw LoadingFailure(
        .modelsFull, "kpu.deinit(net) frees a model; nets that no name holds wait for gc.collect()")
    }
  }

  /// The outline of a file; what is encrypted begins with anything.
  private func fileOutline(_ bytes: [UInt8], _ path: [UInt8]) throws(LoadingFailure) -> ModelOutline {
    do throws(LoadingFailure) {
      return try ModelOutline(takesVersion4: takesVersion4) { Array(bytes.dropFirst($0).prefix($1)) }
    } catch {
      guard error.error == .version, String(decoding: path, as: UTF8.self).contains(".smodel") else {
        throw error
      }
      throw LoadingFailure(
        .decryption, "an encrypted model opens on the board that it was made for, and nowhere else")
    }
  }

  // MARK: load_flash

  private func stream(_ vm: Interpreter, _ args: Arguments) throws(Raised) -> Value {
    let address = try checkAddress(vm, args[0])
    let buffers = try vm.plainInteger(args[1]) == 0 ? 1 : 2
    _ = try vm.plainInteger(args[2])
    let speed = try vm.plainInteger(args[3])
    let (value, net) = try newNet(vm)
    vm.say("SPI freq \(UInt32(truncatingIfNeeded: speed)) Hz")
    do throws(LoadingFailure) {
      try stream(from: address, buffers: buffers, into: net)
    } catch {
      throw loadingFault(vm, "load_flash", .flash(address), error)
    }
    return value
  }

  private func stream(from address: Int, buffers: Int, into net: KPUNet) throws(LoadingFailure) {
    try checkSeats()
    let start = Int(UInt32(truncatingIfNeeded: address))
    guard start > 0 else { throw LoadingFailure(.parameter) }
    net.address = address
    let outline = try streamedOutline(start)
    let room = ModelRoom(streaming: outline, buffers: buffers)
    guard let blocks = room.allocate(from: systemHeap) else {
      throw shortage(outline, room, isStreamed: true)
    }
    let bytes = flashBytes(at: start, count: outline.byteCount, areWordsSwapped: true)
    try finish(net, bytes, outline, room, blocks, mainBuffer: 2, isStreamed: true)
    if let words = net.network?.largestKPUByteCount, words > K210Memory.kpu.value {
      net.network = nil
      throw LoadingFailure(.memory, "a layer needs \(words) of the KPU's \(K210Memory.kpu.value) bytes")
    }
  }

  private func streamedOutline(_ start: Int) throws(LoadingFailure) -> ModelOutline {
    do throws(LoadingFailure) {
      return try ModelOutline(takesVersion4: false) {
        flashBytes(at: start + $0, count: $1, areWordsSwapped: true)
      }
    } catch {
      guard error.error == .version else { throw error }
      let isPlain = flashBytes(at: start, count: 4) == [3, 0, 0, 0]
      throw LoadingFailure(
        .version,
        isPlain
          ? "load_flash wants the four bytes of each word in reverse, as MaixPy's model_le2be writes them"
          : error.explanation)
    }
  }

  // MARK: Both

  private func finish(
    _ net: KPUNet, _ bytes: [UInt8], _ outline: ModelOutline, _ room: ModelRoom,
    _ blocks: [SystemHeap.Block], mainBuffer: Int, isStreamed: Bool
  ) throws(LoadingFailure) {
    let model: KModel
    do throws(KModelError) {
      model = try KModel(bytes: bytes)
    } catch {
      if case .truncated = error.kind { throw LoadingFailure(.readFile, "\(error)") }
      throw LoadingFailure(outline.version == 3 ? .format : .unknown, "\(error)")
    }
    let base = 0x8000_0000 + K210Memory.general.value - systemHeap.capacity
    net.network = LoadedNetwork(
      model, outline: outline, fileByteCount: bytes.count, isStreamed: isStreamed, blocks: blocks,
      seat: kpu.seat(byteCount: room.byteCount),
      address: UInt32(truncatingIfNeeded: base + blocks[mainBuffer].start))
    net.byteCount = bytes.count
    net.layerCount = outline.layers.count
  }
}

extension LoadedNetwork {
  /// Bytes of the KPU's memory that the layer with the largest maps takes.
  fileprivate var largestKPUByteCount: Int {
    (0..<outline.layers.count).reduce(0) { largest, index in
      guard let words = convolution(index) else { return largest }
      let input = FeatureMapLayout(
        channels: words.inputChannels, height: words.inputHeight, width: words.inputWidth)
      let output = FeatureMapLayout(
        channels: words.outputChannels, height: words.outputHeight, width: words.outputWidth)
      return max(largest, input.byteCount + output.byteCount)
    }
  }
}
