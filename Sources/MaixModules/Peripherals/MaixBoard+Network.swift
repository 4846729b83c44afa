import Scripting

/// What a script holds as `network.WIZNET5K`.
private final class WiredNetwork {}

/// What a script holds as `socket.socket`.
private final class ScriptSocket: ScriptStream {
  let number: Int
  var family = 2
  var kind = 1

  init(number: Int) { self.number = number }

  func readStream(_ vm: Interpreter, atMost count: Int) throws(Raised) -> [UInt8]? { throw vm.osError(32) }
  func writeStream(_ vm: Interpreter, _ bytes: ArraySlice<UInt8>) throws(Raised) -> Int? {
    throw vm.osError(32)
  }
  func closeStream(_ vm: Interpreter) throws(Raised) {}

  func scriptDescription(_ vm: Interpreter) throws(Raised) -> [UInt8]? {
    Array("<usocket.socket fd=\(number), family=\(family), type=\(kind)>".utf8)
  }
}

extension MaixBoard {
  private static let noNetwork = "there is no network on this board"

  /// Modules `network` and `usocket`: a board whose radio is missing.
  ///
  /// **Source**: `modnetwork.c`, `modesp8285.c`, `mod_esp32.c`, `modnwwiznet5k.c`, `modusocket.c`; sockets
  /// have neither `bind` nor `listen` nor `accept` there.
  func installNetworkModules(in vm: Interpreter) {
    add("network", to: vm) { [unowned self] module throws(Raised) in
      try addSerialRadio(to: module)
      try addFastRadio(to: module)
      try addWiredNetwork(to: module)
      try module.define("route", 0, 0) { _, _ throws(Raised) in .none }
    }
    for name in ["usocket", "socket"] {
      add(name, to: vm) { [unowned self] module throws(Raised) in try addSockets(to: module) }
    }
  }

  private func addSerialRadio(to module: MaixModuleBuilder) throws(Raised) {
    let type = try module.type("ESP8285", .raises(MaixBoard.noNetwork)) {
      [unowned self] vm, args throws(Raised) in
      guard args.count > 0, vm.hostObject(args[0], as: ScriptUART.self) != nil else {
        throw vm.valueError("invalid uart stream")
      }
      explainOnce("network.ESP8285: nobody answers on the serial line")
      throw vm.fault(.OSError, "couldn't init nic esp8285 ,try again please\n")
    }
    try type.set(["OPEN": 0, "WPA_PSK": 2, "WPA2_PSK": 3, "WPA_WPA2_PSK": 4])
  }

  private func addFastRadio(to module: MaixModuleBuilder) throws(Raised) {
    let type = try module.type(
      "ESP32_SPI", .raises(MaixBoard.noNetwork)
    ) { [unowned self] vm, args throws(Raised) in
      guard args.count == 0, args.keywordCount <= 7 else { throw vm.valueError("error argument") }
      let names = ["cs", "rst", "rdy", "mosi", "miso", "sclk", "spi"]
      let given = try NamedArguments(vm, args, names, positional: 0)
      func check(_ name: String, isOptional: Bool = false) throws(Raised) {
        let number = try given.integer(name, -1)
        if isOptional, number == -1 { return }
        guard (PinFunction.fastPort..<PinFunction.port).contains(number) else {
          throw vm.valueError("gpiohs \(name) value error!")
        }
      }
      try check("cs")
      try check("rst", isOptional: true)
      try check("rdy")
      let bus = try given.integer("spi", -1)
      if bus > 0 {
        vm.printLines("[esp32_spi] use hard spi(\(bus))")
      } else {
        vm.printLines("[esp32_spi] use soft spi")
        for name in ["mosi", "miso", "sclk"] { try check(name) }
      }
      explainOnce("network.ESP32_SPI: the module does not answer")
      throw vm.fault(.OSError, "Get version fail")
    }
    try type.set(["OPEN": 0, "WPA_PSK": 2, "WPA2_PSK": 3, "WPA_WPA2_PSK": 4])
  }

