import Scripting

extension MaixBoard {
  /// `Maix.utils`.
  ///
  /// **Source**: `Maix_utils.c`; `flash_write` is in forks only.
  func addUtilities(to module: MaixModuleBuilder) throws(Raised) {
    let type = try module.type("utils")
    try type.defineFunction(
      "gc_heap_size", 0, 1, .partly("a new size is told, not stored: --gc-heap sets it")
    ) { [unowned self] vm, args throws(Raised) in
      guard args.count > 0 else {
        return try vm.newInteger(hardware.heapSetting ?? configuration.gcHeapByteCount)
      }
      let size = try vm.plainInteger(args[0])
      hardware.heapSetting = size
      if size != configuration.gcHeapByteCount {
        let isUsual = size >= 16 << 10 && size <= systemHeap.capacity
        explainOnce(
          "the script sets Python's heap to \(size) bytes from the next start on: "
            + (isUsual ? "run it with --gc-heap \(size)" : "a board that cannot have it takes 128 KiB"))
      }
      return .none
    }
    try type.defineFunction("heap_free") { [unowned self] vm, _ throws(Raised) in
      try vm.newInteger(systemHeap.freeByteCount)
    }
    try type.defineFunction("flash_read", 2, 2) { [unowned self] vm, args throws(Raised) in
      let (address, count) = (try vm.plainInteger(args[0]), try vm.plainInteger(args[1]))
      try vm.checkByteCount(count)
      // The chip's address has 24 bits.
      var bytes = host.readFlash(at: address & 0xFF_FFFF, count: count)
      bytes += [UInt8](repeating: 0xFF, count: max(0, count - bytes.count))
      return try vm.newBytes(bytes.prefix(count))
    }
  }

  /// `Maix.config`, which reads `/flash/config.json`.
  ///
  /// **Source**: `Maix_config.c`. Without the file, names of pins come from the board that was chosen.
  func addConfiguration(to module: MaixModuleBuilder) throws(Raised) {
    let type = try module.type("config")
    try type.defineFunction("get_value", 2, 2) { [unowned self] vm, args throws(Raised) in
      let table = try boardConfiguration(vm)
      guard vm.isKind(table, .dict) else {
        guard let pinNames = configuration.pinNames, vm.isKind(args[0], .str),
          vm.text(args[0]) == "board_info"
        else { return args[1] }
        return try pinNames.table(vm)
      }
      let value = try vm.get(table, args[0])
      return value.isNull ? args[1] : value
    }
  }

  /// What `/flash/config.json` says; null without one.
  private func boardConfiguration(_ vm: Interpreter) throws(Raised) -> Value {
    if vm.isKind(hardware.configuration, .dict) { return hardware.configuration }
    let path = Array("/flash/config.json".utf8)
    guard let status = try? vm.host.files?.status(path), !status.isDirectory else { return .null }
    do throws(Raised) {
      let bytes = try vm.readFile(path)
      let json = try vm.importModule(try vm.intern("ujson"), globals: .null, from: .none, level: 0)
      let loads = try vm.attribute(json, try vm.intern("loads"))
      hardware.configuration = try vm.call(loads, [try vm.newString(bytes)])
    } catch {
      try vm.survive(error)
    }
    return hardware.configuration
  }

  // MARK: Clocks

  /// The core's clock in megahertz.
  ///
  /// **Source**: `CONFIG_CPU_DEFAULT_FREQ`, `FREQ_PLL1_DEFAULT`.
  private static let coreMegahertz = 400
  private static let kpuMegahertz = 400

  /// `Maix.freq`.
  ///
  /// **Source**: `py_cpufreq.c`, limits from `mpconfigboard.h`.
  func addFrequencies(to module: MaixModuleBuilder) throws(Raised) {
    let type = try module.type("freq")
    try type.defineFunction("get", 0, 0, .partly("always 400 MHz")) { vm, _ throws(Raised) in
      try vm.newTuple([
        Value(small: MaixBoard.coreMegahertz), Value(small: MaixBoard.kpuMegahertz),
      ])
    }
    try type.defineFunction("get_cpu", 0, 0, .partly("always 400 MHz")) { _, _ throws(Raised) in
      Value(small: MaixBoard.coreMegahertz)
    }
    try type.defineFunction("get_kpu", 0, 0, .partly("always 400 MHz")) { _, _ throws(Raised) in
      Value(small: MaixBoard.kpuMegahertz)
    }
    try type.defineFunction(
      "set", 0, nil, keywords: true, .partly("the reset ends the script; the clocks stay")
    ) { [unowned self] vm, args throws(Raised) in
      let given = try NamedArguments(vm, args, ["cpu", "pll1", "kpu_div"])
      func setting(_ name: String, _ usual: Int) throws(Raised) -> Int {
        let number = try given.integer(name)
        // No clock of the chip has more; the firmware's sums would go round.
        return number == 0 ? usual : min(max(number, -1_000_000), 1_000_000)
      }
      let core = try setting("cpu", MaixBoard.coreMegahertz)
      let source = try setting("pll1", MaixBoard.kpuMegahertz)
      let kpu = source / (try setting("kpu_div", 1))
      guard (26...600).contains(kpu) else { throw vm.fault(.OSError, "Unsupported KPU frequency!") }
      guard (26...600).contains(core) else { throw vm.fault(.OSError, "Unsupported CPU frequency!") }
      if core == MaixBoard.coreMegahertz, kpu == MaixBoard.kpuMegahertz {
        vm.printLines("No change")
        return .none
      }
      vm.printLines("", "reboot now")
      explainOnce("the script sets core and KPU to \(core) and \(kpu) MHz and resets the board")
      throw end(vm, .reset)
    }
  }
}
