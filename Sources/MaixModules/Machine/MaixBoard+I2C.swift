import Scripting

/// What a script holds as `machine.I2C`.
final class ScriptI2C {
  var number = 0
  var mode = 0
  /// A bus of the chip answers EIO when nobody is there, one of GPIOs ENODEV.
  var missing: Int { mode == 2 ? 19 : 5 }
}

extension MaixBoard {
  /// `machine.I2C`: a bus on which nobody answers.
  ///
  /// **Source**: `machine_i2c.c`; `start`, `stop`, `readinto` and `write` are not in its table.
  func addI2C(to module: MaixModuleBuilder) throws(Raised) {
    let type = try module.type("I2C", .partly("nobody is on the bus"))
    try module.vm.setConstructor(type.type) { [unowned self] vm, args throws(Raised) in
      let bus = ScriptI2C()
      try configure(bus, vm, args)
      return try vm.newHost(bus, type: type.type, boardByteCount: 104)
    }
    try type.define("init", 0, nil, keywords: true) { [unowned self] vm, args throws(Raised) in
      try configure(try vm.own(args, ScriptI2C.self), vm, args.dropFirst(1))
      return .none
    }
    for name in ["deinit", "__del__"] {
      try type.define(name) { vm, _ throws(Raised) in .none }
    }
    try type.define("scan", 0, 0, .partly("always empty")) { [unowned self] vm, args throws(Raised) in
      let bus = try vm.own(args, ScriptI2C.self)
      trace("i2c I2C\(bus.number) scan")
      return try vm.newList([])
    }
    try addTransfers(to: type)
    try addMemoryTransfers(to: type)
    try type.set([
      "MODE_MASTER": 0, "MODE_SLAVE": 1, "MODE_MASTER_SOFT": 2, "I2C0": 0, "I2C1": 1, "I2C2": 2, "I2C3": 3,
      "I2C4": 4, "I2C5": 5, "I2C_SOFT": 6, "I2C_EV_START": 0, "I2C_EV_RESTART": 1, "I2C_EV_STOP": 2,
    ])
  }

  private static let nobody = Support.partly("OSError: nobody answers")

  private func addTransfers(to type: MaixTypeBuilder) throws(Raised) {
    try type.define("writeto", 2, 3, MaixBoard.nobody) { [unowned self] vm, args throws(Raised) in
      let bus = try vm.own(args, ScriptI2C.self)
      let address = try vm.plainInteger(args[1])
      let bytes = try vm.bufferBytes(args[2])
      try checkStop(vm, args)
      if bytes.isEmpty {
        throw vm.fault(.NotImplementedError, "[MAIXPY]I2C: not support send 0 byte data yet")
      }
      throw unanswered(bus, vm, "write to \(address): \(MaixBoard.traced(bytes))")
    }
    try type.define("readfrom", 2, 3, MaixBoard.nobody) { [unowned self] vm, args throws(Raised) in
      let bus = try vm.own(args, ScriptI2C.self)
      let (address, count) = (try vm.plainInteger(args[1]), try vm.plainInteger(args[2]))
      if count == 0 { throw vm.valueError("[MAIXPY]I2C: not support receive 0 byte data yet") }
      try vm.checkByteCount(count)
      try checkStop(vm, args)
      throw unanswered(bus, vm, "read \(count) bytes from \(address)")
    }
    try type.define("readfrom_into", 2, 3, MaixBoard.nobody) { [unowned self] vm, args throws(Raised) in
      let bus = try vm.own(args, ScriptI2C.self)
      let address = try vm.plainInteger(args[1])
      guard let target = vm.buffer(args[2]), target.isWritable else { throw vm.bufferRequired() }
      try checkStop(vm, args)
      throw unanswered(bus, vm, "read \(target.byteCount) bytes from \(address)")
    }
  }

  private func addMemoryTransfers(to type: MaixTypeBuilder) throws(Raised) {
    for name in ["readfrom_mem", "readfrom_mem_into", "writeto_mem"] {
      try type.define(name, 0, nil, keywords: true, MaixBoard.nobody) {
        [unowned self] vm, args throws(Raised) in
        let bus = try vm.own(args, ScriptI2C.self)
        let given = try NamedArguments(
          vm, args.dropFirst(1), ["addr", "memaddr", "arg", "mem_size"], positional: 3, required: 3)
        let (address, place) = (try given.integer("addr"), try given.integer("memaddr"))
        let size = try given.integer("mem_size", 8)
        let argument = given["arg"] ?? .none
        switch name {
        case "readfrom_mem":
          let count = try vm.plainInteger(argument)
          try vm.checkByteCount(count)
          try checkMemoryRead(vm, count: count, size: size)
        case "readfrom_mem_into":
          guard let target = vm.buffer(argument), target.isWritable else { throw vm.bufferRequired() }
          try checkMemoryRead(vm, count: target.byteCount, size: size)
        default:
          let isNumber = argument.isSmall
          let bytes = isNumber ? [UInt8(truncatingIfNeeded: argument.small)] : try vm.bufferBytes(argument)
          throw unanswered(bus, vm, "write to \(address) at \(place): \(MaixBoard.traced(bytes))")
        }
        throw unanswered(bus, vm, "read from \(address) at \(place)")
      }
    }
  }

