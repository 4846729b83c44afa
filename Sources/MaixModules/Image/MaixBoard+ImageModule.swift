import Scripting

extension MaixBoard {
  /// Module `image`.
  func installImageModule(in vm: Interpreter) {
    add("image", to: vm) { module throws(Raised) in
      _ = module
    }
  }

  /// What images offer without analysis.
  func defineImageBasics(on type: MaixTypeBuilder) throws(Raised) {
  }
}
