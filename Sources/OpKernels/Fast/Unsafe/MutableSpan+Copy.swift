extension MutableSpan where Element: BitwiseCopyable {
  /// Replaces all elements by those of a span of the same count, which may not be part of this one.
  @inlinable
  package mutating func copy(_ source: Span<Element>) {
    precondition(source.count == count)
    // Invariant: both hold `count` elements, as just checked.
    unsafe source.withUnsafeBufferPointer { source in
      unsafe withUnsafeMutableBufferPointer { target in
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        unsafe to.update(from: from, count: target.count)
      }
    }
  }
}
