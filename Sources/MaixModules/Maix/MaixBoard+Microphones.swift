import Pictures
import Scripting

extension MaixBoard {
  /// `Maix.MIC_ARRAY`: a ring of microphones that is not plugged in.
  ///
  /// **Source**: `Maix_mic_array.c`; which points of the map count for which of the twelve directions is its
  /// table, in which each direction has a sector of the ring: here by angle.
  func addMicrophones(to module: MaixModuleBuilder) throws(Raised) {
    let type = try module.type("MIC_ARRAY", .partly("nothing is heard"))
    try type.defineFunction("init", 0, nil, keywords: true) { [unowned self] vm, args throws(Raised) in
      let names = [
        "i2s_d0", "i2s_d1", "i2s_d2", "i2s_d3", "i2s_ws", "i2s_sclk", "sk9822_dat", "sk9822_clk",
      ]
      let usual = [23, 22, 21, 20, 19, 18, 24, 25]
      // IN_D0 to IN_D3, WS and SCLK of I2S0, GPIOHS27 and GPIOHS28 for the ring of lights.
      let functions = [90, 91, 92, 93, 89, 88, PinFunction.fastPort + 27, PinFunction.fastPort + 28]
      let given = try NamedArguments(vm, args, names)
      for (place, name) in names.enumerated() {
        connect(try given.integer(name, usual[place]), to: functions[place])
      }
      return .true
    }
    try type.defineFunction("deinit") { _, _ throws(Raised) in .true }
    try type.defineFunction(
      "get_map", 0, 0, .raises("no microphones are there")
    ) { [unowned self] vm, _ throws(Raised) in
      explainOnce("Maix.MIC_ARRAY: there are no microphones; get_map() times out")
      throw vm.osError(110)
    }
    try type.defineFunction(
      "get_dir", 1, nil, keywords: true, .partly("always quiet")
    ) { [unowned self] vm, args throws(Raised) in
      let raster = try image(vm, args[0]).buffer.raster
      guard raster.width == 16, raster.height == 16, raster.format == .grayscale else {
        throw vm.valueError("image type error, only support 16*16 grayscale image")
      }
      return try vm.newTuple([Value](repeating: Value(small: 0), count: 12))
    }
    try type.defineFunction("set_led", 2, nil, keywords: true) { [unowned self] vm, args throws(Raised) in
      let lights = try vm.plainIntegers(try vm.requiredItems(args[0], count: 12))
      let color = try vm.plainIntegers(try vm.requiredItems(args[1], count: 3))
      trace("mic_array lights \(lights) color \(color)")
      return .true
    }
  }
}
