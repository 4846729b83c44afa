/// How containers are written.
extension Interpreter {
  func printContainer(_ value: Value, _ form: PrintForm, to sink: inout TextSink) throws(Raised) {
    let mark = keep(value)
    defer { release(to: mark) }
    let inner: PrintForm = form == .json ? .json : .repr
    switch kind(value) {
    case .list: try printItems(value, "[", "]", inner, to: &sink)
    case .tuple:
      if form == .json { return try printItems(value, "[", "]", inner, to: &sink) }
      try printItems(value, "(", items(of: value).count == 1 ? ",)" : ")", inner, to: &sink)
    case .namedTuple: try printNamedTuple(value, to: &sink)
    case .dict: try printDict(value, inner, to: &sink)
    case .set, .frozenset: try printSet(value, to: &sink)
    case .dictView: try printView(value, to: &sink)
    case .range: try printRange(value, to: &sink)
    case .slice:
      sink.write("slice(")
      for word in 1...3 {
        if word > 1 { sink.write(", ") }
        try print(field(value, word), .repr, to: &sink)
      }
      sink.write(")")
    default: sink.write("<\(typeName(value))>")
    }
  }

  /// The items are read anew each time, for printing one may run the script and change the list.
  private func printItems(
    _ value: Value, _ before: StaticString, _ after: StaticString, _ form: PrintForm, to sink: inout TextSink
  ) throws(Raised) {
    sink.write(before)
    var index = 0
    while index < items(of: value).count {
      if index > 0 { sink.write(", ") }
      try print(memory[value: items(of: value).start + index * 8], form, to: &sink)
      index += 1
    }
    sink.write(after)
  }

  private func printNamedTuple(_ value: Value, to sink: inout TextSink) throws(Raised) {
    sink.write(bytes(field(field(value, 1), 1)))
    let fields = namedTupleFields(field(value, 1))
    sink.write("(")
    for index in 0..<items(of: value).count {
      if index > 0 { sink.write(", ") }
      sink.write(bytes(entry(fields, index).key))
      sink.write("=")
      try print(memory[value: items(of: value).start + index * 8], .repr, to: &sink)
    }
    sink.write(")")
  }

  private func printDict(_ value: Value, _ form: PrintForm, to sink: inout TextSink) throws(Raised) {
    if isOrdered(value) { sink.write("OrderedDict(") }
    sink.write("{")
    var place = 0
    var isFirst = true
    while let found = nextEntry(value, from: place) {
      let (key, item) = entry(value, found)
      let mark = keep(item)
      defer { release(to: mark) }
      if !isFirst { sink.write(", ") }
      isFirst = false
      try print(key, form, to: &sink)
      sink.write(": ")
      try print(item, form, to: &sink)
      place = found + 1
    }
    sink.write(isOrdered(value) ? "})" : "}")
  }

  private func printSet(_ value: Value, to sink: inout TextSink) throws(Raised) {
    let isFrozen = isKind(value, .frozenset)
    if tableCount(value) == 0 { return sink.write(isFrozen ? "frozenset()" : "set()") }
    sink.write(isFrozen ? "frozenset({" : "{")
    var place = 0
    var isFirst = true
    while let found = nextEntry(value, from: place) {
      if !isFirst { sink.write(", ") }
      isFirst = false
      try print(entry(value, found).key, .repr, to: &sink)
      place = found + 1
    }
    sink.write(isFrozen ? "})" : "}")
  }

  private func printView(_ value: Value, to sink: inout TextSink) throws(Raised) {
    let what = aux(value)
    sink.write(what == 0 ? "dict_keys([" : what == 1 ? "dict_values([" : "dict_items([")
    let dict = field(value, 1)
    var place = 0
    var isFirst = true
    while let found = nextEntry(dict, from: place) {
      let (key, item) = entry(dict, found)
      if !isFirst { sink.write(", ") }
      isFirst = false
      try print(what == 0 ? key : what == 1 ? item : try newPair(key, item), .repr, to: &sink)
      place = found + 1
    }
    sink.write("])")
  }

  private func printRange(_ value: Value, to sink: inout TextSink) throws(Raised) {
    let (start, stop, step) = rangeNumbers(value)
    sink.write("range(\(start), \(stop)")
    sink.write(step == 1 ? ")" : ", \(step))")
  }
}
