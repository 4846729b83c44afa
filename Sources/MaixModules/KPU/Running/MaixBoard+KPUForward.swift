import KModel
import KPUSim
import Pictures
import Scripting

/// `forward`, `get_output`, `set_outputs` and `set_layers`.
extension MaixBoard {
  func defineKPUForward(_ module: MaixModuleBuilder) throws(Raised) {
    try module.define("forward", 1, nil, keywords: true) { [unowned self] vm, args throws(Raised) in
      try forward(vm, args)
    }
    try module.define("get_output", 2, nil, keywords: true) { [unowned self] vm, args throws(Raised) in
      try getOutput(vm, args)
    }
    try module.define("set_outputs", 4, nil, keywords: true) { [unowned self] vm, args throws(Raised) in
      try setOutputs(vm, args)
    }
    try module.define("set_layers", 2, 2, .partly("kmodel v3 only, as its library is closed: inferred")) {
      [unowned self] vm, args throws(Raised) in
      try setLayers(vm, args)
    }
  }

  /// What a run that did not work raises.
  func runFault(_ vm: Interpreter, _ error: KPUError, _ network: LoadedNetwork?) -> Raised {
    if error == .run, let fault = network?.fault { explainOnce("kpu: the model does not run: \(fault)") }
    if error == .parameter, network == nil { explainOnce("kpu: the model was freed by kpu.deinit") }
    if error == .outputs {
      explainOnce(
        "kpu: a kmodel v4 says nothing of its outputs' shapes: kpu.set_outputs(net, 0, w, h, ch) first, whose product "
          + "kiln info shows as the elements of output0")
    }
    return vm.fault(.OSError, error.text(takesVersion4: takesVersion4))
  }

  // MARK: Input

  /// The planes of an image as a model takes them.
  ///
  /// - Throws: `ValueError` after a printed line when they do not suit the model; without one any do.
  func planes(
    _ vm: Interpreter, _ value: Value, for network: LoadedNetwork?
  ) throws(Raised) -> [UInt8] {
    let image = try image(vm, value)
    let buffer = image.buffer
    var wanted: LoadedNetwork.Extent?
    if let network {
      wanted = network.inputPicture
      guard wanted != nil else { throw vm.valueError("[MAIXPY]kpu: first layer not conv layer!\r\n") }
    }
    if let line = Self.objection(to: buffer, wanted) {
      vm.say(line)
      explainPlanes(buffer, wanted)
      throw vm.valueError("[MAIXPY]kpu: check img format err!\r\n")
    }
    // A run takes milliseconds: Ctrl-C and timers wait no longer than that.
    vm.lookSoon()
    // The camera's grey pixels are the first plane themselves, with what was drawn on them.
    let isPlane = buffer.isFrameBuffer && buffer.raster.format == .grayscale
    var planes = (isPlane ? buffer.raster.bytes : buffer.planes) ?? []
    let count = network?.inputByteCount ?? planes.count
    if planes.count != count {
      planes = Array(planes.prefix(count)) + [UInt8](repeating: 0, count: max(0, count - planes.count))
    }
    return planes
  }

  /// Tells the user what makes planes that suit, where that can be said.
  private func explainPlanes(_ buffer: ImageBuffer, _ wanted: LoadedNetwork.Extent?) {
    if buffer.planes == nil {
      explainOnce("kpu: the image has no AI planes; img.pix_to_ai() makes them of its pixels")
    } else if let wanted, buffer.raster.width != wanted.width || buffer.raster.height != wanted.height {
      explainOnce(
        "kpu: the model takes \(wanted.width)x\(wanted.height): sensor.set_windowing, or img.resize and then "
          + "pix_to_ai() of what it returns")
    }
  }

  /// The line that the firmware prints of an image that does not suit; nil if it does.
  private static func objection(to buffer: ImageBuffer, _ wanted: LoadedNetwork.Extent?) -> String? {
    let raster = buffer.raster
    let (width, height) = buffer.jpeg.map { ($0.width, $0.height) } ?? (raster.width, raster.height)
    guard buffer.planes != nil else { return "[MAIXPY]kpu: pix_ai is NULL!" }
    if let wanted {
      guard width == wanted.width, height == wanted.height else {
        return "[MAIXPY]kpu: img w=\(width),h=\(height), but model w=\(wanted.width),h=\(wanted.height)"
      }
      if raster.format == .grayscale, buffer.jpeg == nil, wanted.channels != 1 {
        return "[MAIXPY]kpu: grayscale img, but model channel=\(wanted.channels)"
      }
      if raster.format == .rgb565, buffer.jpeg == nil, wanted.channels != 3 {
        return "[MAIXPY]kpu: RGB img, but model channel=\(wanted.channels)"
      }
    }
    return raster.format == .binary || buffer.jpeg != nil ? "[MAIXPY]kpu: img bpp not support yet!" : nil
  }

  /// The numbers of a list as f32, cut or filled with zeros to what the model reads.
  private func numbers(
    _ vm: Interpreter, _ list: [Value], for network: LoadedNetwork?
  ) throws(Raised) -> [UInt8] {
    guard !list.isEmpty else { throw vm.valueError("[MAIXPY]kpu: check input list format err!\r\n") }
    guard let room = systemHeap.allocate(list.count * 4) else {
      throw vm.valueError("[MAIXPY]kpu: alloc list mem err!\r\n")
    }
    defer { withExtendedLifetime(room) {} }
    let bytes = NetworkOutput.bytes(of: try vm.floats(list))
    guard let network else { return bytes }
    let count = network.inputByteCount
    if network.inputPicture != nil {
      explainOnce(
        "kpu.forward: this model takes a picture; the firmware gives it the bytes of the list's floats"
      )
    } else if count != bytes.count {
      explainOnce(
        "kpu.forward: the model reads \(count / 4) numbers, the list has \(list.count); what is missing is 0 "
          + "here and chance on a board")
    }
    return Array(bytes.prefix(count)) + [UInt8](repeating: 0, count: max(0, count - bytes.count))
  }

