import Scripting

extension MaixBoard {
  /// How the panel is held; pictures of it are turned along, so that they stand upright.
  func defineLCDDirections(_ module: MaixModuleBuilder) throws(Raised) {
    try module.define("rotation", 0, 1) { [unowned self] vm, args throws(Raised) in
      guard args.count > 0 else { return Value(small: panel.rotation) }
      let rotation = try vm.plainInteger(args[0])
      guard 0...3 ~= rotation else { throw vm.valueError("value:[0,3]") }
      guard hasPanel(for: "rotation") else { return Value(small: rotation) }
      showScreen(isCovered: true)
      panel.rotation = rotation
      panel.turn(to: Panel.Direction(rotation: rotation, isMirrored: panel.isMirrored))
      return Value(small: rotation)
    }
    try module.define(
      "mirror", 0, 1, .partly("as on a board, False waits for the next lcd.rotation")
    ) { [unowned self] vm, args throws(Raised) in
      guard args.count > 0 else { return Value(small: panel.isMirrored ? 1 : 0) }
      panel.isMirrored = try vm.truth(args[0])
      // `False` waits for the next `rotation`, as in the firmware.
      if panel.isMirrored, hasPanel(for: "mirror") {
        showScreen(isCovered: true)
        panel.turn(to: Panel.Direction(rotation: panel.rotation, isMirrored: true))
      }
      return Value(small: panel.isMirrored ? 1 : 0)
    }
    try module.define("direction", 1, 1) { [unowned self] vm, args throws(Raised) in
      let bits = try vm.plainInteger(args[0])
      guard hasPanel(for: "direction") else { return .none }
      showScreen(isCovered: true)
      // Bit 3 exchanges red and blue, and stays when it was set before.
      if bits & 0x08 != 0 { panel.swapsRedAndBlue = true }
      panel.turn(to: Panel.Direction(bits: UInt8(truncatingIfNeeded: bits) & 0xE0))
      return .none
    }
    try module.define("bgr_to_rgb", 0, 1) { [unowned self] vm, args throws(Raised) in
      guard args.count > 0 else { throw vm.valueError("True or False") }
      let swaps = try vm.truth(args[0])
      if hasPanel(for: "bgr_to_rgb") { panel.swapsRedAndBlue = swaps }
      return .none
    }
  }

  /// The line to the panel.
  func defineLCDLine(_ module: MaixModuleBuilder) throws(Raised) {
    try module.define("freq", 0, 1) { [unowned self] vm, args throws(Raised) in
      if args.count > 0 { panel.hertz = try vm.plainInteger(args[0]) }
      return try vm.newInteger(panel.hertz)
    }
    try module.define("register", 2, 2, .partly("the panel has no registers here")) {
      [unowned self] vm, args throws(Raised) in
      if panel.kind == .converter { throw vm.valueError("device type is not support!") }
      _ = try vm.plainInteger(args[0])
      for item in vm.sequenceItems(args[1]) ?? [args[1]] { _ = try vm.plainInteger(item) }
      return .none
    }
  }
}