  private func checkMemoryRead(_ vm: Interpreter, count: Int, size: Int) throws(Raised) {
    if count == 0 { throw vm.valueError("[MAIXPY]I2C: not support receive 0 byte data yet") }
    guard (8..<40).contains(size & 0xFF) else { throw vm.valueError("mem_size error") }
  }

  private func checkStop(_ vm: Interpreter, _ args: Arguments) throws(Raised) {
    if args.count > 3, try !vm.truth(args[3]) {
      throw vm.fault(.NotImplementedError, "[MAIXPY]I2C: not support stop option yet")
    }
  }

  private func unanswered(_ bus: ScriptI2C, _ vm: Interpreter, _ what: @autoclosure () -> String) -> Raised {
    trace("i2c I2C\(bus.number) \(what()): no answer")
    return vm.osError(bus.missing)
  }

  /// Settings of a bus, in the order in which the firmware looks at them.
  private func configure(_ bus: ScriptI2C, _ vm: Interpreter, _ args: Arguments) throws(Raised) {
    let names = [
      "id", "mode", "scl", "sda", "gscl", "gsda", "freq", "timeout", "addr", "addr_size", "on_receive",
      "on_transmit", "on_event", "us_delay",
    ]
    let given = try NamedArguments(vm, args, names, positional: 1, required: 1)
    let (number, mode) = (try given.integer("id"), try given.integer("mode"))
    let (address, size) = (try given.integer("addr"), try given.integer("addr_size", 7))
    let frequency = try given.integer("freq", 400_000)
    guard (0...6).contains(number) else { throw vm.valueError("[MAIXPY]I2C: I2C(\(number)) doesn't exist") }
    guard (0...2).contains(mode) else { throw vm.valueError("[MAIXPY]I2C: mode error!") }
    guard size == 7 || size == 10 else { throw vm.valueError("[MAIXPY]I2C: addr size error!") }
    if mode == 1 {
      guard (0..<(1 << size)).contains(address) else {
        throw vm.valueError("[MAIXPY]I2C: addr/addr size error!")
      }
      for name in ["on_receive", "on_transmit", "on_event"] where !vm.isCallable(given[name] ?? .none) {
        throw vm.valueError("[MAIXPY]I2C: callback error!")
      }
    }
    let pins = try pair(given, vm, "scl", "sda", 0..<48, 0, "[MAIXPY]I2C: pin(scl/sda) error!")
    let ports = try pair(
      given, vm, "gscl", "gsda", 0..<32, PinFunction.fastPort, "[MAIXPY]I2C: gpio(scl/sda) error!")
    (bus.number, bus.mode) = (number, number >= 3 ? 2 : mode)
    if let pins {
      let soft = bus.mode == 2
      let first = soft ? PinFunction.fastPort + (ports?.0 ?? pins.0 & 31) : PinFunction.clockI2C + number * 2
      let second = soft ? PinFunction.fastPort + (ports?.1 ?? pins.1 & 31) : first + 1
      connect(pins.0, to: first)
      connect(pins.1, to: second)
    }
    trace("i2c I2C\(number) \(frequency) Hz\(pins.map { ", scl pin \($0.0), sda pin \($0.1)" } ?? "")")
  }

  /// Two numbers that come together; nil if neither was given.
  private func pair(
    _ given: NamedArguments, _ vm: Interpreter, _ first: String, _ second: String, _ range: Range<Int>,
    _ base: Int, _ complaint: String
  ) throws(Raised) -> (Int, Int)? {
    if given[first] == nil, given[second] == nil { return nil }
    let numbers = (
      try vm.plainInteger(given[first] ?? .none), try vm.plainInteger(given[second] ?? .none)
    )
    let (one, other) = (numbers.0 &- base, numbers.1 &- base)
    guard range.contains(one), range.contains(other) else { throw vm.valueError(complaint) }
    return (one, other)
  }
}
