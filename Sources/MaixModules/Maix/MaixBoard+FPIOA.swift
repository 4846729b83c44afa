import Scripting

/// What a script holds as `Maix.FPIOA`.
private final class ScriptFPIOA {}

extension MaixBoard {
  /// `Maix.FPIOA`.
  ///
  /// **Source**: `Maix_fpioa.c`; it lets pin 48 and function 204 pass its own checks.
  func addFPIOA(to module: MaixModuleBuilder) throws(Raised) {
    let type = try module.type("FPIOA")
    try module.vm.setConstructor(type.type) { vm, _ throws(Raised) in
      try vm.newHost(ScriptFPIOA(), type: type.type, boardByteCount: 8)
    }
    try type.define("set_function", 0, nil, keywords: true) { [unowned self] vm, args throws(Raised) in
      let names = ["pin", "func", "set_sl", "set_st", "set_io_driving"]
      let given = try NamedArguments(vm, args.dropFirst(1), names)
      let (pin, function) = (try given.integer("pin"), try given.integer("func"))
      guard (0...48).contains(pin & 0xFFFF) else { throw vm.valueError("Don't have this Pin") }
      guard (0...PinFunction.count).contains(function) else {
        throw vm.valueError("This function is invalid")
      }
      guard connect(pin & 0xFFFF, to: function) else {
        vm.printLines("[Maix]:Opps!Can not set fpioa")
        throw vm.osError(5)
      }
      guard try given.integer("set_io_driving", -1) <= 15 else {
        throw vm.valueError("set_io_driving > FPIOA_DRIVING_MAX")
      }
      return .true
    }
    try type.define("get_Pin_num", 0, nil, keywords: true) { [unowned self] vm, args throws(Raised) in
      let function = try NamedArguments(vm, args.dropFirst(1), ["func"]).integer("func")
      guard (0...PinFunction.count).contains(function) else {
        throw vm.valueError("This function is invalid")
      }
      return hardware.pins.pin(of: function).map { Value(small: $0) } ?? .none
    }
    try type.define(
      "help", 0, nil, keywords: true, .partly("the descriptions are worded otherwise")
    ) { [unowned self] vm, args throws(Raised) in
      let all = PinFunction.count
      let function = try NamedArguments(vm, args.dropFirst(1), ["func"]).integer("func", all)
      guard (0...all).contains(function) else {
        vm.printLines("No this funciton Description")
        return .false
      }
      vm.printLines(pinFunctionTable(function == all ? 0..<all : function..<(function + 1)))
      return .none
    }
    for (number, name) in PinFunction.names.enumerated() { try type.set(name, Value(small: number)) }
  }

  private func pinFunctionTable(_ functions: Range<Int>) -> String {
    let rule = "+-------------------+----------------------------------+"
    var lines = [rule, row("     Function", "            Description"), rule]
    for number in functions {
      lines += [row("  " + PinFunction.names[number], "  " + description(PinFunction.names[number])), rule]
    }
    return lines.joined(separator: "\n")
  }

  private func row(_ name: String, _ description: String) -> String {
    func padded(_ text: String, _ count: Int) -> String {
      text + String(repeating: " ", count: max(0, count - text.count))
    }
    return "|\(padded(name, 19))|\(padded(description, 34))|"
  }

  /// A name in words.
  private func description(_ name: String) -> String {
    if name.hasPrefix("RESV") { return "Reserved" }
    let parts = name.split(separator: "_")
    let words = [
      "RX": "receiver", "TX": "transmitter", "SCLK": "serial clock", "SDA": "serial data",
      "MCLK": "master clock", "WS": "word select", "CLK": "clock of",
    ]
    return parts.map { words[String($0)] ?? String($0) }.joined(separator: " ")
  }
}
