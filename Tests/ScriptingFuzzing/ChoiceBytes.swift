/// Choices taken from bytes, one byte each; when there are none left, every choice is the first.
struct ChoiceBytes {
  private var bytes: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

  /// Whether every further choice is the first.
  var isEmpty: Bool { bytes.isEmpty }

  /// A number below `count`, which is 1…256.
  mutating func pick(_ count: Int) -> Int { Int(bytes.popFirst() ?? 0) % max(1, count) }

  /// One of several.
  mutating func pick<Element>(_ choices: [Element]) -> Element { choices[pick(choices.count)] }

  /// True in one of `count` cases, false when there are no bytes left.
  mutating func oneIn(_ count: Int) -> Bool { pick(count) == count - 1 }
}
