import K210Boards
import Pictures
import Scripting

extension MaixBoard {
  /// Module `sensor`.
  ///
  /// **Source**: MaixPy's `omv/py/py_sensor.c` and `omv/sensor.c`; texts from there.
  func installSensorModule(in vm: Interpreter) {
    add("sensor", to: vm) { [unowned self] module throws(Raised) in
      try setSensorConstants(module)
      try defineSensorPower(module)
      try defineSensorFrames(module)
      try defineSensorSnapshots(module)
      try defineSensorControls(module)
      try defineSensorReports(module)
    }
  }

  private func setSensorConstants(_ module: MaixModuleBuilder) throws(Raised) {
    try module.set([
      "BAYER": 1, "RGB565": 2, "YUV422": 3, "GRAYSCALE": 4, "JPEG": 5,
      "OV9650": 0x96, "OV2640": 0x2642, "OV7725": 0x77, "MT9V034": 0x13, "LEPTON": 0x54,
      "NORMAL": 0, "NEGATIVE": 1,
    ])
    for (index, size) in Camera.frameSizes.enumerated() {
      try module.set(size.name, Value(small: index + 1))
    }
  }

  // MARK: On and off

  private func defineSensorPower(_ module: MaixModuleBuilder) throws(Raised) {
    try module.define(
      "reset", 0, nil, keywords: true, .partly("finds an OV7740 whatever choice says; freq means nothing")
    ) { [unowned self] vm, args throws(Raised) in
      try numberOption(vm, args, "freq")
      try numberOption(vm, args, "choice")
      resetCamera(vm, isDual: try flagOption(vm, args, "dual_buff", else: false))
      return .none
    }
    try module.define(
      "binocular_reset", 0, nil, keywords: true, .partly("one camera is seen through both sensors")
    ) { [unowned self] vm, args throws(Raised) in
      try numberOption(vm, args, "freq")
      resetCamera(vm, isDual: false)
      camera.isBinocular = true
      return .none
    }
    try module.define("deinit", 0, 0) { [unowned self] _, _ throws(Raised) in
      camera.forgetAll()
      return .none
    }
    try module.define("sleep", 1, 1) { [unowned self] vm, args throws(Raised) in
      let isAsleep = try vm.truth(args[0])
      guard camera.isFound else {
        vm.writeConsole("[MAIXPY]: Operation not supported.")
        throw vm.fault(.OSError, "Sleep Failed")
      }
      camera.isAsleep = isAsleep
      return .none
    }
    try module.define("shutdown", 1, 1) { [unowned self] vm, args throws(Raised) in
      // With two sensors on one bus it chooses between them.
      let isDown = try vm.truth(args[0])
      camera.isAsleep = isDown && !camera.isBinocular
      return .none
    }
    try module.define("run", 1, 1) { [unowned self] vm, args throws(Raised) in
      camera.isRunning = try vm.plainInteger(args[0]) != 0
      return .true
    }
    try module.define("flush", 0, 0) { _, _ throws(Raised) in .none }
  }

  /// What the firmware says of the sensor that it finds.
  private static let greeting = "init i2c2\r\n[MAIXPY]: find ov7740\r\n"

  private func resetCamera(_ vm: Interpreter, isDual: Bool) {
    camera.forgetFrame()
    camera.bufferCount = isDual ? max(1, min(2, configuration.firmware.cameraBuffers.value)) : 1
    if isDual, camera.bufferCount == 1 {
      explainOnce(
        "firmware \(configuration.firmware.id) has one camera buffer: dual_buff means nothing there")
    }
    vm.writeConsole(Self.greeting)
    (camera.isFound, camera.isReset, camera.isRunning) = (true, true, camera.isSizeSet)
  }

  /// An option that must be a number and changes nothing here.
  private func numberOption(_ vm: Interpreter, _ args: Arguments, _ name: String) throws(Raised) {
    let value = try vm.named(args, name)
    if !value.isNull { _ = try vm.plainInteger(value) }
  }

  /// An option that is on or off.
  private func flagOption(
    _ vm: Interpreter, _ args: Arguments, _ name: String, else usual: Bool
  ) throws(Raised) -> Bool {
    let value = try vm.named(args, name)
    return value.isNull ? usual : try vm.truth(value)
  }

  // MARK: Frames

