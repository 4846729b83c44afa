import Scripting

/// What a script holds as `machine.SPI`.
final class ScriptSPI {
  var number = 0
  var isActive = true
}

extension MaixBoard {
  /// `machine.SPI`: a bus on which nobody answers, and whose data line is high.
  ///
  /// **Source**: `machine_spi.c`.
  func addSPI(to module: MaixModuleBuilder) throws(Raised) {
    let type = try module.type("SPI", .partly("nobody is on the bus: what is read are bytes 0xFF"))
    try module.vm.setConstructor(type.type) { [unowned self] vm, args throws(Raised) in
      let bus = ScriptSPI()
      try configure(bus, vm, args)
      return try vm.newHost(bus, type: type.type, boardByteCount: 56)
    }
    try type.define("init", 0, nil, keywords: true) { [unowned self] vm, args throws(Raised) in
      try configure(try vm.own(args, ScriptSPI.self), vm, args.dropFirst(1))
      return .none
    }
    try type.define("deinit") { vm, args throws(Raised) in
      try vm.own(args, ScriptSPI.self).isActive = false
      return .none
    }
    try addReading(to: type)
    try addWriting(to: type)
    try type.set([
      "SPI0": 0, "SPI1": 1, "SPI2": 2, "SPI_SOFT": 4, "MSB": 0, "LSB": 1, "MODE_MASTER": 0,
      "MODE_MASTER_2": 1,
      "MODE_MASTER_4": 2, "MODE_MASTER_8": 3, "MODE_SLAVE": 4, "CS0": 0, "CS1": 1, "CS2": 2, "CS3": 3,
    ])
  }

  private static let highLine = Support.partly("bytes 0xFF")

  private func addReading(to type: MaixTypeBuilder) throws(Raised) {
    try type.define("read", 1, nil, keywords: true, MaixBoard.highLine) {
      [unowned self] vm, args throws(Raised) in
      let given = try NamedArguments(vm, args.dropFirst(2), ["write", "cs"])
      let select = try given.integer("cs")
      let count = try vm.plainInteger(args[1])
      try vm.checkByteCount(count)
      try transfer(try vm.own(args, ScriptSPI.self), vm, select, "read \(count) bytes")
      return try vm.newBytes([UInt8](repeating: 0xFF, count: count))
    }
    try type.define("readinto", 1, nil, keywords: true, MaixBoard.highLine) {
      [unowned self] vm, args throws(Raised) in
      let given = try NamedArguments(vm, args.dropFirst(2), ["write", "cs"])
      let select = try given.integer("cs")
      guard let target = vm.buffer(args[1]), target.isWritable else { throw vm.bufferRequired() }
      try transfer(try vm.own(args, ScriptSPI.self), vm, select, "read \(target.byteCount) bytes")
      vm.memory.write([UInt8](repeating: 0xFF, count: target.byteCount), at: target.address)
      return .none
    }
  }

  private func addWriting(to type: MaixTypeBuilder) throws(Raised) {
    try type.define("write", 1, nil, keywords: true, .partly("goes to the trace alone")) {
      [unowned self] vm, args throws(Raised) in
      let select = try NamedArguments(vm, args.dropFirst(2), ["cs"]).integer("cs")
      let isNumber = args[1].isSmall
      let bytes = isNumber ? [UInt8(truncatingIfNeeded: args[1].small)] : try vm.bufferBytes(args[1])
      if bytes.isEmpty { throw vm.valueError("len must > 0") }
      try transfer(
        try vm.own(args, ScriptSPI.self), vm, select,
        "write \(bytes.count) bytes: \(MaixBoard.traced(bytes))")
      return .none
    }
    try type.define("write_readinto", 2, nil, keywords: true, MaixBoard.highLine) {
      [unowned self] vm, args throws(Raised) in
      let select = try NamedArguments(vm, args.dropFirst(3), ["cs"]).integer("cs")
      let bytes = try vm.bufferBytes(args[1])
      guard let target = vm.buffer(args[2]), target.isWritable else { throw vm.bufferRequired() }
      guard target.byteCount == bytes.count else {
        throw vm.valueError("[MAIXPY]SPI: buffers must be the same length")
      }
      try transfer(
        try vm.own(args, ScriptSPI.self), vm, select,
        "write and read \(bytes.count) bytes: \(MaixBoard.traced(bytes))")
      vm.memory.write([UInt8](repeating: 0xFF, count: bytes.count), at: target.address)
      return .none
    }
  }

