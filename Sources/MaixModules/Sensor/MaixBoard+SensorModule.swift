import Scripting

extension MaixBoard {
  /// Module `sensor`.
  func installSensorModule(in vm: Interpreter) {
    add("sensor", to: vm) { module throws(Raised) in
      _ = module
    }
  }
}
