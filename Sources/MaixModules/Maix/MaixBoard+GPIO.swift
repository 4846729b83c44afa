import Scripting

/// What `GPIO.irq` gives.
private final class PinInterrupt {
  let port: PinPort
  init(_ port: PinPort) { self.port = port }
}

extension MaixBoard {
  /// `Maix.GPIO`, whose objects are of class `Pin`, one for each number.
  ///
  /// **Source**: `Maix_gpio.c`. Where no pin carries the GPIO, the SDK stands still in an assertion; here
  /// that is `ValueError: pin not found`.
  func addGPIO(to module: MaixModuleBuilder) throws(Raised) {
    let interrupt = try addPinInterrupt(to: module)
    let type = try module.type(
      "GPIO", called: "Pin",
      .partly("inputs follow their pulls; `pin not found` where a board without the mapping stands still"))
    try module.vm.setConstructor(type.type) { [unowned self] vm, args throws(Raised) in
      guard args.count > 0 else { throw vm.typeError("function missing 1 required positional arguments") }
      let number = try vm.plainInteger(args[0])
      guard hardware.pinPorts.indices.contains(number) else { throw vm.valueError("invalid pin") }
      let port = hardware.pinPorts[number]
      if hardware.pinObjects[number].isNull {
        hardware.pinObjects[number] = try vm.newHost(port, type: type.type, boardByteCount: 0)
      }
      if args.count > 1 || args.keywordCount > 0 { try configure(port, vm, args.dropFirst(1)) }
      return hardware.pinObjects[number]
    }
    try type.define("init", 0, nil, keywords: true) { [unowned self] vm, args throws(Raised) in
      try configure(try vm.own(args, PinPort.self), vm, args.dropFirst(1))
      return .none
    }
    for name in ["value", "__call__"] {
      try type.define(name, 0, 1) { [unowned self] vm, args throws(Raised) in
        let port = try vm.own(args, PinPort.self)
        guard args.count > 1 else { return Value(small: port.level ? 1 : 0) }
        set(port, to: try vm.truth(args[1]))
        return .none
      }
    }
    try type.define("mode", 0, nil, keywords: true) { [unowned self] vm, args throws(Raised) in
      let port = try vm.own(args, PinPort.self)
      let mode = try NamedArguments(vm, args.dropFirst(1), ["mode"]).integer("mode", -1)
      if mode == -1 { return Value(small: port.mode) }
      guard (0...3).contains(mode) else { throw vm.valueError("arg error") }
      try setMode(of: port, to: mode, vm)
      return .none
    }
    try addInterrupts(to: type, interrupt)
    try type.set([
      "IN": PinPort.Mode.input, "OUT": PinPort.Mode.output, "PULL_NONE": PinPort.Mode.none,
      "PULL_UP": PinPort.Mode.pullUp, "PULL_DOWN": PinPort.Mode.pullDown, "IRQ_NONE": 0, "IRQ_FALLING": 1,
      "IRQ_RISING": 2, "IRQ_BOTH": 3, "WAKEUP_NOT_SUPPORT": 0,
    ])
    for port in hardware.pinPorts { try type.set(port.name, Value(small: port.number)) }
  }

  private func set(_ port: PinPort, to level: Bool) {
    port.output = level
    trace("gpio \(port.name) pin \(pinName(port)) = \(level ? 1 : 0)")
  }

  private func pinName(_ port: PinPort) -> String {
    hardware.pins.pin(of: port.function).map { "\($0)" } ?? "none"
  }

  private func setMode(of port: PinPort, to mode: Int, _ vm: Interpreter) throws(Raised) {
    guard hardware.pins.pin(of: port.function) != nil else {
      explainOnce(
        "no pin is connected to \(port.name): fm.register(pin, fm.fpioa.\(port.name)) must come first, "
          + "and a board stands still here")
      throw vm.valueError("pin not found")
    }
    port.mode = mode
    let names = ["in", "in, pulled down", "in, pulled up", "out"]
    trace("gpio \(port.name) pin \(pinName(port)) \(names[min(max(mode, 0), 3)])")
  }

  private func configure(_ port: PinPort, _ vm: Interpreter, _ args: Arguments) throws(Raised) {
    let given = try NamedArguments(vm, args, ["mode", "pull", "value"], positional: 2)
    guard let value = given.some("mode") else { return }
    var mode = try vm.plainInteger(value)
    if let value = given.some("pull"), try vm.plainInteger(value) != PinPort.Mode.none {
      if mode == PinPort.Mode.output {
        throw vm.valueError("When this pin is in output mode, it is not allowed to pull up and down.")
      }
      mode = try vm.plainInteger(value)
      guard mode == PinPort.Mode.pullUp || mode == PinPort.Mode.pullDown else {
        throw vm.valueError("this mode not support.")
      }
    }
    try setMode(of: port, to: mode, vm)
    if let value = given["value"] { set(port, to: try vm.truth(value)) }
  }

  // MARK: Interrupts

  private func addInterrupts(to type: MaixTypeBuilder, _ interrupt: Value) throws(Raised) {
    try type.define(
      "irq", 0, nil, keywords: true, .partly("handlers are called when the tool changes an input")
    ) { [unowned self] vm, args throws(Raised) in
      let port = try vm.own(args, PinPort.self)
      let given = try NamedArguments(
        vm, args.dropFirst(1), ["handler", "trigger", "wake", "priority"])
      let edges = try given.integer("trigger", 3)
      if port.isFast, args.count > 1 || args.keywordCount > 0 {
        if let wake = given.some("wake"), try vm.truth(wake) {
          throw vm.valueError("This platform does not support interrupt wakeup")
        }
        if (0...3).contains(edges) {
          port.handler = given.some("handler") ?? .null
          port.edges = port.handler.isNull ? 0 : edges
          trace("gpio \(port.name) pin \(pinName(port)) irq \(port.edges)")
        }
      }
      return try vm.newHost(PinInterrupt(port), type: interrupt, boardByteCount: 0)
    }
    try type.define("disirq", 0, nil, keywords: true) { [unowned self] vm, args throws(Raised) in
      let port = try vm.own(args, PinPort.self)
      port.edges = 0
      trace("gpio \(port.name) pin \(pinName(port)) irq 0")
      return .none
    }
  }

  /// The class of what `irq` gives: calling it does as the interrupt does.
  private func addPinInterrupt(to module: MaixModuleBuilder) throws(Raised) -> Value {
    let type = try module.type("IRQ", isShown: false)
    try type.define("__call__") { [unowned self] vm, args throws(Raised) in
      let port = try vm.own(args, PinInterrupt.self).port
      if !port.handler.isNull { _ = try vm.schedule(port.handler, hardware.pinObjects[port.number]) }
      return .none
    }
    try type.define("trigger", 0, 1) { vm, args throws(Raised) in
      guard args.count > 1 else { throw vm.valueError("Reading this property is not supported") }
      let edges = try vm.plainInteger(args[1])
      try vm.own(args, PinInterrupt.self).port.edges = edges & 3
      return .none
    }
    return type.type
  }
}