  // MARK: Running

  private func forward(_ vm: Interpreter, _ args: Arguments) throws(Raised) -> Value {
    let given = try vm.parsedArguments(args, ["kpu_net", "img", "out_index", "dma"], required: 0)
    let index = given[2].isNull ? 0 : try vm.plainInteger(given[2])
    if !given[3].isNull { _ = try vm.plainInteger(given[3]) }
    guard let net = net(vm, given[0]) else { return .none }
    let input: [UInt8]
    if vm.hostObject(given[1], as: ScriptImage.self) != nil {
      input = try planes(vm, given[1], for: net.network)
    } else if vm.isKind(given[1], .list), let items = vm.sequenceItems(given[1]) {
      input = try numbers(vm, items, for: net.network)
    } else {
      throw vm.valueError("input not support")
    }
    guard let network = net.network else { throw runFault(vm, .parameter, nil) }
    do throws(KPUError) {
      try network.run(input)
    } catch {
      throw runFault(vm, error, network)
    }
    guard let map = map(of: network, index) else { throw vm.fault(.OSError, "sipeed_kpu_get_output err") }
    return try vm.newHost(map, type: try mapType(vm))
  }

  private func getOutput(_ vm: Interpreter, _ args: Arguments) throws(Raised) -> Value {
    guard let net = net(vm, args[0]), isPlainInteger(vm, args[1]) else {
      throw vm.valueError("[MAIXPY]kpu: get_output arg format error: get_output(task, int idx)")
    }
    let index = Int(UInt16(truncatingIfNeeded: try vm.plainInteger(args[1])))
    guard let network = net.network else { return .none }
    guard let map = map(of: network, index) else {
      let isVersion3 = network.outline.version == 3
      throw vm.fault(.OSError, isVersion3 ? "\(KPUError.index.rawValue)" : "get_output err")
    }
    if network.outline.version == 4, network.shapes[index] == nil {
      throw vm.fault(.OSError, "get_outputs_shape err")
    }
    return try vm.newHost(map, type: try mapType(vm))
  }

  /// The map of an output as it is now; nil if the model has no such output.
  private func map(of network: LoadedNetwork, _ index: Int) -> FeatureMap? {
    guard network.outputs.indices.contains(index) else { return nil }
    let output = network.outputs[index]
    let last = network.layerCount - 1
    let none = LoadedNetwork.Extent(width: 0, height: 0, channels: 0)
    guard case .v3(let whole) = network.model else {
      return FeatureMap(output, index: last, extent: network.shapes[index] ?? none, isFloat: true)
    }
    if let words = network.convolution(last) {
      return FeatureMap(output, index: last, extent: .init(outputOf: words), isFloat: false)
    }
    // The firmware's helper says 1 for the size of every type.
    let flat = LoadedNetwork.Extent(width: output.bytes.count, height: 1, channels: 1)
    let isFloat = whole.layers.indices.contains(last) && whole.layers[last].operation.producesFloats
    return FeatureMap(output, index: last, extent: flat, isFloat: isFloat)
  }

  // MARK: Settings

  private func setOutputs(_ vm: Interpreter, _ args: Arguments) throws(Raised) -> Value {
    guard args.count >= 5, let net = net(vm, args[0]), (1..<5).allSatisfy({ isPlainInteger(vm, args[$0]) })
    else {
      throw vm.valueError(
        "[MAIXPY]kpu: set_outputs arg format error: set_outputs(task, int idx, int w, int h, int ch)")
    }
    var numbers: [Int] = []
    for index in 1..<5 {
      numbers.append(Int(UInt16(truncatingIfNeeded: try vm.plainInteger(args[index]))))
    }
    guard let network = net.network else {
      vm.say("[MAIXPY]kpu: set_outputs ctx error, maybe init err:\(KPUError.parameter.rawValue)")
      return .false
    }
    guard network.elementCounts.indices.contains(numbers[0]) else {
      vm.say("[MAIXPY]kpu: set_outputs arg value error:kmodel output idx \(numbers[0]) out of range")
      return .false
    }
    guard numbers[1] * numbers[2] * numbers[3] == network.elementCounts[numbers[0]] else {
      vm.say("[MAIXPY]kpu: set_outputs arg value error: w,c,ch size not match output size")
      return .false
    }
    network.shapes[numbers[0]] = .init(width: numbers[1], height: numbers[2], channels: numbers[3])
    return .true
  }

  private func setLayers(_ vm: Interpreter, _ args: Arguments) throws(Raised) -> Value {
    let net = try requiredNet(vm, args[0])
    let count = Int(Int32(truncatingIfNeeded: try vm.plainInteger(args[1])))
    guard count <= net.layerCount else {
      vm.say("err: set layers_length to \(count), but max \(net.layerCount)")
      return .false
    }
    net.network?.setLayers(count > 0 ? count : net.layerCount)
    return .true
  }
}
