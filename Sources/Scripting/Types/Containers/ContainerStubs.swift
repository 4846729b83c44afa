// To be replaced: lists, tuples, dicts, sets, ranges, slices, deques, named tuples, their iterators.
extension Interpreter {
  func namedTupleField(_ value: Value, _ name: Value) -> Value { .null }
  func installContainerTypes() throws(Raised) {}
  /// list, tuple, sets, dict views, deque; `left * right` with an integer right; nil if unknown.
  func binaryOfContainers(_ operation: BinaryOperator, _ left: Value, _ right: Value) throws(Raised) -> Value? { nil }
  /// `op=` that changes `left`; also for bytearray and array; nil if unknown.
  func inPlaceOfContainers(_ operation: BinaryOperator, _ left: Value, _ right: Value) throws(Raised) -> Value? { nil }
  func equalContainers(_ left: Value, _ right: Value) throws(Raised) -> Bool { left == right }
  func orderContainers(_ operation: ComparisonKind, _ left: Value, _ right: Value) throws(Raised) -> Bool? { nil }
  func containerLength(_ value: Value) -> Int? { nil }
  func hashOfContainer(_ value: Value) throws(Raised) -> Int { 0 }
  func containerItem(_ value: Value, _ index: Value) throws(Raised) -> Value? { nil }
  func setContainerItem(_ value: Value, _ index: Value, _ item: Value) throws(Raised) -> Bool { false }
  func deleteContainerItem(_ value: Value, _ index: Value) throws(Raised) -> Bool { false }
  func containerContains(_ value: Value, _ item: Value) throws(Raised) -> Bool? { nil }
  /// Iterator over any built-in that can be iterated, text and bytes included; nil if it cannot.
  func containerIterator(_ value: Value) throws(Raised) -> Value? { nil }
  /// The next of an object of kind `iterator`, null at the end.
  func nextOfIterator(_ iterator: Value) throws(Raised) -> Value { .null }
  /// A list of values.
  package func newList(_ items: [Value]) throws(Raised) -> Value { .none }
  /// A list of values that lie one after another in the arena.
  func newList(from start: Int, count: Int) throws(Raised) -> Value { .none }
  /// Adds at the end of a list.
  package func listAppend(_ list: Value, _ item: Value) throws(Raised) {}
  /// `{…}` of values that lie one after another; `kind` is set or frozenset.
  func newSet(_ kind: ObjectKind, from start: Int, count: Int) throws(Raised) -> Value { .none }
  func setAdd(_ set: Value, _ item: Value) throws(Raised) {}
  /// `list(iterable)`, as a new list; for `tuple(iterable)` the same then `newTuple`.
  func listOf(_ iterable: Value) throws(Raised) -> Value { .none }
  func tupleOf(_ iterable: Value) throws(Raised) -> Value { .emptyTuple }
  /// `slice(start, stop, step)`.
  func newSlice(_ start: Value, _ stop: Value, _ step: Value) throws(Raised) -> Value { try newObject(.slice, start, stop, step) }
  func newRange(_ start: Int, _ stop: Int, _ step: Int) throws(Raised) -> Value { .none }
  /// Positions that a slice takes of a sequence of `count` items, as MicroPython has it.
  func sliceBounds(_ slice: Value, count: Int) throws(Raised) -> (start: Int, stop: Int, step: Int) { (0, count, 1) }
  /// The position an index means, negative ones from the end; IndexError with MicroPython's text for the type's name.
  func position(_ index: Value, count: Int, of value: Value) throws(Raised) -> Int { 0 }
  /// The class of a dict object: dict or OrderedDict.
  func dictType(_ value: Value) -> Value { kindTypes[Int(ObjectKind.dict.rawValue)] }
  func printContainer(_ value: Value, _ form: PrintForm, to sink: inout TextSink) throws(Raised) {}
}
