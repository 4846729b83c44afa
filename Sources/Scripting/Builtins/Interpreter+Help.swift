/// `help`.
extension Interpreter {
  func help(_ args: Arguments) throws(Raised) -> Value {
    if args.count == 0 {
      host.write(
        Array(
          """
          MicroPython 1.11 for MaixPy scripts, run by Kiln.

          help('modules') lists the modules, help(object) what an object offers.

          """.utf8))
      return .none
    }
    if isKind(args[0], .str), bytes(args[0]) == Array("modules".utf8) {
      writeModules()
    } else {
      try writeHelp(args[0])
    }
    return .none
  }

  /// The names of modules in four columns, from top to bottom.
  private func writeModules() {
    let width = 18
    let names = moduleMakers.keys.sorted { $0.lexicographicallyPrecedes($1) }
    let rowCount = (names.count + 3) / 4
    var text: [UInt8] = []
    for row in 0..<rowCount {
      for place in stride(from: row, to: names.count, by: rowCount) {
        text += names[place]
        guard place + rowCount < names.count else { break }
        // At least one space; longer names take the room of several columns.
        let used = names[place].count
        text += [UInt8](repeating: 0x20, count: used < width ? width - used : width - used % width)
      }
      text.append(0x0A)
    }
    host.write(text + Array("Plus any modules on the filesystem\n".utf8))
  }

  private func writeHelp(_ value: Value) throws(Raised) {
    let ownType = type(of: value)
    var sink = newSink()
    sink.write("object ")
    try print(value, .str, to: &sink)
    sink.write(" is of type \(text(field(ownType, 1)))\n")
    let table =
      isKind(value, .module)
      ? field(value, 2) : memory[value: (isKind(value, .type) ? value : ownType).address + TypeLayout.locals]
    var index = 0
    while isKind(table, .dict), let place = nextEntry(table, from: index) {
      let (key, item) = entry(table, place)
      index = place + 1
      sink.write("  ")
      try print(key, .str, to: &sink)
      sink.write(" -- ")
      try print(item, .str, to: &sink)
      sink.write("\n")
    }
    host.write(sink.bytes)
  }
}
