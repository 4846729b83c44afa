import Scripting

extension MaixBoard {
  /// The picture's settings: an OV7740 takes or refuses them; few of them can be seen here.
  func defineSensorControls(_ module: MaixModuleBuilder) throws(Raised) {
    try defineSensorFlips(module)
    try defineSensorLevels(module)
    try defineSensorAutomatics(module)
    try module.define("set_framerate", 1, 1, .partly("frames come as fast as the script takes them")) {
      [unowned self] vm, args throws(Raised) in
      let rate = try vm.plainInteger(args[0])
      guard [2, 8, 15, 25, 30, 60].contains(rate) else { throw vm.valueError("Invalid framerate") }
      // The OV7740 has no registers for 2 and 8.
      guard camera.isFound, rate >= 15 else { throw vm.valueError("Fail") }
      return .none
    }
    try module.define("set_jb_quality", 1, 1, .partly("no IDE looks at the pictures")) {
      vm, args throws(Raised) in
      guard args[0].isSmall else { throw vm.valueError("must be int") }
      return .none
    }
    try module.define("set_lens_correction", 3, 3) { vm, args throws(Raised) in
      _ = try vm.truth(args[0])
      for index in 1...2 { _ = try vm.plainInteger(args[index]) }
      // The OV7740's driver refuses.
      return .false
    }
    try module.define("__write_reg", 2, 2, .partly("registers forget what is written")) {
      [unowned self] vm, args throws(Raised) in
      for index in 0...1 { _ = try vm.plainInteger(args[index]) }
      if !camera.isFound { vm.writeConsole("[MAIXPY]: Operation not supported.") }
      return .none
    }
    try module.define("__read_reg", 1, 1, .partly("registers read as 0")) {
      [unowned self] vm, args throws(Raised) in
      _ = try vm.plainInteger(args[0])
      guard camera.isFound else {
        vm.writeConsole("[MAIXPY]: Operation not supported.")
        return Value(small: -1)
      }
      return Value(small: 0)
    }
  }

  private func defineSensorFlips(_ module: MaixModuleBuilder) throws(Raised) {
    try module.define("set_hmirror", 1, 1) { [unowned self] vm, args throws(Raised) in
      let isOn = try vm.truth(args[0])
      try checkSensor(vm)
      camera.view.flipsColumns = isOn
      return .none
    }
    try module.define("set_vflip", 1, 1) { [unowned self] vm, args throws(Raised) in
      let isOn = try vm.truth(args[0])
      try checkSensor(vm)
      camera.view.flipsRows = isOn
      return .none
    }
    try module.define("set_special_effect", 1, 1) { [unowned self] vm, args throws(Raised) in
      let effect = try vm.plainInteger(args[0])
      guard camera.isFound, 0...1 ~= effect else { return .false }
      camera.view.isNegative = effect == 1
      return .true
    }
  }

  private func defineSensorLevels(_ module: MaixModuleBuilder) throws(Raised) {
    let noEffect = Support.partly("taken or refused, without effect on the picture")
    for name in ["set_contrast", "set_brightness", "set_saturation"] {
      try module.define(name, 1, 1, noEffect) { [unowned self] vm, args throws(Raised) in
        // Nine levels, as the OV7740's driver has them.
        let level = try vm.plainInteger(args[0])
        return camera.isFound && -4...4 ~= level ? .true : .false
      }
    }
    try module.define("set_gainceiling", 1, 1, noEffect) { [unowned self] vm, args throws(Raised) in
      guard [2, 4, 8, 16, 32, 64, 128].contains(try vm.plainInteger(args[0])) else {
        throw vm.valueError("Invalid gainceiling")
      }
      return camera.isFound ? .true : .false
    }
    try module.define("set_colorbar", 1, 1, noEffect) { [unowned self] vm, args throws(Raised) in
      _ = try vm.truth(args[0])
      return camera.isFound ? .true : .false
    }
  }

  private func defineSensorAutomatics(_ module: MaixModuleBuilder) throws(Raised) {
    let noEffect = Support.partly("taken, without effect on the picture")
    try module.define("set_auto_gain", 1, nil, keywords: true, noEffect) {
      [unowned self] vm, args throws(Raised) in
      _ = try vm.plainInteger(args[0])
      for (index, name) in ["gain_db", "gain_db_ceiling"].enumerated() {
        let value = try vm.option(args, index + 1, name)
        if !value.isNull { _ = try vm.floatArgument(value) }
      }
      try checkSensor(vm)
      return .none
    }
    try module.define("set_auto_exposure", 1, nil, keywords: true, noEffect) {
      [unowned self] vm, args throws(Raised) in
      let exposure = try vm.option(args, 1, "exposure_us")
      if !exposure.isNull { _ = try vm.plainInteger(exposure) }
      _ = try vm.plainInteger(args[0])
      try checkSensor(vm)
      return .none
    }
    try module.define("set_auto_whitebal", 1, nil, keywords: true, noEffect) {
      [unowned self] vm, args throws(Raised) in
      _ = try vm.plainInteger(args[0])
      let gains = try vm.option(args, 1, "rgb_gain_db")
      if !gains.isNull {
        for gain in try vm.requiredItems(gains, count: 3) { _ = try vm.floatArgument(gain) }
      }
      try checkSensor(vm)
      return .none
    }
  }

  /// What the sensor says of itself.
  func defineSensorReports(_ module: MaixModuleBuilder) throws(Raised) {
    let constant = Support.partly("always 0")
    try module.define("get_id", 0, 0, .partly("that of the OV7740")) { [unowned self] _, _ throws(Raised) in
      Value(small: camera.isFound ? Camera.chipID : 0)
    }
    try module.define("get_gain_db", 0, 0, constant) { [unowned self] vm, _ throws(Raised) in
      try checkSensor(vm)
      return try vm.newFloat(0)
    }
    try module.define("get_exposure_us", 0, 0, constant) { [unowned self] vm, _ throws(Raised) in
      try checkSensor(vm)
      return Value(small: 0)
    }
    try module.define("get_rgb_gain_db", 0, 0, constant) { [unowned self] vm, _ throws(Raised) in
      try checkSensor(vm)
      let zero = try vm.newFloat(0)
      return try vm.newTuple([zero, zero, zero])
    }
  }

  /// The driver's functions are missing before the sensor was found.
  private func checkSensor(_ vm: Interpreter) throws(Raised) {
    guard camera.isFound else { throw vm.valueError("Sensor control failed!") }
  }
}
