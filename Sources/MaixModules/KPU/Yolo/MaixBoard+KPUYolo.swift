import Detection
import Scripting

/// `init_yolo2` and `run_yolo2`.
extension MaixBoard {
  func defineKPUYolo(_ module: MaixModuleBuilder) throws(Raised) {
    try module.define("init_yolo2", 5, nil, keywords: true) { [unowned self] vm, args throws(Raised) in
      try initYolo(vm, args)
    }
    try module.define(
      "run_yolo2", 2, nil, keywords: true,
      .partly(
        "ten objects at most, where the firmware overwrites what lies behind; ties of equal scores by place")
    ) { [unowned self] vm, args throws(Raised) in
      try runYolo(vm, args)
    }
  }

  /// The class of what `init_yolo2` was given.
  func yoloType(_ vm: Interpreter) throws(Raised) -> Value {
    try kpuType(vm, "kpu_yolo2") { [unowned self] builder throws(Raised) in
      try builder.define("anchor") { [unowned self] vm, args throws(Raised) in
        var items: [Value] = []
        for number in try settings(vm, args[0]).anchors { items.append(try vm.newFloat(Double(number))) }
        return try vm.newTuple(items)
      }
      try builder.define("threshold") { [unowned self] vm, args throws(Raised) in
        try vm.newFloat(Double(try settings(vm, args[0]).threshold))
      }
      try builder.define("nms_value") { [unowned self] vm, args throws(Raised) in
        try vm.newFloat(Double(try settings(vm, args[0]).overlapLimit))
      }
      try builder.define("anchor_number") { [unowned self] vm, args throws(Raised) in
        Value(small: try settings(vm, args[0]).anchors.count / 2)
      }
    }
  }

  private func settings(_ vm: Interpreter, _ value: Value) throws(Raised) -> YoloSettings {
    guard let settings = vm.hostObject(value, as: YoloSettings.self) else {
      throw vm.typeError("[MAIXPY]kpu: object type error")
    }
    return settings
  }

  // MARK: Settings

  private func initYolo(_ vm: Interpreter, _ args: Arguments) throws(Raised) -> Value {
    let names = ["kpu_net", "threshold", "nms_value", "anchor_number", "anchor", "dma"]
    let given = try vm.parsedArguments(args, names, required: 0)
    let count = given[3].isNull ? 0 : try vm.plainInteger(given[3])
    if !given[5].isNull { _ = try vm.plainInteger(given[5]) }
    let net = try requiredNet(vm, given[0])
    let threshold = Float(try vm.floatArgument(given[1].isNull ? .none : given[1]))
    guard threshold >= 0, threshold <= 1 else {
      throw vm.valueError("[MAIXPY]kpu: threshold only support 0 to 1")
    }
    let overlapLimit = Float(try vm.floatArgument(given[2].isNull ? .none : given[2]))
    guard overlapLimit >= 0, overlapLimit <= 1 else {
      throw vm.valueError("[MAIXPY]kpu: nms_value only support 0 to 1")
    }
    guard count > 0 else { throw vm.valueError("[MAIXPY]kpu: anchor_number should > 0") }
    let anchors = try numbers(vm, given[4].isNull ? .none : given[4], count: count)
    net.yolo = YoloSettings(threshold: threshold, overlapLimit: overlapLimit, anchors: anchors)
    return .true
  }

  /// The numbers of a list or tuple, which must be `2 * count`.
  private func numbers(_ vm: Interpreter, _ value: Value, count: Int) throws(Raised) -> [Float] {
    // A count whose double overflows asks for fewer than none.
    let items = try vm.requiredItems(value, count: 2 &* count)
    guard count <= 127 else {
      explainOnce("kpu.init_yolo2: a board hangs with more than 127 anchors, which it counts in 8 bits")
      throw vm.valueError("[MAIXPY]kpu: more than 127 anchors")
    }
    return try vm.floats(items)
  }

  // MARK: Running

  private func runYolo(_ vm: Interpreter, _ args: Arguments) throws(Raised) -> Value {
    let net = try requiredNet(vm, args[0])
    _ = try image(vm, args[1])
    let input = try planes(vm, args[1], for: net.network)
    guard let network = net.network else {
      explainOnce("kpu.run_yolo2: the model was freed by kpu.deinit; a board may crash here")
      throw Self.regionFault(vm)
    }
    guard let settings = net.yolo else {
      explainOnce("kpu.run_yolo2: a board crashes without kpu.init_yolo2")
      throw vm.valueError("[MAIXPY]kpu: run_yolo2 needs init_yolo2 first")
    }
    guard let input0 = network.inputPicture, let map = network.lastMap else { throw Self.regionFault(vm) }
    let room = try regionRoom(vm, map, settings)
    defer { withExtendedLifetime(room) {} }
    do throws(KPUError) {
      try network.run(input)
    } catch {
      throw runFault(vm, error, network)
    }
    let boxes = try detect(vm, network, map, settings)
    return boxes.isEmpty ? .none : try found(vm, boxes, in: input0)
  }

