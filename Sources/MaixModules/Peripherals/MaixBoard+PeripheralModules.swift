import Scripting

extension MaixBoard {
  /// Modules of hardware beside the chip, and those that are not there.
  func installPeripheralModules(in vm: Interpreter) {
    add("audio", to: vm) { [unowned self] module throws(Raised) in _ = try addAudio(to: module) }
    installExternalModules(in: vm)
    if !isMissing(.network) { installNetworkModules(in: vm) }
    if !isMissing(.multimedia) {
      installTouchscreen(in: vm)
      installVideo(in: vm)
      installGames(in: vm)
    }
    lackModule("ulab", of: vm, because: "arrays and their arithmetic are not simulated")
    for name in ["lvgl", "lvgl_helper"] { lackModule(name, of: vm, because: "its widgets are not simulated") }
    lackModule("lodepng", of: vm, because: "PNG files are not decoded for scripts")
    lackModule("speech_recognizer", of: vm, because: "nothing is heard")
  }

  /// Takes away what the chosen firmware does not have.
  func removeModulesOfOtherFirmware(from vm: Interpreter) {
    if isMissing(.threads) { vm.removeModule("_thread") }
  }

  /// A module that some boards have and this one has not.
  private func lackModule(_ name: String, of vm: Interpreter, because reason: String) {
    catalogue.add(name, "*", .raises("ImportError: \(reason)"))
    vm.addModule(name) { [unowned self] vm, _ throws(Raised) in
      explainOnce("module \(name) is not simulated: \(reason)")
      throw vm.fault(.ImportError, "no module named '\(name)'")
    }
  }

  /// Module `touchscreen`: nobody touches it.
  ///
  /// **Source**: `py_touchscreen.c`; without arguments it calibrates to the numbers that `calibrate` gives
  /// here.
  private func installTouchscreen(in vm: Interpreter) {
    add("touchscreen", to: vm) { module throws(Raised) in
      try module.define(
        "init", 0, nil, keywords: true, .partly("finds a panel on any bus, and on none")
      ) { vm, args throws(Raised) in
        let given = try NamedArguments(vm, args, ["i2c", "cal", "type"])
        if let type = given.some("type"), try vm.plainInteger(type) == 1 { return .none }
        if let numbers = given.some("cal"), try vm.requiredItems(numbers).count != 7 {
          throw vm.valueError("tuple size must be 7")
        }
        return .none
      }
      try module.define(
        "read", 0, nil, keywords: true, .partly("nobody touches it")
      ) { vm, _ throws(Raised) in
        try vm.newTuple([Value](repeating: Value(small: 0), count: 3))
      }
      try module.define(
        "calibrate", 0, nil, keywords: true, .partly("the numbers it begins with")
      ) { vm, _ throws(Raised) in
        try vm.newTuple(
          [-6, -5941, 22_203_576, 4232, -8, -700_369, 65_536].map { Value(small: $0) })
      }
      try module.define("__del__", 0, nil) { _, _ throws(Raised) in .none }
      try module.set([
        "STATUS_IDLE": 0, "STATUS_RELEASE": 1, "STATUS_PRESS": 2, "STATUS_MOVE": 3, "NS2009": 0, "FT62XX": 1,
      ])
    }
  }

  /// Module `video` (`py_video.c`).
  private func installVideo(in vm: Interpreter) {
    add("video", to: vm) { [unowned self] module throws(Raised) in
      try module.define(
        "open", 1, nil, keywords: true, .raises("AVI files are neither played nor recorded")
      ) { [unowned self] vm, args throws(Raised) in
        let path = try vm.givenText(args[0])
        let names = [
          "record", "interval", "quality", "width", "height", "audio", "sample_rate", "channels",
        ]
        let given = try NamedArguments(vm, args.dropFirst(1), names, positional: 0)
        guard String(decoding: path.suffix(4), as: UTF8.self) == ".avi" else {
          throw vm.fault(.NotImplementedError, "[MaixPy] video: format not support")
        }
        if try !given.truth("record", false), (try? vm.host.files?.status(path)) == nil {
          throw vm.osError(2)
        }
        explainOnce("video.open: AVI files are neither played nor recorded")
        throw vm.osError(ErrorNumber.noDevice)
      }
    }
  }

  /// Module `nes` (`py_nes.c`).
  private func installGames(in vm: Interpreter) {
    add("nes", to: vm) { module throws(Raised) in
      for name in ["init", "run", "load", "loop", "free", "input"] {
        try module.lack(name, because: "consoles are not simulated")
      }
      try module.set(["INPUT": 0, "KEYBOARD": 1, "JOYSTICK": 2])
    }
  }
}
