import Scripting

/// What a script holds as `modules.ws2812`.
private final class LightStrip {
  let pin: Int
  var colors: [Int]
  private let block: SystemHeap.Block

  init(pin: Int, count: Int, _ block: SystemHeap.Block) {
    self.pin = pin
    self.block = block
    colors = [Int](repeating: 0, count: count)
  }
}

/// What a script holds as `modules.ultrasonic` and `modules.onewire`.
private final class PinModule {
  let function: Int
  init(_ function: Int) { self.function = function }
}

extension MaixBoard {
  /// Module `modules` (`py_modules.c` and its folder).
  ///
  /// Of MaixPy's own builds the one with LVGL has `htpa` (`config_with_lvgl.mk`), and none has `amg88xx`.
  func installExternalModules(in vm: Interpreter) {
    add("modules", to: vm) { [unowned self] module throws(Raised) in
      try addLightStrip(to: module)
      try addUltrasonic(to: module)
      try addOneWire(to: module)
      for name in ["htpa", "amg88xx"] {
        try module.lack(name, because: "thermal cameras are not simulated")
      }
    }
  }

  private func addLightStrip(to module: MaixModuleBuilder) throws(Raised) {
    let type = try module.type("ws2812", .partly("colours go to the trace"))
    try module.vm.setConstructor(type.type) { [unowned self] vm, args throws(Raised) in
      let names = ["led_pin", "led_num", "i2s_num", "i2s_chn", "i2s_dma_chn"]
      let given = try NamedArguments(vm, args, names, required: 2)
      let (pin, count) = (try given.integer("led_pin"), try given.integer("led_num"))
      guard (0..<48).contains(pin) else { throw vm.valueError("led pin error, should be 0 ~ 47") }
      guard count >= 0 else { throw vm.valueError("len num error, should > 0") }
      let device = try given.integer("i2s_num", 2)
      guard device < 3 else { throw vm.valueError("i2s num error, should <= 2") }
      let channel = try given.integer("i2s_chn", 3)
      guard channel <= 3 else { throw vm.valueError("i2s channel error, should <= 3") }
      guard try given.integer("i2s_dma_chn", 2) < 6 else {
        throw vm.valueError("dma channel error, should <= 5")
      }
      guard count < systemHeap.capacity / 4, let block = systemHeap.allocate(count * 4) else {
        throw vm.osError(12)
      }
      // OUT_D0 of the device; the three devices lie eleven functions apart.
      connect(pin, to: 94 + max(device, 0) * 11 + max(channel, 0))
      return try vm.newHost(LightStrip(pin: pin, count: count, block), type: type.type, boardByteCount: 32)
    }
    try type.define("set_led", 1, nil, keywords: true) { vm, args throws(Raised) in
      let strip = try vm.own(args, LightStrip.self)
      let given = try NamedArguments(vm, args.dropFirst(1), ["num", "color"], required: 1)
      let place = try given.integer("num")
      var color = 0
      if let value = given.some("color") {
        let parts = try vm.requiredItems(value)
        guard parts.count == 3 else { throw vm.valueError("tuple size must be 3") }
        for part in parts { color = color << 8 | (try vm.plainInteger(part) & 0xFF) }
      }
      guard strip.colors.indices.contains(place) else { return .false }
      strip.colors[place] = color
      return .true
    }
    try type.define("display") { [unowned self] vm, args throws(Raised) in
      let strip = try vm.own(args, LightStrip.self)
      trace("ws2812 pin \(strip.pin): \(traced(strip.colors))")
      try vm.sleep(microseconds: 3000)
      return .true
    }
    try type.define("ws_num") { vm, args throws(Raised) in
      Value(small: try vm.own(args, LightStrip.self).colors.count)
    }
  }

  /// Colours as on web pages, not too many of them.
  private func traced(_ colors: [Int]) -> String {
    let shown = colors.prefix(16).map { color in
      let digits = String(color, radix: 16)
      return "#" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }
    return shown.joined(separator: " ") + (colors.count > 16 ? " …" : "")
  }

  /// **Source**: `py_ultrasonic.c`.
  private func addUltrasonic(to module: MaixModuleBuilder) throws(Raised) {
    let type = try module.type("ultrasonic", .partly("nothing answers: always a time-out"))
    try module.vm.setConstructor(type.type) { vm, args throws(Raised) in
      let function = try NamedArguments(vm, args, ["gpio"], required: 1).integer("gpio")
      guard (PinFunction.fastPort..<PinFunction.port + 8).contains(function) else {
        throw vm.valueError("gpio error")
      }
      return try vm.newHost(PinModule(function), type: type.type)
    }
    try type.define(
      "measure", 0, nil, keywords: true, .raises("nothing answers")
    ) { [unowned self] vm, args throws(Raised) in
      let given = try NamedArguments(vm, args.dropFirst(1), ["unit", "timeout"])
      let timeout = try given.integer("timeout", 1_000_000)
      guard hardware.pins.pin(of: try vm.own(args, PinModule.self).function) != nil else {
        throw vm.valueError("gpio not register pin")
      }
      try vm.sleep(microseconds: UInt64(max(timeout, 0)))
      throw vm.fault(.OSError, "time out")
    }
    try type.set(["UNIT_CM": 0, "UNIT_INCH": 1])
  }

  /// **Source**: `py_onewire.c`: an open line reads ones, and nobody shows presence.
  private func addOneWire(to module: MaixModuleBuilder) throws(Raised) {
    let type = try module.type("onewire", .partly("nobody is on the line"))
    try module.vm.setConstructor(type.type) { [unowned self] vm, args throws(Raised) in
      let function = try NamedArguments(vm, args, ["gpio"], required: 1).integer("gpio")
      guard (PinFunction.fastPort..<PinFunction.port + 8).contains(function),
        hardware.pins.pin(of: function) != nil
      else { throw vm.valueError("gpio error") }
      return try vm.newHost(PinModule(function), type: type.type)
    }
    let silent = Support.partly("nobody answers")
    try type.define("reset", 0, 0, silent) { _, _ throws(Raised) in .false }
    try type.define("readbit", 0, 0, silent) { _, _ throws(Raised) in Value(small: 1) }
    try type.define("readbyte", 0, 0, silent) { _, _ throws(Raised) in Value(small: 255) }
    try type.define("readbuffer", 1, 1, silent) { vm, args throws(Raised) in
      let count = try vm.plainInteger(args[1])
      try vm.checkByteCount(count)
      return try vm.newByteArray([UInt8](repeating: 255, count: count))
    }
    for (name, count) in [("writebit", 1), ("writebyte", 1), ("skip", 0), ("depower", 0)] {
      try type.define(name, count, count, silent) { vm, args throws(Raised) in
        if count > 0 { _ = try vm.plainInteger(args[1]) }
        return .none
      }
    }
    for name in ["writebuffer", "select"] {
      try type.define(name, 1, 1, silent) { vm, args throws(Raised) in
        _ = try vm.bufferBytes(args[1])
        return .none
      }
    }
    try type.define("search", 1, 1, silent) { vm, _ throws(Raised) in try vm.newList([]) }
    try type.define("crc8", 1, 1) { vm, args throws(Raised) in
      var sum: UInt8 = 0
      for byte in try vm.bufferBytes(args[1]) {
        var rest = byte
        for _ in 0..<8 {
          let mixes = (sum ^ rest) & 1 == 1
          sum >>= 1
          if mixes { sum ^= 0x8C }
          rest >>= 1
        }
      }
      return Value(small: Int(sum))
    }
  }
}
