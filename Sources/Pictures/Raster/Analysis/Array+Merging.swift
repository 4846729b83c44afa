extension Array {
  /// One pass of uniting finds that are nearly the same, in the device's order: each takes in what it can of those behind
  /// it, and what was taken in stands no more for itself.
  ///
  /// **Source**: omv/img/blob.c, hough.c and line.c, which have the same loop for blobs, lines, circles and segments.
  ///
  /// - Parameter unite: Has the first take the second in; false if it does not.
  /// - Returns: What is left, and whether anything was united.
  func merged(_ unite: (inout Element, Element) -> Bool) -> (finds: [Element], hasMerged: Bool) {
    var hasMerged = false
    var finds: [Element] = []
    var waiting = self[...]
    while var find = waiting.popFirst() {
      var rest: [Element] = []
      rest.reserveCapacity(waiting.count)
      for other in waiting {
        if unite(&find, other) {
          hasMerged = true
        } else {
          rest.append(other)
        }
      }
      waiting = rest[...]
      finds.append(find)
    }
    return (finds, hasMerged)
  }
}
