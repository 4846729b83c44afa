package import Scripting

extension MaixBoard {
  /// Tells the user something, but only the first time.
  package func explainOnce(_ line: String) {
    guard explained.insert(line).inserted else { return }
    host.explain(line)
  }

  /// The arguments that a method of OpenMV's got by name or by place behind the positional ones; null where not given.
  package func named(_ vm: Interpreter, _ args: Arguments, _ name: String) throws(Raised) -> Value {
    args.named(try vm.intern(name))
  }
}
