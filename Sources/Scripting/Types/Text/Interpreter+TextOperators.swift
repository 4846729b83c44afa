/// Operators of `str`, `bytes`, `bytearray`, `array.array` and `memoryview`.
extension Interpreter {
  /// Concatenation and repetition (`left * right` with an integer right); nil if unknown.
  func binaryOfText(_ operation: ArithmeticOperator, _ left: Value, _ right: Value) throws(Raised) -> Value? {
    switch memory.kind(left.address) {
    case .str, .bytes: break
    case .byteArray, .array, .memoryView: return operation == .add ? try concatenatedArray(left, right) : nil
    default: return nil
    }
    if operation == .multiply {
      guard let times = try integerIfAny(right) else { return nil }
      return try repeated(left, times)
    }
    let kind = memory.kind(left.address)
    if isKind(right, kind) {
      guard operation == .add else { return nil }
      if byteCount(left) == 0 { return right }
      if byteCount(right) == 0 { return left }
      return try joined(left, right.address &+ StringLayout.start, count: byteCount(right))
    }
    guard kind == .bytes else { throw implicitConversion(right) }
    guard operation == .add, let other = buffer(right) else { return nil }
    return other.byteCount == 0 ? left : try joined(left, other.address, count: other.byteCount)
  }

  private func repeated(_ text: Value, _ times: Int) throws(Raised) -> Value {
    let kind = memory.kind(text.address)
    let count = byteCount(text)
    if times <= 0 || count == 0 { return try emptyText(kind) }
    let (total, isTooMuch) = count.multipliedReportingOverflow(by: times)
    guard !isTooMuch else { throw memoryError(Int.max) }
    let address = try checkedTextRoom(kind, total)
    let start = address + StringLayout.start
    memory.copy(from: text.address + StringLayout.start, to: start, byteCount: count)
    var done = count
    while done < total {
      let more = min(done, total - done)
      memory.copy(from: start, to: start + done, byteCount: more)
      done += more
    }
    return try finishedText(address)
  }

  private func concatenatedArray(_ left: Value, _ right: Value) throws(Raised) -> Value {
    let span = arraySpan(left)
    guard let other = buffer(right) else { throw bufferRequired() }
    try checkSameObjects(span.code, right)
    let size = span.code.byteCount
    let added = other.byteCount / size
    let result = try newArray(span.code, count: span.count + added)
    let start = arrayStart(result.address)
    memory.copy(from: span.address, to: start, byteCount: span.count * size)
    memory.copy(from: other.address, to: start + span.count * size, byteCount: added * size)
    return result
  }

  /// `array += other`, `bytearray += other`: anything with the buffer protocol.
  func inPlaceOfText(_ operation: ArithmeticOperator, _ left: Value, _ right: Value) throws(Raised) -> Value?
  {
    guard operation == .add, isKind(left, .byteArray) || isKind(left, .array) else { return nil }
    try extendArray(left, right)
    return left
  }

  /// `left == right`, of which `left` is one of these types.
  ///
  /// A `str` equals none but `str`, the others compare by their bytes.
  func equalText(_ left: Value, _ right: Value) throws(Raised) -> Bool {
    if isKind(left, .str) || isKind(right, .str) { return isEqualText(left, right) }
    guard let first = buffer(left), let second = buffer(right) else { return false }
    return first.byteCount == second.byteCount
      && memory.isEqual(first.address, second.address, byteCount: first.byteCount)
  }

  /// Order by bytes; nil if there is none.
  func orderText(_ operation: ComparisonKind, _ left: Value, _ right: Value) throws(Raised) -> Bool? {
    guard isKind(left, .str) || isKind(left, .bytes) else { return nil }
    if isKind(left, .str), !isKind(right, .str) { throw implicitConversion(right) }
    guard let first = buffer(left), let second = buffer(right) else { return nil }
    let order = order(first.address, first.byteCount, second.address, second.byteCount)
    return operation.holds(order, 0)
  }

  /// Below, at or above 0 as the first bytes come before, with or after the others.
  func order(_ first: Int, _ firstCount: Int, _ second: Int, _ secondCount: Int) -> Int {
    for offset in 0..<min(firstCount, secondCount) {
      let difference = Int(memory[byte: first &+ offset]) &- Int(memory[byte: second &+ offset])
      if difference != 0 { return difference }
    }
    return firstCount - secondCount
  }

  /// `item in value`; nil when the items are to be compared one by one.
  func textContains(_ value: Value, _ item: Value) throws(Raised) -> Bool? {
    switch memory.kind(value.address) {
    case .str:
      guard isKind(item, .str) else { throw implicitConversion(item) }
      return search(for: item).first(in: value.address + StringLayout.start, count: byteCount(value)) >= 0
    case .bytes:
      guard let other = buffer(item) else { return nil }
      return search(for: other.address, count: other.byteCount)
        .first(in: value.address + StringLayout.start, count: byteCount(value)) >= 0
    default:
      if let other = buffer(item) {
        guard isKind(value, .byteArray) else { return false }
        let span = arraySpan(value)
        return search(for: other.address, count: other.byteCount).first(in: span.address, count: span.count)
          >= 0
      }
      if isNumber(item), !isKind(item, .bool), !isKind(item, .complex) { throw fault(.NotImplementedError) }
      return false
    }
  }
}
