/// Methods of `str` and `bytes` that take texts apart and put them together.
extension Interpreter {
  /// `split`, `rsplit`, `splitlines`, `partition`, `rpartition`, `join`.
  func installTextSplitting(_ type: Value) throws(Raised) {
    try define(type, "split", 0, 2) { vm, args throws(Raised) in try vm.splitText(args) }
    try define(type, "rsplit", 0, 2) { vm, args throws(Raised) in try vm.splitTextFromEnd(args) }
    try define(type, "splitlines", 0, nil, keywords: true) { vm, args throws(Raised) in
      try vm.splitLines(args)
    }
    try define(type, "partition", 1, 1) { vm, args throws(Raised) in try vm.partition(args, fromEnd: false) }
    try define(type, "rpartition", 1, 1) { vm, args throws(Raised) in try vm.partition(args, fromEnd: true) }
    try define(type, "join", 1, 1) { vm, args throws(Raised) in try vm.joinTexts(args[0], args[1]) }
  }

  /// A part of a text as a text of the same kind.
  @inline(__always)
  private func part(of text: Value, _ start: Int, _ end: Int) throws(Raised) -> Value {
    try newText(
      memory.kind(text.address), from: text.address &+ StringLayout.start &+ start, count: end &- start)
  }

  private func splitText(_ args: Arguments) throws(Raised) -> Value {
    let text = args[0]
    var splits = args.count > 2 ? try integerArgument(args[2]) : -1
    if args.count < 2 || args[1] == .none { return try splitAtSpaces(text, splits) }
    guard isKind(args[1], memory.kind(text.address)) else { throw implicitConversion(args[1]) }
    let search = search(for: args[1])
    guard search.needleCount > 0 else { throw valueError("empty separator") }
    let start = text.address + StringLayout.start
    let end = byteCount(text)
    var parts: [Value] = []
    var place = 0
    while splits != 0 {
      let found = search.first(in: start &+ place, count: end &- place)
      if found < 0 { break }
      parts.append(try part(of: text, place, place &+ found))
      place &+= found &+ search.needleCount
      if splits > 0 { splits -= 1 }
    }
    parts.append(try part(of: text, place, end))
    return try newList(parts)
  }

  private func splitAtSpaces(_ text: Value, _ limit: Int) throws(Raised) -> Value {
    let start = text.address + StringLayout.start
    let end = byteCount(text)
    var splits = limit
    var parts: [Value] = []
    var place = 0
    func skip(spaces: Bool) {
      while place < end, Ascii.isSpace(memory[byte: start &+ place]) == spaces { place &+= 1 }
    }
    skip(spaces: true)
    while place < end, splits != 0 {
      let first = place
      skip(spaces: false)
      parts.append(try part(of: text, first, place))
      skip(spaces: true)
      if splits > 0 { splits -= 1 }
    }
    if place < end { parts.append(try part(of: text, place, end)) }
    return try newList(parts)
  }

  private func splitTextFromEnd(_ args: Arguments) throws(Raised) -> Value {
    guard args.count > 2 else { return try splitText(args) }
    var splits = try integerArgument(args[2])
    if splits < 0 { return try splitText(args) }
    // The device makes a list for all of them first.
    guard splits < heap.capacity / 8 else {
      throw memoryError(splits < Int.max / 8 ? (splits + 1) * 8 : Int.max)
    }
    if args[1] == .none { throw fault(.NotImplementedError, "rsplit(None,n)") }
    guard isKind(args[1], .str) || isKind(args[1], .bytes) else { throw implicitConversion(args[1]) }
    let search = search(for: args[1])
    guard search.needleCount > 0 else { throw valueError("empty separator") }
    let text = args[0]
    var end = byteCount(text)
    var parts: [Value] = []
    while splits > 0 {
      let found = search.last(in: text.address + StringLayout.start, count: end)
      if found < 0 { break }
      parts.append(try part(of: text, found + search.needleCount, end))
      end = found
      splits -= 1
    }
    parts.append(try part(of: text, 0, end))
    parts.reverse()
    return try newList(parts)
  }

  private func splitLines(_ args: Arguments) throws(Raised) -> Value {
    guard args.count <= 2 else { throw typeError("extra positional arguments given") }
    var keepsEnds = args.optional(1)
    if args.keywordCount > 0 {
      if keepsEnds.isNull { keepsEnds = args.named(try intern("keepends")) }
      guard args.keywordCount == 1, args.count == 1, !keepsEnds.isNull else {
        throw typeError("extra keyword arguments given")
      }
    }
    let keeps = keepsEnds.isNull ? false : try truth(keepsEnds)
    let text = args[0]
    let start = text.address + StringLayout.start
    let end = byteCount(text)
    var lines: [Value] = []
    var place = 0
    while place < end {
      let first = place
      while place < end, memory[byte: start + place] != Ascii.lineFeed,
        memory[byte: start + place] != Ascii.carriageReturn
      {
        place += 1
      }
      var after = min(place + 1, end)
      if after < end, memory[byte: start + place] == Ascii.carriageReturn,
        memory[byte: start + after] == Ascii.lineFeed
      {
        after += 1
      }
      lines.append(try part(of: text, first, keeps ? after : place))
      place = after
    }
    return try newList(lines)
  }

  private func partition(_ args: Arguments, fromEnd: Bool) throws(Raised) -> Value {
    let text = args[0]
    let kind = memory.kind(text.address)
    guard isKind(args[1], kind) else { throw implicitConversion(args[1]) }
    let search = search(for: args[1])
    guard search.needleCount > 0 else { throw valueError("empty separator") }
    let start = text.address + StringLayout.start
    let end = byteCount(text)
    let found = fromEnd ? search.last(in: start, count: end) : search.first(in: start, count: end)
    if found < 0 {
      let empty = try emptyText(kind)
      return try newTuple(fromEnd ? [empty, empty, text] : [text, empty, empty])
    }
    let first = try part(of: text, 0, found)
    return try newTuple([first, args[1], try part(of: text, found + search.needleCount, end)])
  }

  /// `separator.join(items)`.
  private func joinTexts(_ separator: Value, _ items: Value) throws(Raised) -> Value {
    let sequence = isKind(items, .list) || isKind(items, .tuple) ? items : try listOf(items)
    let first: Int
    let itemCount: Int
    if isKind(sequence, .tuple) {
      first = sequence.address + TupleLayout.start
      itemCount = tupleCount(sequence)
    } else {
      first = Int(memory[sequence.address + ListLayout.storage]) + StorageLayout.start
      itemCount = field(sequence, 2).small
    }
    let kind = memory.kind(separator.address)
    let separatorCount = byteCount(separator)
    var total = max(itemCount - 1, 0) * separatorCount
    for index in 0..<itemCount {
      let item = memory[value: first &+ index &* 8]
      guard isKind(item, kind) else {
        throw typeError("join expects a list of str/bytes objects consistent with self object")
      }
      total &+= byteCount(item)
    }
    let address = try checkedTextRoom(kind, total)
    var place = address + StringLayout.start
    for index in 0..<itemCount {
      if index > 0, separatorCount > 0 {
        memory.copy(from: separator.address &+ StringLayout.start, to: place, byteCount: separatorCount)
        place &+= separatorCount
      }
      let item = memory[value: first &+ index &* 8]
      let count = byteCount(item)
      memory.copy(from: item.address &+ StringLayout.start, to: place, byteCount: count)
      place &+= count
    }
    return try finishedText(address)
  }
}
