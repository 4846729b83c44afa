import KModel
import Scripting

/// What a script holds as `kpu_netinfo_find`: a layer.
final class LayerRecord: ScriptObject {
  /// Name of each number, as the methods are called.
  static let names = [
    "index", "type", "wi", "hi", "wo", "ho", "chi", "cho", "dw", "kernel_type", "pool_type", "para_size",
  ]

  /// In the order of `names`.
  let numbers: [Int]
  let typeName: String

  init(_ numbers: [Int], typeName: String) {
    self.numbers = numbers
    self.typeName = typeName
  }

  func scriptDescription(_ vm: Interpreter) throws(Raised) -> [UInt8]? {
    let pairs = zip(Self.names, numbers).map { "\"\($0)\":\($0 == "type" ? typeName : "\($1)")" }
    return Array("{\(pairs.joined(separator: ", "))}".utf8)
  }
}

/// `netinfo` and `memtest`.
extension MaixBoard {
  func defineKPUInformation(_ module: MaixModuleBuilder) throws(Raised) {
    try module.define("netinfo", 1, 1, .partly("names of kmodel v4's layers are Kiln's")) {
      [unowned self] vm, args throws(Raised) in
      try layers(vm, try requiredNet(vm, args[0]))
    }
    try module.define("memtest", 0, 0) { [unowned self] vm, args throws(Raised) in
      vm.say("###free gc heap memory : \(Self.bisected(vm.largestBoardBlock(args)) / 1024) KB")
      vm.say("###free sys heap memory: \(systemHeap.freeByteCount / 1024) KB")
      return .none
    }
  }

  /// The largest block as the firmware finds it: by trying, to less than a KiB.
  static func bisected(_ largest: Int) -> Int {
    var (low, high) = (0, 0x80_0000)
    while high - low > 0x400 {
      var size = (low + high) / 2
      while size < high {
        guard size <= largest else {
          high = size
          break
        }
        low = size
        size *= 2
      }
    }
    return low
  }

  private func layers(_ vm: Interpreter, _ net: KPUNet) throws(Raised) -> Value {
    guard let network = net.network, network.layerCount > 0 else {
      throw vm.valueError("get layer num error!")
    }
    let type = try recordType(vm)
    var items: [Value] = []
    let headers = network.outline.layers.prefix(network.layerCount)
    for (index, header) in headers.enumerated() {
      vm.say("layer[\(index)]: \(network.typeName(index)), \(header.byteCount) bytes")
    }
    for (index, header) in headers.enumerated() {
      let record = LayerRecord(
        [index, Int(header.type)] + network.sizes(index, byteCount: header.byteCount),
        typeName: network.typeName(index))
      items.append(try vm.newHost(record, type: type, boardByteCount: 104))
    }
    return try vm.newList(items)
  }

  private func recordType(_ vm: Interpreter) throws(Raised) -> Value {
    try kpuType(vm, "kpu_netinfo_find") { builder throws(Raised) in
      for (index, name) in LayerRecord.names.enumerated() {
        try builder.define(name) { vm, args throws(Raised) in
          guard let record = vm.hostObject(args[0], as: LayerRecord.self) else { return .none }
          return try vm.newInteger(record.numbers[index])
        }
      }
    }
  }
}

extension LoadedNetwork {
  /// The SDK's name of a layer's type (`KL_K210_CONV`), or nncase's of a v4 node's.
  fileprivate func typeName(_ index: Int) -> String {
    switch model {
    case .v3(let model):
      guard model.layers.indices.contains(index) else { return "KL_INVALID" }
      return "KL_" + model.layers[index].operation.name.uppercased().replacing(" ", with: "_")
    case .v4(let model):
      return model.nodes.indices.contains(index) ? model.nodes[index].operation.name : "unknown"
    }
  }

  /// What a record says behind index and type; zeros but for the size if the layer is no convolution.
  fileprivate func sizes(_ index: Int, byteCount: Int) -> [Int] {
    guard let words = convolution(index) else { return [Int](repeating: 0, count: 9) + [byteCount] }
    return [
      words.inputWidth, words.inputHeight, words.outputWidth, words.outputHeight, words.inputChannels,
      words.outputChannels, words.isDepthwise ? 1 : 0, Int(words.kernelTypeCode), Int(words.poolTypeCode),
      words.weightLoadByteCount,
    ]
  }
}
