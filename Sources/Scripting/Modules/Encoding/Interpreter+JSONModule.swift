/// Module `ujson` (extmod/modujson.c).
extension Interpreter {
  func installJSONModule() {
    addModule("ujson") { vm, module throws(Raised) in
      try module.define("dumps", 1, 1) { vm, args throws(Raised) in
        try vm.newString(try vm.printed(args[0], .json))
      }
      try module.define("dump", 2, 2) { vm, args throws(Raised) in
        let stream = try vm.stream(args[1], for: .writes)
        _ = try vm.write(try vm.printed(args[0], .json)[...], to: stream)
        return .none
      }
      try module.define("loads", 1, 1) { vm, args throws(Raised) in
        try vm.parsedJSON(try vm.givenText(vm.nativeValue(args[0])))
      }
      try module.define("load", 1, 1) { vm, args throws(Raised) in
        let stream = try vm.stream(args[0], for: .reads)
        guard let text = try vm.readAll(from: stream, acceptsPart: false) else {
          throw vm.osError(ErrorNumber.again)
        }
        return try vm.parsedJSON(text)
      }
    }
  }

  /// The value that a JSON text stands for; nothing of the script runs meanwhile.
  private func parsedJSON(_ text: [UInt8]) throws(Raised) -> Value {
    // Each level takes a word of the board's heap.
    var reader = JSONReader(text, depthLimit: heap.capacity / 16)
    var open: [Value] = []
    var key = Value.null
    var result = Value.null
    var eventCount = 0
    while let event = try computed({ () throws(EngineFault) in try reader.next() }) {
      eventCount += 1
      if eventCount & 0xFFFF == 0 { try checkStop() }
      let value: Value
      switch event {
      case .endArray, .endObject:
        open.removeLast()
        continue
      case .key(let scalar):
        key = try jsonValue(scalar, text)
        continue
      case .value(let scalar): value = try jsonValue(scalar, text)
      case .beginArray: value = try newList([])
      case .beginObject: value = try newDict()
      }
      if let container = open.last {
        if isKind(container, .list) {
          try listAppend(container, value)
        } else {
          try set(container, key, value)
        }
      } else {
        result = value
      }
      if event == .beginArray || event == .beginObject { open.append(value) }
    }
    return result
  }

  private func jsonValue(_ scalar: JSONScalar, _ text: [UInt8]) throws(Raised) -> Value {
    switch scalar {
    case .null: .none
    case .boolean(let truth): Value(truth)
    case .string(let bytes): try newString(bytes)
    case .integer(let range): try parseInteger(text[range], base: 10)
    case .float(let range): try parseFloat(text[range], allowImaginary: false)
    }
  }
}
