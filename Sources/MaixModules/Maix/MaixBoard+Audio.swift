import Scripting

extension MaixBoard {
  /// `Maix.Audio`, which is `audio.Audio`, too.
  ///
  /// **Source**: `py_audio.c`, `wav.c`.
  func addAudio(to module: MaixModuleBuilder) throws(Raised) -> MaixTypeBuilder {
    let support = Support.partly("nothing is heard; `to_bytes` and `array=` copy")
    if !hardware.audioType.isNull {
      catalogue.add(module.name, "Audio", support)
      try module.set("Audio", hardware.audioType)
      return MaixTypeBuilder(vm: module.vm, type: hardware.audioType, board: self, owner: "audio.Audio")
    }
    let type = try module.type("Audio", support)
    hardware.audioType = type.type
    try module.vm.setConstructor(type.type) { [unowned self] vm, args throws(Raised) in
      let audio = ScriptAudio(points: 0)
      try configure(audio, vm, args)
      return try vm.newHost(audio, type: type.type, boardByteCount: 64)
    }
    try type.define("init", 0, nil, keywords: true) { [unowned self] vm, args throws(Raised) in
      try configure(try vm.own(args, ScriptAudio.self), vm, args.dropFirst(1))
      return .true
    }
    try type.define("__deinit__") { _, _ throws(Raised) in .none }
    try type.define("to_bytes") { vm, args throws(Raised) in
      let audio = try vm.own(args, ScriptAudio.self)
      if audio.bytes.isEmpty { throw vm.fault(.AttributeError, "empty Audio") }
      return try vm.newByteArray(audio.bytes)
    }
    try type.define("volume", 0, 1) { vm, args throws(Raised) in
      let audio = try vm.own(args, ScriptAudio.self)
      if args.count > 1 {
        let volume = try vm.floatArgument(args[1])
        guard (0...100).contains(volume) else { throw vm.valueError("value:[0,100]") }
        audio.volume = volume
      }
      return try vm.newFloat(audio.volume)
    }
    try addPlaying(to: type)
    try addRecording(to: type)
    return type
  }

  private func configure(_ audio: ScriptAudio, _ vm: Interpreter, _ args: Arguments) throws(Raised) {
    let names = ["array", "path", "points", "is_create", "samplerate"]
    let given = try NamedArguments(vm, args, names, positional: 2)
    if let array = given.some("array") {
      let bytes = try vm.bufferBytes(array)
      audio.room = try audioRoom(vm, bytes.count)
      audio.bytes = Array(bytes.prefix(bytes.count / 4 * 4))
      return
    }
    guard let path = given.some("path") else {
      let points = try given.integer("points", 1024)
      try vm.checkByteCount(min(max(points, -1), 1 << 40) * 4)
      audio.room = try audioRoom(vm, points * 4)
      audio.bytes = [UInt8](repeating: 0, count: points * 4)
      return
    }
    let name = try vm.givenText(path)
    let creates = try given.truth("is_create", false)
    try close(audio, vm)
    audio.isWave = String(decoding: name.suffix(4), as: UTF8.self) == ".wav"
    audio.file = try open(name, vm, creates: creates)
    audio.files = vm.host.files
    audio.recordingRate = creates ? try given.integer("samplerate", 44_100) : nil
    audio.recordedByteCount = 0
    if creates { try startRecording(audio, vm) }
  }

  /// Memory for points of sound.
  private func audioRoom(_ vm: Interpreter, _ byteCount: Int) throws(Raised) -> SystemHeap.Block {
    guard let block = systemHeap.allocate(byteCount) else { throw vm.memoryError(byteCount) }
    return block
  }

  // MARK: Files

