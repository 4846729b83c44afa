import Scripting

extension MaixBoard {
  /// Modules `machine`, `Maix`, `fpioa_manager`, `board` and those of hardware that is not there.
  func installMachineModules(in vm: Interpreter) {}
}
