import Scripting

/// What a script holds as `kpu_net`.
final class KPUNet: ScriptObject {
  /// Where it was read from; nil for a file.
  var address: Int?
  /// The file; nil for flash.
  var path: [UInt8]?
  /// Bytes of the model.
  var byteCount = 0
  /// Layers when it was loaded.
  var layerCount = 0
  /// What `kpu.init_yolo2` said.
  var yolo: YoloSettings?
  /// The model; nil when it is not loaded yet, or no more.
  var network: LoadedNetwork?
  /// Where its finaliser prints; nil if it shall not.
  private weak var console: (any ScriptHost)?

  init(console: (any ScriptHost)?) { self.console = console }

  deinit { console?.write(Array(Self.farewell.utf8)) }

  /// What its finaliser prints.
  static let farewell = "kpu_net __del__\r\n"

  /// Frees the model and what `init_yolo2` said.
  func free() {
    network = nil
    yolo = nil
  }

  func scriptDescription(_ vm: Interpreter) throws(Raised) -> [UInt8]? {
    let number = Int32(truncatingIfNeeded: address ?? 0)
    var text = Array("{\"model_addr\": \(number), \"model_size\": \(byteCount), \"model_path\": \"".utf8)
    text += path ?? Array("(null)".utf8)
    text += Array("\", \"net_args\": ".utf8)
    text += yolo.map { $0.description } ?? Array("\"(null)\"".utf8)
    return text + Array("}".utf8)
  }
}

extension MaixBoard {
  /// The net that a value stands for; nil for anything else.
  func net(_ vm: Interpreter, _ value: Value) -> KPUNet? { vm.hostObject(value, as: KPUNet.self) }

  /// The net that a value stands for; TypeError with the firmware's words for anything else.
  func requiredNet(_ vm: Interpreter, _ value: Value) throws(Raised) -> KPUNet {
    guard let net = net(vm, value) else { throw vm.typeError("[MAIXPY]kpu: kpu_net type error") }
    return net
  }

  /// A class of objects that the module makes and scripts cannot name.
  func kpuType(
    _ vm: Interpreter, _ name: String, _ define: (MaixTypeBuilder) throws(Raised) -> Void
  ) throws(Raised) -> Value {
    let known = "KPU.\(name)"
    return try vm.moduleClass(known) { [unowned self] () throws(Raised) -> Value in
      let type = try vm.newBuiltinType(name, kind: .host)
      try define(MaixTypeBuilder(vm: vm, type: type, board: self, owner: known))
      return type
    }
  }

  /// The class of nets.
  func netType(_ vm: Interpreter) throws(Raised) -> Value {
    try kpuType(vm, "kpu_net") { [unowned self] builder throws(Raised) in
      try builder.define("model_addr") { [unowned self] vm, args throws(Raised) in
        guard let address = try requiredNet(vm, args[0]).address else { return .none }
        return try vm.newInteger(address)
      }
      try builder.define("model_size") { [unowned self] vm, args throws(Raised) in
        Value(small: try requiredNet(vm, args[0]).byteCount)
      }
      try builder.define("model_path") { [unowned self] vm, args throws(Raised) in
        guard let path = try requiredNet(vm, args[0]).path else { return .none }
        return try vm.newString(path)
      }
      try builder.define("net_arg") { [unowned self] vm, args throws(Raised) in
        guard let yolo = try requiredNet(vm, args[0]).yolo else { return .none }
        return try vm.newHost(yolo, type: try yoloType(vm), boardByteCount: 48)
      }
      try builder.define("__del__") { [unowned self] vm, args throws(Raised) in
        let net = try requiredNet(vm, args[0])
        vm.writeConsole(KPUNet.farewell)
        net.free()
        return .none
      }
    }
  }
}
