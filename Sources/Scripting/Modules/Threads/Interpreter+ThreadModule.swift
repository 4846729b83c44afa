/// Module `_thread` (py/modthread.c).
extension Interpreter {
  func installThreadModule() {
    addModule("_thread") { vm, module throws(Raised) in
      let lock = try vm.threadLockType()
      var stackByteCount = 0
      try module.set("LockType", lock)
      try module.define("get_ident", 0, 0) { vm, _ throws(Raised) in Value(small: vm.fibre.identifier) }
      try module.define("stack_size", 0, 1) { vm, args throws(Raised) in
        defer { if args.count == 0 { stackByteCount = 0 } }
        let before = try vm.newInteger(stackByteCount)
        if args.count > 0 { stackByteCount = try vm.integerArgument(args[0]) }
        return before
      }
      try module.define("start_new_thread", 2, 3) { vm, args throws(Raised) in
        guard vm.isTuple(args[1]) || vm.isKind(args[1], .list) else {
          throw vm.typeError("object '\(vm.typeName(args[1]))' isn't a tuple or list")
        }
        if args.count > 2, !vm.isKind(args[2], .dict) {
          throw vm.typeError("expecting a dict for keyword args")
        }
        let arguments = vm.isKind(args[1], .list) ? try vm.tupleOf(args[1]) : args[1]
        _ = try vm.startThread(args[0], arguments, args.optional(2))
        return .none
      }
      try module.define("exit", 0, 0) { vm, _ throws(Raised) in throw vm.fault(.SystemExit) }
      try module.define("allocate_lock", 0, 0) { vm, _ throws(Raised) in
        try vm.newHost(ThreadLock(), type: lock)
      }
    }
  }

  private func threadLockType() throws(Raised) -> Value {
    try moduleClass("lock") { () throws(Raised) in
      let type = try newBuiltinType("lock", kind: .host)
      for (name, maximum) in [("acquire", 2), ("__enter__", 2)] {
        try define(type, name, 0, maximum) { vm, args throws(Raised) in
          let waits = args.count > 1 ? try vm.integerArgument(args[1]) != 0 : true
          return try vm.acquire(args[0], waits: waits, args)
        }
      }
      for (name, count) in [("release", 0), ("__exit__", 3)] {
        try define(type, name, count, count) { vm, args throws(Raised) in
          guard let lock = vm.hostObject(args[0], as: ThreadLock.self), lock.isLocked else {
            throw vm.fault(.RuntimeError)
          }
          lock.isLocked = false
          return .none
        }
      }
      try define(type, "locked") { vm, args throws(Raised) in
        Value(vm.hostObject(args[0], as: ThreadLock.self)?.isLocked ?? false)
      }
      return type
    }
  }

  private func acquire(_ value: Value, waits: Bool, _ arguments: Arguments) throws(Raised) -> Value {
    guard let lock = hostObject(value, as: ThreadLock.self) else { return .false }
    while lock.isLocked {
      guard waits else { return .false }
      // Other threads may release it; if none does, this waits as the device does, as long as the host lets
      // it.
      try wait(arguments)
      try sleep(microseconds: 1000)
    }
    lock.isLocked = true
    return .true
  }
}

/// A lock of `_thread.allocate_lock`.
final class ThreadLock {
  var isLocked = false
}
