/// Modules `ucollections` and `uerrno`, whose content is elsewhere (py/modcollections.c, extmod/moduerrno.c).
extension Interpreter {
  func installCollectionsModule() {
    addModule("ucollections") { vm, module throws(Raised) in
      try module.set("deque", vm.dequeType)
      try module.set("OrderedDict", vm.orderedDictType)
      try module.define("namedtuple", 2, 2) { vm, args throws(Raised) in
        try vm.newNamedTupleType(args[0], fields: args[1])
      }
    }
  }

  func installErrorNumberModule() {
    addModule("uerrno") { vm, module throws(Raised) in
      let codes = try vm.newDict()
      for (number, errorName) in Interpreter.errnoNames.sorted(by: { $0.key < $1.key }) {
        let name = try vm.intern(errorName)
        try vm.set(codes, Value(small: number), name)
        try module.set(errorName, Value(small: number))
      }
      vm.memory[codes.address] |= Header.fixed
      try module.set("errorcode", codes)
    }
  }
}
