import Scripting

extension MaixBoard {
  /// `machine.UART`.
  ///
  /// **Source**: `machine_uart.c`: `read` waits `timeout_char` for its first byte, whatever `timeout` says.
  func addUART(to module: MaixModuleBuilder) throws(Raised) {
    let support = Support.partly("nothing comes in, as nobody is on the line; UARTHS is the console")
    let type = try module.type("UART", support)
    try module.vm.setConstructor(type.type) { [unowned self] vm, args throws(Raised) in
      guard args.count > 0 else { throw vm.typeError("function missing 1 required positional arguments") }
      let number = try vm.plainInteger(args[0])
      guard hardware.lines.indices.contains(number), number != 3 else {
        // `%b` in the firmware's text prints a truth value, and no refused number is zero.
        throw vm.valueError("[MAIXPY]UARTtrue:does not exist")
      }
      let uart = ScriptUART(hardware.lines[number], of: self)
      try configure(uart, vm, args.dropFirst(1))
      return try vm.newHost(uart, type: type.type, boardByteCount: 112 + (uart.room > 0 ? uart.room + 1 : 0))
    }
    try type.define("init", 0, nil, keywords: true) { [unowned self] vm, args throws(Raised) in
      try configure(try vm.own(args, ScriptUART.self), vm, args.dropFirst(1))
      return .none
    }
    try type.define("deinit") { vm, args throws(Raised) in
      let uart = try vm.own(args, ScriptUART.self)
      uart.isActive = false
      uart.line.clear()
      return .none
    }
    let incoming = Support.partly("nothing comes in")
    try type.define("any", 0, 0, incoming) { vm, args throws(Raised) in
      Value(small: try vm.own(args, ScriptUART.self).line.incoming.count)
    }
    try type.define("readchar", 0, 0, incoming) { vm, args throws(Raised) in
      let byte = try vm.own(args, ScriptUART.self).line.take(1).first
      return Value(small: byte.map { Int($0) } ?? -1)
    }
    for name in ["read", "readinto", "readline"] { catalogue.add(type.owner, name, incoming) }
    catalogue.add(type.owner, "write", .partly("UARTHS writes on the console, others to the trace alone"))
    try module.vm.defineStreamReading(type.type)
    try module.vm.defineStreamWriting(type.type)
    try type.set([
      "UART1": 0, "UART2": 1, "UART3": 2, "UARTHS": SerialLine.highSpeed, "PARITY_ODD": 1, "PARITY_EVEN": 2,
    ])
    try addConsoleUART(to: type)
  }

  private func addConsoleUART(to type: MaixTypeBuilder) throws(Raised) {
    try type.defineFunction("repl_uart") { [unowned self] vm, _ throws(Raised) in
      if hardware.consoleUART.isNull {
        let uart = ScriptUART(hardware.lines[SerialLine.highSpeed], of: self)
        uart.baudrate = 115_200
        hardware.consoleUART = try vm.newHost(uart, type: type.type, boardByteCount: 0)
      }
      return hardware.consoleUART
    }
    try type.defineFunction(
      "set_repl_uart", 1, 1, .partly("what is printed stays on the console")
    ) { [unowned self] vm, args throws(Raised) in
      guard let uart = vm.hostObject(args[0], as: ScriptUART.self) else {
        throw vm.typeError("object with buffer protocol required")
      }
      trace("uart \(uart.line.name) is the prompt's")
      hardware.consoleUART = args[0]
      return .none
    }
  }

  /// Settings of a line, in the order in which the firmware looks at them.
  private func configure(_ uart: ScriptUART, _ vm: Interpreter, _ args: Arguments) throws(Raised) {
    let names = [
      "baudrate", "bits", "parity", "stop", "timeout", "timeout_char", "read_buf_len", "ide", "from_ide",
    ]
    let given = try NamedArguments(vm, args, names, positional: 4)
    let (baudrate, bits) = (try given.integer("baudrate", 115_200), try given.integer("bits", 8))
    _ = try given.integer("timeout", 1000)
    let (wait, room) = (try given.integer("timeout_char", 10), try given.integer("read_buf_len", 2048))
    guard (0...0x50_0000).contains(baudrate) else { throw vm.valueError("[MAIXPY]UART:invalid baudrate") }
    guard (5...8).contains(bits) else { throw vm.valueError("[MAIXPY]UART:invalid data bits") }
    var parity = 0
    if let value = given.some("parity") { parity = try vm.plainInteger(value) }
    guard (0...2).contains(parity) else { throw vm.valueError("[MAIXPY]UART:invalid parity") }
    var stop = 1.0
    if let value = given.some("stop") { stop = try vm.floatArgument(value) }
    guard let place = [1, 1.5, 2].firstIndex(of: stop == 0 ? 1 : stop) else {
      throw vm.valueError("[MAIXPY]UART:invalid stop bits")
    }
    try vm.checkByteCount(max(room, 0))
    if uart.line.number == SerialLine.highSpeed, bits != 8 || parity != 0 {
      throw vm.valueError("[MAIXPY]UART:invalid param")
    }
    (uart.baudrate, uart.bits, uart.parity, uart.stop) = (baudrate, bits, parity, place)
    if wait >= 0 { uart.waitForByte = min(wait, 1 << 40) }
    uart.room = max(room, 0)
    uart.isActive = true
    uart.line.clear()
    trace("uart \(uart.line.name) \(baudrate) baud, \(bits) bits, parity \(parity), stop \(stop)")
  }
}
