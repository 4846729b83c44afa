/// `array[index]` and `array[a:b]` of `bytearray`, `array.array` and `memoryview`, read and set.
extension Interpreter {
  /// An element or a slice.
  func arrayItem(_ array: Value, _ index: Value) throws(Raised) -> Value {
    if isKind(index, .slice) { return try arraySlice(array, index) }
    let span = arraySpan(array)
    let place = try elementIndex(index, span.count, array)
    return try element(span.code, at: span.address + place * span.code.byteCount)
  }

  private func arraySlice(_ array: Value, _ slice: Value) throws(Raised) -> Value {
    let range = try sliceRange(slice, count: arraySpan(array).count)
    if isKind(array, .memoryView) {
      let start = Int(memory[array.address + ViewLayout.start]) + range.lowerBound
      return try newMemoryView(
        field(array, 1), ElementCode(aux: aux(array)), start: start, count: range.count,
        isWritable: aux(array) & ViewLayout.isWritable != 0)
    }
    let code = ElementCode(aux: aux(array))
    let result = try newArray(code, count: range.count)
    memory.copy(
      from: arrayStart(array.address) + range.lowerBound * code.byteCount, to: arrayStart(result.address),
      byteCount: range.count * code.byteCount)
    return result
  }

  /// Sets an element or a slice.
  func setTextItem(_ value: Value, _ index: Value, _ item: Value) throws(Raised) {
    if index.isSmall, item.isSmall, isKind(value, .byteArray) {
      let count = arrayCount(value.address)
      var place = index.small
      if place < 0 { place &+= count }
      guard place >= 0, place < count else { throw indexError("bytearray index out of range") }
      memory[byte: arrayStart(value.address) &+ place] = UInt8(truncatingIfNeeded: item.small)
      return
    }
    if isKind(index, .slice) { return try setArraySlice(value, index, item) }
    let code = ElementCode(aux: aux(value))
    _ = try elementIndex(index, arraySpan(value).count, value)
    guard arraySpan(value).isWritable else { throw noItemAssignment(value) }
    let bits = try elementBits(code, item)
    // The conversion may have run the script.
    let span = arraySpan(value)
    setElement(code, at: span.address + (try elementIndex(index, span.count, value)) * code.byteCount, bits)
  }

  private func setArraySlice(_ array: Value, _ slice: Value, _ item: Value) throws(Raised) {
    let code = ElementCode(aux: aux(array))
    let range = try sliceRange(slice, count: arraySpan(array).count)
    let incompatible = "lhs and rhs should be compatible"
    let source: ArraySpan
    switch kind(item) {
    case .byteArray, .array, .memoryView, .bytes: source = arraySpan(item)
    default: throw fault(.NotImplementedError, "array/bytes required on right side")
    }
    let isMixed = (source.code == .object) != (code == .object)
    guard source.code.byteCount == code.byteCount, !isMixed else { throw valueError(incompatible) }
    let target = arraySpan(array)
    if isKind(array, .memoryView) {
      guard target.isWritable else { throw noItemAssignment(array) }
      guard source.count == range.count else { throw valueError(incompatible) }
      memory.copy(
        from: source.address, to: target.address + range.lowerBound * code.byteCount,
        byteCount: source.count * code.byteCount)
    } else {
      try replaceInArray(array, range, with: item, source.count)
    }
  }

  /// Puts elements, as many as wanted, where others were.
  private func replaceInArray(_ array: Value, _ range: Range<Int>, with item: Value, _ sourceCount: Int)
    throws(Raised)
  {
    let address = array.address
    let code = ElementCode(aux: aux(array))
    let size = code.byteCount
    let count = arrayCount(address)
    let added = sourceCount - range.count
    // The source may be this array or look into it, and is moved below.
    let kept =
      nativeValue(item) == array || isKind(item, .memoryView)
      ? memory.bytes(arraySpan(item).address, count: sourceCount * size) : nil
    if added > Int(memory[address + ArrayLayout.spare]) { try giveSpare(address, code, added) }
    let start = arrayStart(address)
    memory.copy(
      from: start + range.upperBound * size, to: start + (range.lowerBound + sourceCount) * size,
      byteCount: (count - range.upperBound) * size)
    if let kept {
      memory.write(kept, at: start + range.lowerBound * size)
    } else {
      memory.copy(
        from: arraySpan(item).address, to: start + range.lowerBound * size, byteCount: sourceCount * size)
    }
    if added < 0 {
      memory.fillBytes(start + (count + added) * size, byteCount: -added * size, with: 0)
    } else {
      memory[address + ArrayLayout.spare] &-= UInt64(added)
    }
    memory[address + ArrayLayout.count] = UInt64(count + added)
  }

  private func elementIndex(_ index: Value, _ count: Int, _ array: Value) throws(Raised) -> Int {
    var place = try textIndex(index, of: array)
    if place < 0 { place += count }
    guard place >= 0, place < count else { throw indexError("\(typeName(array)) index out of range") }
    return place
  }

  private func noItemAssignment(_ value: Value) -> Raised {
    typeError("'\(typeName(value))' object doesn't support item assignment")
  }

  // MARK: Indices

  /// An index as a number: integers and bools; TypeError with the container's name for others.
  func textIndex(_ index: Value, of value: Value) throws(Raised) -> Int {
    if let number = try integerIfAny(index) { return number }
    let container = isKind(value, .str) ? "string" : typeName(value)
    throw typeError("\(container) indices must be integers, not \(typeName(index))")
  }

  /// The number in an integer or bool; nil for anything else.
  func integerIfAny(_ value: Value) throws(Raised) -> Int? {
    if value.isSmall { return value.small }
    return isKind(value, .bool) || isKind(value, .bigInteger) ? try integerArgument(value) : nil
  }

  /// What a slice without step takes of so many items; NotImplementedError if it has one.
  func sliceRange(_ slice: Value, count: Int) throws(Raised) -> Range<Int> {
    let first = field(slice, 1)
    let last = field(slice, 2)
    let step = field(slice, 3)
    if step == .none || step == Value(small: 1), first == .none || first.isSmall,
      last == .none || last.isSmall
    {
      let start = first == .none ? 0 : clamped(first.small, count)
      let stop = last == .none ? count : clamped(last.small, count)
      return start..<max(start, stop)
    }
    let bounds = try sliceBounds(slice, count: count)
    guard bounds.step == 1 else {
      throw fault(.NotImplementedError, "only slices with step=1 (aka None) are supported")
    }
    let start = min(max(bounds.start, 0), count)
    return start..<min(max(bounds.stop, start), count)
  }

  @inline(__always)
  private func clamped(_ place: Int, _ count: Int) -> Int {
    place < 0 ? max(place &+ count, 0) : min(place, count)
  }
}
