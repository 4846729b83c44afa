/// Modules of ours lie in the board's flash: what we make for them is not its heap's.
extension Interpreter {
  /// Takes a module, its functions and its classes out of the board's account.
  func excludeModuleFromBoard(_ module: Value) {
    exclude(module)
    excludeTable(field(module, 2), depth: 2)
  }

  private func exclude(_ value: Value) {
    // Nothing fails when something becomes smaller.
    if value.isObject, !value.isNull { try? heap.setBoardByteCount(value.address, 0) }
  }

  private func excludeTable(_ table: Value, depth: Int) {
    exclude(table)
    exclude(memory[value: table.address + TableLayout.entries])
    exclude(memory[value: table.address + TableLayout.index])
    var place = 0
    while let found = nextEntry(table, from: place) {
      let (key, value) = entry(table, found)
      place = found + 1
      exclude(key)
      switch kind(value) {
      case .nativeFunction, .host, .str, .boxedFloat: exclude(value)
      case .tuple, .namedTuple:
        let (start, count) = items(of: value)
        exclude(value)
        for index in 0..<count where kind(memory[value: start + index * 8]) == .str {
          exclude(memory[value: start + index * 8])
        }
      case .type where depth > 0 && !traits(value).contains(.isScripts):
        exclude(value)
        exclude(field(value, 1))
        exclude(memory[value: value.address + TypeLayout.bases])
        exclude(memory[value: value.address + TypeLayout.order])
        excludeTable(memory[value: value.address + TypeLayout.locals], depth: depth - 1)
      default: break
      }
    }
  }
}