  private static func regionFault(_ vm: Interpreter) -> Raised {
    vm.valueError("[MAIXPY]kpu: region_layer_init err!\r\n")
  }

  /// Boxes, scores and their addresses.
  private func regionRoom(
    _ vm: Interpreter, _ map: LoadedNetwork.Extent, _ settings: YoloSettings
  ) throws(Raised) -> [SystemHeap.Block] {
    let boxes = map.width * map.height * (settings.anchors.count / 2)
    let classes = max(0, RegionLayer.firmwareClassCount(channels: map.channels))
    var blocks: [SystemHeap.Block] = []
    for byteCount in [boxes * 16, boxes * 4 * (classes + 1), boxes * 8] {
      guard let block = systemHeap.allocate(byteCount) else {
        sayOutOfMemory(vm)
        explainOnce(
          "kpu.run_yolo2: \(boxes) boxes of \(classes) classes need "
            + "\(boxes * (24 + 4 * (classes + 1))) bytes of the system heap for the moment")
        throw Self.regionFault(vm)
      }
      blocks.append(block)
    }
    return blocks
  }

  /// The boxes of the output, which then has what the firmware leaves there.
  private func detect(
    _ vm: Interpreter, _ network: LoadedNetwork, _ map: LoadedNetwork.Extent, _ settings: YoloSettings
  ) throws(Raised) -> [DetectedBox] {
    let classes = RegionLayer.firmwareClassCount(channels: map.channels)
    if settings.anchors.count != 10 {
      explainOnce(
        "kpu.run_yolo2: the firmware counts classes as if there were 5 anchors: \(classes) of "
          + "\(map.channels) channels"
      )
    }
    // Without classes nothing is above the threshold.
    if classes == 0 { return [] }
    guard
      let layer = RegionLayer(
        firmwareAnchors: settings.anchors, gridWidth: map.width, gridHeight: map.height,
        channels: map.channels,
        threshold: settings.threshold, overlapLimit: settings.overlapLimit),
      let output = network.outputs.first, output.bytes.count / 4 >= layer.elementCount
    else {
      explainOnce(
        "kpu.run_yolo2: a map of \(map.width)x\(map.height)x\(map.channels) in "
          + "\(network.outputs.first?.bytes.count ?? 0) bytes is no f32 output of a YOLOv2 network with "
          + "\(settings.anchors.count / 2) anchors; a board reads what lies behind it")
      throw Self.regionFault(vm)
    }
    var values = output.floats
    layer.activate(&values)
    output.replace(NetworkOutput.bytes(of: values))
    return layer.firmwareBoxes(activated: values)
  }

  /// Objects that the firmware has room for.
  private static let objectLimit = 10

  private func found(
    _ vm: Interpreter, _ boxes: [DetectedBox], in picture: LoadedNetwork.Extent
  ) throws(Raised) -> Value {
    if boxes.count > Self.objectLimit {
      explainOnce(
        "kpu.run_yolo2: \(boxes.count) objects were found; the firmware has room for \(Self.objectLimit) and "
          + "overwrites what lies behind it. The script gets \(Self.objectLimit); a higher threshold helps")
    }
    let type = try foundType(vm)
    var items: [Value] = []
    let count = min(boxes.count, Self.objectLimit)
    for (index, box) in boxes.prefix(count).enumerated() {
      let place = box.firmwareRectangle(width: picture.width, height: picture.height)
      let object = FoundObject(
        x: place.x, y: place.y, width: place.width, height: place.height, score: box.score,
        classIndex: box.classIndex, place: (index, count))
      // Nine words and the float.
      items.append(try vm.newHost(object, type: type, boardByteCount: 96 + 32))
    }
    return try vm.newList(items)
  }

  private func foundType(_ vm: Interpreter) throws(Raised) -> Value {
    try kpuType(vm, "kpu_yolo2_find") { builder throws(Raised) in
      let numbers: [(String, @Sendable (FoundObject) -> Int)] = [
        ("x", { $0.x }), ("y", { $0.y }), ("w", { $0.width }), ("h", { $0.height }),
        ("classid", { $0.classIndex }), ("index", { $0.place.index }), ("objnum", { $0.place.count }),
      ]
      for (name, number) in numbers {
        try builder.define(name) { vm, args throws(Raised) in
          guard let object = vm.hostObject(args[0], as: FoundObject.self) else { return .none }
          return Value(small: number(object))
        }
      }
      try builder.define("value") { vm, args throws(Raised) in
        guard let object = vm.hostObject(args[0], as: FoundObject.self) else { return .none }
        return try vm.newFloat(Double(object.score))
      }
      try builder.define("rect") { vm, args throws(Raised) in
        guard let object = vm.hostObject(args[0], as: FoundObject.self) else { return .none }
        return try vm.newTuple(
          [object.x, object.y, object.width, object.height].map { Value(small: $0) })
      }
    }
  }
}