  private func transfer(
    _ bus: ScriptSPI, _ vm: Interpreter, _ select: Int, _ what: @autoclosure () -> String
  ) throws(Raised) {
    guard bus.isActive else {
      throw vm.fault(.OSError, "[MAIXPY]SPI: transfer on deinitialized SPI")
    }
    trace("spi SPI\(bus.number) cs \(select) \(what())")
  }

  /// Settings of a bus, in the order in which the firmware looks at them.
  private func configure(_ bus: ScriptSPI, _ vm: Interpreter, _ args: Arguments) throws(Raised) {
    let pins = ["sck", "cs0", "cs1", "cs2", "cs3", "mosi", "miso"]
    let names =
      ["id", "mode", "baudrate", "polarity", "phase", "bits", "firstbit"] + pins
      + (0..<8).map { "d\($0)" }
    let given = try NamedArguments(vm, args, names, positional: 3)
    let number = try given.integer("id", -1)
    guard number >= 0, number != 3, number <= 4 else {
      throw vm.valueError("[MAIXPY]SPI: spi id error( > 0 & !=3 )")
    }
    if number == 2 { throw vm.fault(.NotImplementedError, "[MAIXPY]SPI: SPI2 only for slave mode") }
    try checkMode(given, vm)
    try connect(given, vm, number: number)
    bus.number = number
    bus.isActive = true
    let hertz = try given.integer("baudrate", 500_000)
    trace("spi SPI\(number) \(hertz) Hz")
  }

  private func checkMode(_ given: NamedArguments, _ vm: Interpreter) throws(Raised) {
    let mode = try given.integer("mode")
    guard (0...4).contains(mode) else { throw vm.valueError("[MAIXPY]SPI: spi mode error") }
    if mode == 4 { throw vm.valueError("[MAIXPY]SPI: slave mode only for SPI2") }
    if mode != 0 { throw vm.fault(.NotImplementedError, "[MAIXPY]SPI: only standard mode supported yet") }
    guard try given.integer("baudrate", 500_000) > 0 else {
      throw vm.valueError("[MAIXPY]SPI: baudrate(freq) value error")
    }
    guard (0...1).contains(try given.integer("polarity")) else {
      throw vm.valueError("[MAIXPY]SPI: polarity should be 0 or 1")
    }
    guard (0...1).contains(try given.integer("phase")) else {
      throw vm.valueError("[MAIXPY]SPI: ARG_phase should be 0 or 1")
    }
    guard (4...32).contains(try given.integer("bits", 8)) else {
      throw vm.valueError("[MAIXPY]SPI: bits should be 4~32")
    }
    let first = try given.integer("firstbit")
    guard (0...1).contains(first) else {
      throw vm.valueError("[MAIXPY]SPI: firstbit should be SPI.LSB or SPI.MSB")
    }
    if first == 1 { throw vm.fault(.NotImplementedError, "[MAIXPY]SPI: only support MSB mode now") }
  }

  private func connect(_ given: NamedArguments, _ vm: Interpreter, number: Int) throws(Raised) {
    func pin(_ name: String) -> Int? {
      guard let value = given.some(name), value.isSmall, (0..<48).contains(value.small) else { return nil }
      return value.small
    }
    let selects = (0..<4).map { pin("cs\($0)") }
    guard let output = pin("mosi") ?? pin("d0"), pin("sck") != nil || selects.contains(where: { $0 != nil })
    else { return }
    let input = pin("mosi") != nil ? pin("miso") : pin("d1")
    if number == 4 {
      for pin in [pin("sck"), output, input] {
        if let pin { connect(pin, to: PinFunction.fastPort + pin % 32) }
      }
      return
    }
    let base = number == 0 ? PinFunction.firstSPI : PinFunction.secondSPI
    if let clock = pin("sck") { connect(clock, to: base + 13) }
    for (place, pin) in selects.enumerated() { if let pin { connect(pin, to: base + 8 + place) } }
    connect(output, to: base)
    if let input { connect(input, to: base + 1) }
  }
}
