import Pictures
import Scripting

/// Feature maps: their class, `fmap` and `fmap_free`.
extension MaixBoard {
  /// The class of maps.
  func mapType(_ vm: Interpreter) throws(Raised) -> Value {
    try kpuType(vm, "kpu_fmap") { [unowned self] builder throws(Raised) in
      let numbers: [(String, @Sendable (FeatureMap) -> Int)] = [
        ("size", { $0.output.bytes.count }), ("index", { $0.index }), ("w", { $0.width }),
        ("h", { $0.height }), ("ch", { $0.channels }),
      ]
      for (name, number) in numbers {
        try builder.define(name) { [unowned self] vm, args throws(Raised) in
          Value(small: number(try map(vm, args[0])))
        }
      }
      try builder.define("typecode", 0, 0, .partly("says it; the firmware reads a wrong address")) {
        [unowned self] vm, args throws(Raised) in
        try vm.newString(Array(try map(vm, args[0]).typeCode.utf8))
      }
    }
  }

  func defineKPUMaps(_ module: MaixModuleBuilder) throws(Raised) {
    try module.define(
      "fmap", 2, 2,
      .partly("the picture follows the map at each forward; drawing on it does not change the map")
    ) { [unowned self] vm, args throws(Raised) in
      try channelPicture(vm, args[0], args[1])
    }
    try module.define("fmap_free", 1, 1) { _, _ throws(Raised) in .none }
  }

  private func map(_ vm: Interpreter, _ value: Value) throws(Raised) -> FeatureMap {
    guard let map = vm.hostObject(value, as: FeatureMap.self) else {
      throw vm.typeError("[MAIXPY]kpu: object type error")
    }
    return map
  }

  private func channelPicture(_ vm: Interpreter, _ value: Value, _ channel: Value) throws(Raised) -> Value {
    let channel = try vm.plainInteger(channel)
    let map = try map(vm, value)
    guard channel >= 0, channel < map.channels else {
      throw vm.valueError("[MAIXPY]kpu: ch err,input 0~\(map.channels)\r\n")
    }
    guard !map.isFloat else { throw vm.valueError("[MAIXPY]kpu: can't convet float fmap yet\r\n") }
    let count = map.width * map.height
    let start = count * channel
    // All pictures of a channel are one.
    if let known = map.output.picture(from: start, byteCount: count), known.width == map.width {
      return try newImage(vm, known)
    }
    var bytes = Array(map.output.bytes.dropFirst(start).prefix(count))
    // `kpu.set_layers` can leave a map that is larger than its output.
    bytes += [UInt8](repeating: 0, count: count - bytes.count)
    guard let raster = try? Raster(width: map.width, height: map.height, format: .grayscale, bytes: bytes)
    else {
      throw vm.valueError("[MAIXPY]kpu: ch err,input 0~\(map.channels)\r\n")
    }
    // Its pixels are the model's, not the heap's.
    let buffer = ImageBuffer(raster, isFrameBuffer: true)
    map.output.show(in: buffer, from: start)
    return try newImage(vm, buffer)
  }
}