  private func open(_ path: [UInt8], _ vm: Interpreter, creates: Bool) throws(Raised) -> Int {
    let mode = ScriptFileMode(
      reads: !creates, writes: creates, truncates: creates, creates: creates, isExclusive: false,
      appends: false)
    guard let files = vm.host.files else { throw vm.osError(2) }
    return try asked(vm) { () throws(ScriptFileError) in try files.open(path, mode) }
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

  private func close(_ audio: ScriptAudio, _ vm: Interpreter) throws(Raised) {
    if let file = audio.file { vm.host.files?.close(file) }
    audio.file = nil
    audio.playing = nil
  }

  private func seek(_ audio: ScriptAudio, _ vm: Interpreter, to place: Int, whence: Int = 0) throws(Raised)
    -> Int
  {
    guard let files = vm.host.files, let file = audio.file else { return 0 }
    return try asked(vm) { () throws(ScriptFileError) in
      try files.seek(file, offset: place, whence: whence)
    }
  }

  private func write(_ bytes: [UInt8], to audio: ScriptAudio, _ vm: Interpreter) throws(Raised) {
    guard let files = vm.host.files, let file = audio.file else { return }
    try asked(vm) { () throws(ScriptFileError) in try files.write(file, bytes[...]) }
  }

  private func read(_ count: Int, of audio: ScriptAudio, _ vm: Interpreter) throws(Raised) -> [UInt8] {
    guard let files = vm.host.files, let file = audio.file else { return [] }
    return try asked(vm) { () throws(ScriptFileError) in try files.read(file, count: count) }
  }

  // MARK: Playing

  private func device(_ value: Value, _ vm: Interpreter) throws(Raised) -> ScriptI2S {
    guard let device = vm.hostObject(value, as: ScriptI2S.self) else {
      throw vm.valueError("Invaild I2S device")
    }
    return device
  }

  private func addPlaying(to type: MaixTypeBuilder) throws(Raised) {
    try type.define("play_process", 1, 1) { [unowned self] vm, args throws(Raised) in
      let audio = try vm.own(args, ScriptAudio.self)
      let device = try device(args[1], vm)
      audio.device = device
      let size = try seek(audio, vm, to: 0, whence: 2)
      if size == 0 {
        vm.printLines("[MAIXPY]: file length is 0")
        return .false
      }
      _ = try seek(audio, vm, to: 0)
      guard audio.isWave else { return .none }
      let head = try read(max(device.pointCount * 4, 0), of: audio, vm)
      do throws(WaveHeader.Fault) {
        audio.playing = try WaveHeader(head, fileByteCount: size)
      } catch {
        vm.printLines("[MAIXPY]: wav error code : \(error.rawValue)")
        try close(audio, vm)
        throw vm.fault(.OSError, "wav init error")
      }
      guard let header = audio.playing else { return .none }
      let numbers: KeyValuePairs = [
        "numchannels": header.channels, "samplerate": header.sampleRate, "byterate": header.byteRate,
        "blockalign": header.blockByteCount, "bitspersample": header.bitsPerSample,
        "datasize": header.byteCount,
      ]
      vm.printLines("[MAIXPY]: result = 0")
      for (name, number) in numbers { vm.printLines("[MAIXPY]: \(name) = \(number)") }
      _ = try seek(audio, vm, to: header.start)
      return try vm.newList(numbers.map { Value(small: $0.value) })
    }
    try type.define(
      "play", 0, 0, .partly("takes the time that the sound takes; nothing is heard")
    ) { [unowned self] vm, args throws(Raised) in
      let audio = try vm.own(args, ScriptAudio.self)
      guard let header = audio.playing, let device = audio.device else { return .none }
      let bytes = try read(device.pointCount * (header.channels == 1 ? 2 : 4), of: audio, vm)
      if bytes.isEmpty { return Value(small: 0) }
      let points = bytes.count / max(1, header.blockByteCount)
      trace("i2s I2S\(device.number) play \(points) points")
      if header.sampleRate > 0 {
        try vm.sleep(microseconds: UInt64(points) * 1_000_000 / UInt64(header.sampleRate))
      }
      return Value(small: 1)
    }
  }

  // MARK: Recording

  /// Leaves room for the head, which `finish` writes.
  private func startRecording(_ audio: ScriptAudio, _ vm: Interpreter) throws(Raised) {
    try write([UInt8](repeating: 0, count: 44), to: audio, vm)
  }

  private func addRecording(to type: MaixTypeBuilder) throws(Raised) {
    try type.define("record_process", 1, nil, keywords: true) { [unowned self] vm, args throws(Raised) in
      let audio = try vm.own(args, ScriptAudio.self)
      let given = try NamedArguments(vm, args.dropFirst(1), ["dev", "channels"])
      let device = try device(given["dev"] ?? .none, vm)
      audio.device = device
      guard try seek(audio, vm, to: 0, whence: 2) == 0 else {
        vm.printLines("[MAIXPY]: file length isn't empty")
        return .false
      }
      guard audio.isWave else { return .none }
      guard (0...2).contains(try given.integer("channels", 1)) else {
        vm.printLines("[MAIXPY]: The number of channels must be less than or equal to 2")
        return .false
      }
      audio.recordingRate = device.sampleRate
      try startRecording(audio, vm)
      return .none
    }
    try type.define("record", 1, 1) { [unowned self] vm, args throws(Raised) in
      let audio = try vm.own(args, ScriptAudio.self)
      guard let input = vm.hostObject(args[1], as: ScriptAudio.self) else {
        throw vm.typeError("can't convert \(vm.typeName(args[1])) to Audio")
      }
      guard audio.recordingRate != nil else { return .none }
      let samples = stride(from: 0, to: input.bytes.count, by: 4).flatMap { input.bytes[$0..<$0 + 2] }
      try write(samples, to: audio, vm)
      audio.recordedByteCount += samples.count
      return .none
    }
    try type.define("finish") { [unowned self] vm, args throws(Raised) in
      let audio = try vm.own(args, ScriptAudio.self)
      guard audio.isWave else { return .none }
      if let rate = audio.recordingRate {
        _ = try seek(audio, vm, to: 0)
        try write(WaveHeader.bytes(sampleRate: rate, byteCount: audio.recordedByteCount), to: audio, vm)
        vm.printLines(
          "[MAIXPY]: numchannels = 2", "[MAIXPY]: samplerate = \(rate)", "[MAIXPY]: byterate = \(rate &* 4)",
          "[MAIXPY]: blockalign = 4", "[MAIXPY]: bitspersample = 16")
        audio.recordingRate = nil
      }
      try close(audio, vm)
      return .none
    }
  }
}
