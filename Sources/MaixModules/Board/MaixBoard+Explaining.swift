package import Scripting

extension MaixBoard {
  /// Tells the user something, but only the first time.
  package func explainOnce(_ line: String) {
    // A script can make many lines of one kind.
    guard explained.count < 200, explained.insert(line).inserted else { return }
    host.explain(line)
  }

  /// An argument that was given by its name; null if it was not.
  package func named(_ vm: Interpreter, _ args: Arguments, _ name: String) throws(Raised) -> Value {
    args.named(try vm.intern(name))
  }
}
