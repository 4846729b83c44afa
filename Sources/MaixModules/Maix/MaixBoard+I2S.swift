import Scripting

extension MaixBoard {
  /// `Maix.I2S`: records silence, plays into the trace.
  ///
  /// **Source**: `Maix_i2s.c`.
  func addI2S(to module: MaixModuleBuilder, _ audio: MaixTypeBuilder) throws(Raised) {
    let type = try module.type("I2S", .partly("records silence; nothing is heard"))
    try module.vm.setConstructor(type.type) { vm, args throws(Raised) in
      guard args.count > 0 else { throw vm.typeError("function missing 1 required positional arguments") }
      let number = try vm.plainInteger(args[0])
      guard (0..<3).contains(number) else {
        throw vm.valueError("[MAIXPY]I2S\(number):does not exist")
      }
      let device = ScriptI2S(number: number)
      try MaixBoard.configure(device, vm, args.dropFirst(1))
      return try vm.newHost(device, type: type.type, boardByteCount: 96 + device.pointCount * 4)
    }
    try type.define("init", 0, nil, keywords: true) { vm, args throws(Raised) in
      try MaixBoard.configure(try vm.own(args, ScriptI2S.self), vm, args.dropFirst(1))
      return .true
    }
    try type.define("__deinit__") { _, _ throws(Raised) in .none }
    try addChannels(to: type)
    try addRecording(to: type, audio)
    try type.set([
      "DEVICE_0": 0, "DEVICE_1": 1, "DEVICE_2": 2, "CHANNEL_0": 0, "CHANNEL_1": 1, "CHANNEL_2": 2,
      "CHANNEL_3": 3, "IGNORE_WORD_LENGTH": 0, "RESOLUTION_12_BIT": 1, "RESOLUTION_16_BIT": 2,
      "RESOLUTION_20_BIT": 3, "RESOLUTION_24_BIT": 4, "RESOLUTION_32_BIT": 5, "SCLK_CYCLES_16": 0,
      "SCLK_CYCLES_24": 1, "SCLK_CYCLES_32": 2, "TRANSMITTER": 0, "RECEIVER": 1, "STANDARD_MODE": 1,
      "RIGHT_JUSTIFYING_MODE": 2, "LEFT_JUSTIFYING_MODE": 4,
    ])
  }

  private static func configure(_ device: ScriptI2S, _ vm: Interpreter, _ args: Arguments) throws(Raised) {
    let given = try NamedArguments(vm, args, ["sample_points", "pll2", "mclk"], positional: 0)
    let count = try given.integer("sample_points", 1024)
    guard (0...(64 << 10)).contains(count) else {
      throw vm.valueError("[MAIXPY]I2S:invalid buffer length")
    }
    device.pointCount = count
  }

  private func addChannels(to type: MaixTypeBuilder) throws(Raised) {
    try type.define("channel_config", 1, nil, keywords: true) { [unowned self] vm, args throws(Raised) in
      let device = try vm.own(args, ScriptI2S.self)
      let names = ["channel", "mode", "resolution", "cycles", "align_mode"]
      let given = try NamedArguments(vm, args.dropFirst(1), names, positional: 2)
      let (number, mode) = (try given.integer("channel"), try given.integer("mode", 1))
      let (resolution, cycles) = (try given.integer("resolution", 2), try given.integer("cycles", 2))
      let align = try given.integer("align_mode", 1)
      guard (0..<4).contains(number) else { throw vm.valueError("[MAIXPY]I2S:invalid i2s channle") }
      guard (0...5).contains(resolution) else { throw vm.valueError("[MAIXPY]I2S:invalid resolution") }
      guard (0...2).contains(cycles) else { throw vm.valueError("[MAIXPY]I2S:invalid cycles") }
      guard [1, 2, 4].contains(align) else { throw vm.valueError("[MAIXPY]I2S:invalid align mode") }
      guard (0...1).contains(mode) else { throw vm.valueError("[MAIXPY]I2S:invalid cycles") }
      device.cycles = cycles
      device.channels[number] = ScriptI2S.Channel(
        resolution: resolution, cycles: cycles, alignMode: align, mode: mode)
      trace("i2s I2S\(device.number) channel \(number) \(mode == 1 ? "records" : "plays")")
      return .true
    }
    try type.define("set_sample_rate", 1, 1) { [unowned self] vm, args throws(Raised) in
      let device = try vm.own(args, ScriptI2S.self)
      let rate = try vm.plainInteger(args[1])
      guard (0...(4 << 20)).contains(rate) else { throw vm.valueError("[MAIXPY]I2S:invalid sample rate") }
      device.sampleRate = rate
      trace("i2s I2S\(device.number) \(rate) Hz")
      return .true
    }
  }

  private func addRecording(to type: MaixTypeBuilder, _ audio: MaixTypeBuilder) throws(Raised) {
    try type.define(
      "record", 0, nil, keywords: true, .partly("silence")
    ) { [unowned self] vm, args throws(Raised) in
      let device = try vm.own(args, ScriptI2S.self)
      let given = try NamedArguments(vm, args.dropFirst(1), ["points", "time"], positional: 1)
      var points = try given.integer("points")
      let seconds = try given.integer("time")
      if points <= 0 {
        guard seconds > 0 else {
          throw vm.valueError("[MAIXPY]I2S:please input recording points or time")
        }
        if device.sampleRate == 0 { throw vm.valueError("[MAIXPY]I2S:please set sample rate") }
        guard seconds <= device.pointCount / device.sampleRate else {
          throw vm.valueError("[MAIXPY]I2S:sampling size is out of bounds")
        }
        points = device.sampleRate * seconds
      }
      try vm.checkByteCount(min(points, 1 << 40) * 4)
      trace("i2s I2S\(device.number) record \(points) points")
      device.recording = points
      let recorded = ScriptAudio(points: points)
      return try vm.newHost(recorded, type: audio.type, boardByteCount: 64 + points * 4)
    }
    try type.define("wait_record") { vm, args throws(Raised) in
      let device = try vm.own(args, ScriptI2S.self)
      let points = device.recording
      device.recording = 0
      try vm.sleep(microseconds: device.microseconds(points))
      return .none
    }
    try type.define("play", 1, 1, .partly("nothing is heard")) { [unowned self] vm, args throws(Raised) in
      let device = try vm.own(args, ScriptI2S.self)
      guard let sound = vm.hostObject(args[1], as: ScriptAudio.self) else {
        throw vm.typeError("can't convert \(vm.typeName(args[1])) to Audio")
      }
      trace("i2s I2S\(device.number) play \(sound.bytes.count / 4) points")
      return .none
    }
  }
}