  private func defineSensorFrames(_ module: MaixModuleBuilder) throws(Raised) {
    try module.define(
      "set_pixformat", 1, nil, keywords: true, .partly("YUV422 gives RGB565 frames")
    ) { [unowned self] vm, args throws(Raised) in
      guard args.count == 1 else { throw vm.valueError("arg err") }
      let skipsSensor = try !flagOption(vm, args, "set_regs", else: true)
      let format = Camera.PixelFormat(rawValue: try vm.plainInteger(args[0]))
      guard let format, format != .bayer, format != .jpeg, camera.isFound || skipsSensor else {
        throw vm.fault(.OSError, "Pixel format is not supported!")
      }
      camera.pixelFormat = format
      camera.view.isGray = format == .grayscale
      camera.dropBuffers()
      return .true
    }
    try module.define("set_framesize", 1, nil, keywords: true) { [unowned self] vm, args throws(Raised) in
      guard args.count == 1 else { throw vm.valueError("arg err") }
      let skipsSensor = try !flagOption(vm, args, "set_regs", else: true)
      let size = try vm.plainInteger(args[0])
      camera.isSizeSet = false
      guard camera.isFound || skipsSensor, (1...Camera.frameSizes.count).contains(size) else {
        throw vm.osError(5)
      }
      try setFrameSize(vm, size)
      return .none
    }
    try module.define(
      "set_windowing", 1, 1, .partly("shows the part asked for; an OV7740 has no such register")
    ) { [unowned self] vm, args throws(Raised) in
      let window = try sensorWindow(vm, args[0])
      camera.view.window = window
      camera.dropBuffers()
      return .true
    }
    try module.define("width", 0, 0) { [unowned self] _, _ throws(Raised) in
      Value(small: camera.frameSize == 0 ? 0 : Camera.frameSizes[camera.frameSize - 1].width)
    }
    try module.define("height", 0, 0) { [unowned self] _, _ throws(Raised) in
      Value(small: camera.frameSize == 0 ? 0 : Camera.frameSizes[camera.frameSize - 1].height)
    }
  }

  /// Allocates the frame buffers if the size is another one, and lets the sensor run.
  ///
  /// The driver compares with the window that was set, so a window has the same frame allocated anew.
  private func setFrameSize(_ vm: Interpreter, _ size: Int) throws(Raised) {
    let (_, width, height) = Camera.frameSizes[size - 1]
    let old = camera.view.part
    camera.frameSize = size
    (camera.view.width, camera.view.height, camera.view.window) = (width, height, nil)
    camera.dropBuffers()
    if old.width != width || old.height != height || camera.blocks.isEmpty {
      try allocateFrames(vm, Camera.frameSizes[size - 1])
    }
    if camera.isReset { camera.isRunning = true }
    camera.isSizeSet = true
  }

  private func allocateFrames(
    _ vm: Interpreter, _ size: (name: String, width: Int, height: Int)
  ) throws(Raised) {
    camera.blocks = []
    guard let bytes = FrameSize(width: size.width, height: size.height) else { throw vm.osError(5) }
    var blocks: [SystemHeap.Block] = []
    for _ in 0..<camera.bufferCount {
      guard let pixels = systemBlock(vm, bytes.pictureBytes), let planes = systemBlock(vm, bytes.planeBytes)
      else {
        // What this try got is free again before anybody is told how much there is.
        blocks = []
        let dual = camera.bufferCount > 1 ? "leave dual_buff away, " : ""
        explainRefusal(
          of: "the camera's buffers for \(size.name)", needing: camera.bufferCount * bytes.bufferBytes,
          help: dual + "take a smaller frame, a smaller GC heap or firmware, or load the model later")
        throw vm.osError(12)
      }
      blocks += [pixels, planes]
    }
    camera.blocks = blocks
  }

  private func sensorWindow(_ vm: Interpreter, _ value: Value) throws(Raised) -> Rectangle {
    let items = try vm.requiredItems(value)
    guard items.count == 2 || items.count == 4 else {
      throw vm.valueError("The tuple/list must either be (x, y, w, h) or (w, h)")
    }
    let numbers = try vm.plainIntegers(items)
    let full =
      camera.frameSize == 0 ? (name: "", width: 0, height: 0) : Camera.frameSizes[camera.frameSize - 1]
    let (width, height) = (numbers[numbers.count - 2], numbers[numbers.count - 1])
    guard width >= 8, height >= 8 else { throw vm.valueError("The selected window is too small") }
    let x = items.count == 4 ? numbers[0] : full.width / 2 - width / 2
    let y = items.count == 4 ? numbers[1] : full.height / 2 - height / 2
    let window = Rectangle(x: x, y: y, width: width, height: height)
    guard x >= 0, y >= 0, window.endX <= full.width, window.endY <= full.height else {
      throw vm.valueError("The selected window is outside the bounds of the frame")
    }
    guard width % 8 == 0, height % 8 == 0 else { throw vm.valueError("value must be multiple of 8") }
    return window
  }
}
