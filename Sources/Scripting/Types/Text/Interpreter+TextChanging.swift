/// Methods of `str` and `bytes` that make a changed text.
extension Interpreter {
  /// `strip`, `lstrip`, `rstrip`, `replace`, `center`, `lower`, `upper`.
  func installTextChanging(_ type: Value) throws(Raised) {
    try define(type, "strip", 0, 1) { vm, args throws(Raised) in try vm.strip(args, start: true, end: true) }
    try define(type, "lstrip", 0, 1) { vm, args throws(Raised) in try vm.strip(args, start: true, end: false)
    }
    try define(type, "rstrip", 0, 1) { vm, args throws(Raised) in try vm.strip(args, start: false, end: true)
    }
    try define(type, "replace", 2, 3) { vm, args throws(Raised) in try vm.replaceText(args) }
    try define(type, "center", 1, 1) { vm, args throws(Raised) in
      try vm.center(args[0], try vm.integerArgument(args[1]))
    }
    try define(type, "lower") { vm, args throws(Raised) in
      try vm.changed(args[0]) { Ascii.isUppercase($0) ? $0 | Ascii.lowercaseBit : $0 }
    }
    try define(type, "upper") { vm, args throws(Raised) in
      try vm.changed(args[0]) { Ascii.isLowercase($0) ? $0 & ~Ascii.lowercaseBit : $0 }
    }
  }

  @inline(__always)
  private func changed(_ text: Value, _ change: (UInt8) -> UInt8) throws(Raised) -> Value {
    let count = byteCount(text)
    let address = try checkedTextRoom(memory.kind(text.address), count)
    var offset = StringLayout.start
    while offset < StringLayout.start &+ count {
      memory[byte: address &+ offset] = change(memory[byte: text.address &+ offset])
      offset &+= 1
    }
    return try finishedText(address)
  }

  private func strip(_ args: Arguments, start: Bool, end: Bool) throws(Raised) -> Value {
    let text = args[0]
    let kind = memory.kind(text.address)
    var set = ByteSet.spaces
    if args.count > 1 {
      guard isKind(args[1], kind) else { throw implicitConversion(args[1]) }
      set = ByteSet()
      for offset in 0..<byteCount(args[1]) {
        set.insert(memory[byte: args[1].address + StringLayout.start + offset])
      }
    }
    let bytes = text.address + StringLayout.start
    let count = byteCount(text)
    var first = 0
    var last = count
    if start { while first < last, set.contains(memory[byte: bytes &+ first]) { first &+= 1 } }
    if end { while last > first, set.contains(memory[byte: bytes &+ last &- 1]) { last &-= 1 } }
    if last - first == count, count > 0 { return text }
    return try newText(kind, from: bytes + first, count: last - first)
  }

  private func center(_ text: Value, _ width: Int) throws(Raised) -> Value {
    let count = byteCount(text)
    // The device takes negative widths as huge ones.
    if width >= 0, width <= count { return text }
    let address = try checkedTextRoom(memory.kind(text.address), width)
    memory.fillBytes(address + StringLayout.start, byteCount: width, with: Ascii.space)
    memory.copy(
      from: text.address + StringLayout.start, to: address + StringLayout.start + (width - count) / 2,
      byteCount: count)
    return try finishedText(address)
  }

  private func replaceText(_ args: Arguments) throws(Raised) -> Value {
    let text = args[0]
    let limit = args.count > 3 ? try integerArgument(args[3]) : -1
    if limit == 0 { return text }
    let kind = memory.kind(text.address)
    guard isKind(args[1], kind) else { throw implicitConversion(args[1]) }
    guard isKind(args[2], kind) else { throw implicitConversion(args[2]) }
    let places = replacedPlaces(text, search(for: args[1]), limit: limit < 0 ? Int.max : limit)
    if places.isEmpty { return text }
    let count = byteCount(text)
    let oldCount = byteCount(args[1])
    let newCount = byteCount(args[2])
    let (added, isTooMuch) = places.count.multipliedReportingOverflow(by: newCount)
    guard !isTooMuch else { throw memoryError(Int.max) }
    let address = try checkedTextRoom(kind, count - places.count * oldCount + added)
    let source = text.address + StringLayout.start
    var done = 0
    var target = address + StringLayout.start
    for place in places {
      memory.copy(from: source &+ done, to: target, byteCount: place &- done)
      target &+= place &- done
      memory.copy(from: args[2].address + StringLayout.start, to: target, byteCount: newCount)
      target &+= newCount
      done = place &+ oldCount
    }
    memory.copy(from: source + done, to: target, byteCount: count - done)
    return try finishedText(address)
  }

  /// Where texts to replace are, in bytes; an empty one is before each byte and at the end.
  private func replacedPlaces(_ text: Value, _ search: TextSearch, limit: Int) -> [Int] {
    let start = text.address + StringLayout.start
    let count = byteCount(text)
    if search.needleCount == 0 { return Array(0...min(count, limit - 1)) }
    var places: [Int] = []
    var place = 0
    while places.count < limit {
      let found = search.first(in: start &+ place, count: count &- place)
      if found < 0 { break }
      places.append(place &+ found)
      place &+= found &+ search.needleCount
    }
    return places
  }
}

/// A set of bytes.
private struct ByteSet {
  private var low: (UInt64, UInt64) = (0, 0)
  private var high: (UInt64, UInt64) = (0, 0)

  /// What `strip` takes away when nothing is said.
  static var spaces: ByteSet {
    var set = ByteSet()
    for byte in [Ascii.space, 9, 10, 11, 12, 13] { set.insert(byte) }
    return set
  }

  mutating func insert(_ byte: UInt8) {
    let bit = UInt64(1) &<< UInt64(byte & 63)
    switch byte &>> 6 {
    case 0: low.0 |= bit
    case 1: low.1 |= bit
    case 2: high.0 |= bit
    default: high.1 |= bit
    }
  }

  @inline(__always)
  func contains(_ byte: UInt8) -> Bool {
    let word = byte < 128 ? (byte < 64 ? low.0 : low.1) : (byte < 192 ? high.0 : high.1)
    return word &>> UInt64(byte & 63) & 1 != 0
  }
}
