/// A tensor's elements seen with other extents and steps: transposed, sliced, repeated, turned round.
///
/// Element `[i, j, …]` of the view is element `offset + i * strides[0] + j * strides[1] + …` of the tensor; a stride
/// of 0 repeats.
public struct StridedView: Sendable, Equatable {
  /// Extents of the view, outermost first; none is negative.
  public var extents: [Int]
  /// Elements of the tensor from one element of an axis to the next.
  public var strides: [Int]
  /// Where the view's first element lies.
  public var offset: Int

  /// A view of the given parts.
  public init(extents: [Int], strides: [Int], offset: Int = 0) {
    precondition(extents.count == strides.count && extents.allSatisfy { $0 >= 0 })
    (self.extents, self.strides, self.offset) = (extents, strides, offset)
  }

  /// A dense tensor as it is.
  public init(dense extents: [Int]) {
    self.init(extents: extents, strides: Self.denseStrides(extents))
  }

  /// Steps of a dense tensor in row-major order.
  public static func denseStrides(_ extents: [Int]) -> [Int] {
    var strides = [Int](repeating: 1, count: extents.count)
    for axis in extents.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] &* max(1, extents[axis + 1])
    }
    return strides
  }

  /// The view of a tensor that a larger one is combined with, as ONNX broadcasts: axes are matched from the last one, and
  /// an extent of 1 is repeated.
  ///
  /// Nil when the extents don't match.
  public init?(broadcasting extents: [Int], to target: [Int]) {
    let missing = target.count - extents.count
    guard missing >= 0 else { return nil }
    let dense = Self.denseStrides(extents)
    var strides = [Int](repeating: 0, count: target.count)
    for (axis, extent) in extents.enumerated() {
      guard extent == 1 || extent == target[missing + axis] else { return nil }
      if extent != 1 { strides[missing + axis] = dense[axis] }
    }
    self.init(extents: target, strides: strides)
  }

  /// Elements of the view.
  public var count: Int { extents.reduce(1, *) }

  /// Whether every element lies in a tensor of `count` elements.
  public func fits(_ count: Int) -> Bool {
    if self.count == 0 { return true }
    var (lowest, highest) = (offset, offset)
    for (extent, stride) in zip(extents, strides) {
      let (reach, overflow) = (extent - 1).multipliedReportingOverflow(by: stride)
      if overflow { return false }
      let (sum, isTooFar) = (reach < 0 ? lowest : highest).addingReportingOverflow(reach)
      if isTooFar { return false }
      if reach < 0 { lowest = sum } else { highest = sum }
    }
    return lowest >= 0 && highest < count
  }

  /// Calls `body` with the place of the first element of each run along the last axis, in order.
  @inlinable
  public func forEachRow(_ body: (_ start: Int) -> Void) {
    if count == 0 { return }
    let outer = max(0, extents.count - 1)
    var place = [Int](repeating: 0, count: outer)
    var start = offset
    while true {
      body(start)
      var axis = outer - 1
      while axis >= 0 {
        place[axis] += 1
        start += strides[axis]
        if place[axis] < extents[axis] { break }
        start -= strides[axis] * extents[axis]
        place[axis] = 0
        axis -= 1
      }
      if axis < 0 { return }
    }
  }

  /// The same elements in the same order with axes made one where their steps allow, so that rows are long.
  public var coalesced: StridedView {
    var (extents, strides): ([Int], [Int]) = ([], [])
    for (extent, stride) in zip(self.extents, self.strides) where extent != 1 {
      if let last = strides.last, last == stride &* extent {
        extents[extents.count - 1] *= extent
        strides[strides.count - 1] = stride
      } else {
        extents.append(extent)
        strides.append(stride)
      }
    }
    return StridedView(extents: extents, strides: strides, offset: offset)
  }
}

extension StridedView {
  /// Two views of the same extents with axes made one where both step alike.
  public static func coalesced(_ a: StridedView, _ b: StridedView) -> (a: StridedView, b: StridedView) {
    precondition(a.extents == b.extents)
    var extents: [Int] = []
    var strides: (a: [Int], b: [Int]) = ([], [])
    for (axis, extent) in a.extents.enumerated() where extent != 1 {
      let (left, right) = (a.strides[axis], b.strides[axis])
      if let lastA = strides.a.last, let lastB = strides.b.last, lastA == left &* extent,
        lastB == right &* extent
      {
        extents[extents.count - 1] *= extent
        (strides.a[extents.count - 1], strides.b[extents.count - 1]) = (left, right)
      } else {
        extents.append(extent)
        strides.a.append(left)
        strides.b.append(right)
      }
    }
    return (
      StridedView(extents: extents, strides: strides.a, offset: a.offset),
      StridedView(extents: extents, strides: strides.b, offset: b.offset)
    )
  }
}

extension Reference {
  /// A function of two views' elements, in their order; the views have the same extents.
  @inlinable
  @inline(__always)
  public static func combine(
    _ a: StridedView, of left: Span<Float>, _ b: StridedView, of right: Span<Float>,
    output: inout MutableSpan<Float>, _ body: (Float, Float) -> Float
  ) {
    precondition(
      a.fits(left.count) && b.fits(right.count) && a.extents == b.extents && output.count == a.count)
    if output.count == 0 { return }
    let width = a.extents.last ?? 1
    let (leftStep, rightStep) = (a.strides.last ?? 0, b.strides.last ?? 0)
    let outer = max(0, a.extents.count - 1)
    var place = [Int](repeating: 0, count: outer)
    var (leftStart, rightStart, target) = (a.offset, b.offset, 0)
    while true {
      if leftStep == 1, rightStep == 1 {
        let (row, other) = (
          left.extracting(leftStart..<(leftStart + width)),
          right.extracting(rightStart..<(rightStart + width))
        )
        var part = output._mutatingExtracting(target..<(target + width))
        let count = min(part.count, row.count, other.count)
        for index in 0..<count { part[index] = body(row[index], other[index]) }
      } else if leftStep == 1, rightStep == 0 {
        let row = left.extracting(leftStart..<(leftStart + width))
        let value = right[rightStart]
        var part = output._mutatingExtracting(target..<(target + width))
        let count = min(part.count, row.count)
        for index in 0..<count { part[index] = body(row[index], value) }
      } else {
        for index in 0..<width {
          output[target &+ index] = body(
            left[leftStart &+ index &* leftStep], right[rightStart &+ index &* rightStep])
        }
      }
      target &+= width
      var axis = outer - 1
      while axis >= 0 {
        place[axis] += 1
        leftStart += a.strides[axis]
        rightStart += b.strides[axis]
        if place[axis] < a.extents[axis] { break }
        leftStart -= a.strides[axis] * a.extents[axis]
        rightStart -= b.strides[axis] * b.extents[axis]
        place[axis] = 0
        axis -= 1
      }
      if axis < 0 { return }
    }
  }

  /// Copies the elements of a view, in its order, to a dense tensor of as many.
  @inlinable
  public static func copy<Element: BitwiseCopyable>(
    _ view: StridedView, of input: Span<Element>, output: inout MutableSpan<Element>
  ) {
    precondition(view.fits(input.count) && output.count == view.count)
    let (width, step) = (view.extents.last ?? 1, view.strides.last ?? 1)
    var target = 0
    view.forEachRow { start in
      if step == 1 {
        let row = input.extracting(start..<(start + width))
        for index in 0..<row.count { output[target &+ index] = row[index] }
      } else {
        for index in 0..<width { output[target &+ index] = input[start &+ index &* step] }
      }
      target &+= width
    }
  }
}