  private func addWiredNetwork(to module: MaixModuleBuilder) throws(Raised) {
    let type = try module.type("WIZNET5K", .partly("the cable is never plugged in"))
    try module.vm.setConstructor(type.type) { [unowned self] vm, args throws(Raised) in
      let given = try NamedArguments(vm, args, ["spi", "cs"], positional: 0)
      guard let bus = given["spi"], vm.hostObject(bus, as: ScriptSPI.self) != nil else {
        throw vm.typeError("[MAIXPY]spi: object type error")
      }
      let select = try given.integer("cs", 20)
      guard (0...31).contains(select) else { throw vm.valueError("CS value error") }
      connect(select, to: PinFunction.fastPort + select)
      return try vm.newHost(WiredNetwork(), type: type.type)
    }
    for name in ["isconnected", "dhclient"] {
      try type.define(name, 0, 0, .partly("never")) { _, _ throws(Raised) in .false }
    }
    try type.define("ifconfig", 0, 1, .partly("nothing is set")) { vm, args throws(Raised) in
      if args.count > 1 { return .none }
      return try vm.newTuple([Value](repeating: try vm.intern("0.0.0.0"), count: 4))
    }
    try type.lack("regs", because: MaixBoard.noNetwork)
  }

  // MARK: Sockets

  private func addSockets(to module: MaixModuleBuilder) throws(Raised) {
    let type = try module.type("socket", .partly(MaixBoard.noNetwork))
    var count = 0
    try module.vm.setConstructor(type.type) { vm, args throws(Raised) in
      guard args.count <= 4 else {
        throw vm.typeError("function expected at most 4 arguments, got \(args.count)")
      }
      let socket = ScriptSocket(number: count)
      count = (count + 1) % 160
      if args.count > 0 { socket.family = try vm.plainInteger(args[0]) }
      if args.count > 1 { socket.kind = try vm.plainInteger(args[1]) }
      return try vm.newHost(socket, type: type.type, boardByteCount: 64)
    }
    try type.define("connect", 1, 1, .raises(MaixBoard.noNetwork)) { [unowned self] vm, args throws(Raised) in
      guard try vm.requiredItems(args[1]).count >= 2 else { throw vm.valueError("invalid arguments") }
      throw noInterface(vm)
    }
    try type.define("sendto", 2, 2, .raises(MaixBoard.noNetwork)) { [unowned self] vm, args throws(Raised) in
      _ = try vm.bufferBytes(args[1])
      throw noInterface(vm)
    }
    for (name, error) in [("send", 32), ("recv", 107), ("recvfrom", 107)] {
      try type.define(name, 1, 1, .raises(MaixBoard.noNetwork)) { vm, _ throws(Raised) in
        throw vm.osError(error)
      }
    }
    try type.define("settimeout", 1, 1) { vm, args throws(Raised) in
      if try vm.floatArgument(args[1]) < 0 { throw vm.valueError("[MaixPy] timeout parameter error") }
      return .none
    }
    try type.define("setblocking", 1, 1) { _, _ throws(Raised) in .none }
    for name in ["close", "__del__"] { try type.define(name) { _, _ throws(Raised) in .none } }
    for name in ["read", "readinto", "readline", "write"] {
      catalogue.add(type.owner, name, .raises(MaixBoard.noNetwork))
    }
    try module.vm.defineStreamReading(type.type)
    try module.vm.defineStreamWriting(type.type)
    try module.define(
      "getaddrinfo", 2, 6, .raises("a board without network crashes here")
    ) { [unowned self] vm, args throws(Raised) in
      _ = try vm.givenText(args[0])
      throw noInterface(vm)
    }
    try module.set(["AF_INET": 2, "AF_INET6": 10, "SOCK_STREAM": 1, "SOCK_DGRAM": 2, "SOCK_RAW": 3])
  }

  private func noInterface(_ vm: Interpreter) -> Raised {
    explainOnce("sockets: \(MaixBoard.noNetwork)")
    return vm.fault(.OSError, "no available NIC")
  }
}
