import Scripting

extension MaixBoard {
  /// Modules `machine`, `Maix`, `fpioa_manager`, `board` and those of hardware that is not there.
  func installMachineModules(in vm: Interpreter) {
    hardware.attach(to: vm, of: self)
    installMachineModule(in: vm)
    installMaixModule(in: vm)
    installPinModules(in: vm)
    installFileSystems(in: vm)
    installPeripheralModules(in: vm)
    removeModulesOfOtherFirmware(from: vm)
  }

  /// Module `machine` (`modmachine.c`).
  private func installMachineModule(in vm: Interpreter) {
    add("machine", to: vm) { [unowned self] module throws(Raised) in
      try addUART(to: module)
      try addTimer(to: module)
      try addPWM(to: module)
      try addI2C(to: module)
      try addSPI(to: module)
      try addWatchdog(to: module)
      try addCard(to: module)
      try module.define("reset", 0, 0, .partly("the script ends")) { [unowned self] vm, _ throws(Raised) in
        trace("machine reset")
        throw end(vm, .reset)
      }
      try module.define("reset_cause", 0, 0, .partly("always power-on")) { vm, _ throws(Raised) in
        Value(small: 0)
      }
      try module.define("unique_id", 0, 0, .partly("the same for every board")) { vm, _ throws(Raised) in
        try vm.newBytes(Array("Kiln".utf8) + (4..<32).map { UInt8($0) })
      }
      try module.set([
        "PWRON_RESET": 0, "HARD_RESET": 0, "SOFT_RESET": 1, "WDT_RESET": 2, "WDT1_RESET": 3,
      ])
    }
  }

  private func addCard(to module: MaixModuleBuilder) throws(Raised) {
    let type = try module.type("SDCard", .partly("only remount"))
    try type.defineFunction("remount", 0, 0, .partly("nothing changes")) { _, _ throws(Raised) in .none }
    try type.lack("ioctl", because: "the card is a folder of the host")
  }
}
