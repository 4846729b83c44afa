import OpKernels
import TestSupport
import Testing

@Suite("views of tensors")
struct StridedViewTests {
  /// A view with random extents and steps of either sign, 0 included, and a tensor that holds it.
  private static func random(_ random: inout SplitMix64) -> (view: StridedView, count: Int) {
    let extents = (0..<Int.random(in: 0...4, using: &random)).map { _ in Int.random(in: 0...4, using: &random)
    }
    let strides = extents.map { _ in Int.random(in: -5...5, using: &random) }
    let reaches = zip(extents, strides).map { max(0, $0 - 1) * $1 }
    let lowest = reaches.filter { $0 < 0 }.reduce(0, +)
    let highest = reaches.filter { $0 > 0 }.reduce(0, +)
    let offset = -lowest + Int.random(in: 0...3, using: &random)
    return (
      StridedView(extents: extents, strides: strides, offset: offset),
      offset + highest + Int.random(in: 1...3, using: &random)
    )
  }

  /// The places of a view's elements, by its definition.
  private static func places(_ view: StridedView) -> [Int] {
    var places = [view.offset]
    for (extent, stride) in zip(view.extents, view.strides) {
      places = places.flatMap { place in (0..<extent).map { place + $0 * stride } }
    }
    return places
  }

  @Test("a copy has the elements of the definition, coalesced or not", arguments: 0..<40 as Range<UInt64>)
  func copies(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<25 {
      let (view, count) = Self.random(&random)
      let expected = Self.places(view)
      #expect(view.count == expected.count && view.fits(count))
      let source = Array(0..<count)
      for form in [view, view.coalesced] {
        var results = [Int](repeating: -1, count: view.count)
        var span = results.mutableSpan
        Reference.copy(form, of: source.span, output: &span)
        #expect(results == expected)
      }
      #expect(view.coalesced.extents.count <= view.extents.count)
    }
  }

  @Test("a view fits exactly when all of its places do", arguments: 0..<20 as Range<UInt64>)
  func fits(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<50 {
      var (view, count) = Self.random(&random)
      view.offset += Int.random(in: -3...3, using: &random)
      count = max(0, count - Int.random(in: 0...3, using: &random))
      #expect(view.fits(count) == Self.places(view).allSatisfy { (0..<count).contains($0) })
    }
  }

  @Test("reaches beyond 64 bits don't fit")
  func overflow() {
    #expect(!StridedView(extents: [3], strides: [.max]).fits(.max))
    #expect(!StridedView(extents: [3], strides: [.min]).fits(.max))
    #expect(!StridedView(extents: [2, 2], strides: [.max, .max]).fits(.max))
    #expect(StridedView(extents: [0, 2], strides: [.max, .max]).fits(0))
  }

  @Test("axes that lie behind one another become one, others stay")
  func coalescing() {
    #expect(StridedView(dense: [2, 3, 4]).coalesced == StridedView(extents: [24], strides: [1]))
    #expect(
      StridedView(extents: [2, 3, 4], strides: [1, 8, 2]).coalesced
        == StridedView(extents: [2, 12], strides: [1, 2]))
    #expect(
      StridedView(extents: [5, 1, 2], strides: [0, 9, 0]).coalesced
        == StridedView(extents: [10], strides: [0]))
    #expect(
      StridedView(extents: [3, 2], strides: [-2, -1], offset: 5).coalesced
        == StridedView(extents: [6], strides: [-1], offset: 5))
    #expect(StridedView(extents: [1, 1], strides: [7, 7]).coalesced.extents == [])
  }

  @Test("extents of 1 are repeated, missing ones as well; others don't match")
  func broadcasting() throws {
    let view = try #require(StridedView(broadcasting: [3, 1], to: [2, 3, 4]))
    #expect(view.strides == [0, 1, 0])
    #expect(StridedView(broadcasting: [2], to: [3]) == nil)
    #expect(StridedView(broadcasting: [1, 1], to: [3]) == nil)
    #expect(StridedView(broadcasting: [], to: [])?.count == 1)
  }

  @Test("two views are combined element by element, coalesced or not", arguments: 0..<40 as Range<UInt64>)
  func combination(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<25 {
      let extents = (0..<Int.random(in: 0...4, using: &random)).map { _ in
        Int.random(in: 1...4, using: &random)
      }
      let narrow = (0..<2).map { _ in extents.map { Bool.random(using: &random) ? 1 : $0 } }
      let views = narrow.map {
        StridedView(broadcasting: Array($0.drop { $0 == 1 }), to: extents) ?? StridedView(dense: [])
      }
      let sources = narrow.map { shape in
        (0..<shape.reduce(1, *)).map { _ in Float(Int.random(in: -99...99, using: &random)) }
      }
      let expected = zip(Self.places(views[0]), Self.places(views[1])).map { sources[0][$0] - sources[1][$1] }
      let joined = StridedView.coalesced(views[0], views[1])
      for (a, b) in [(views[0], views[1]), (joined.a, joined.b)] {
        var results = [Float](repeating: 0, count: expected.count)
        var span = results.mutableSpan
        let (left, right) = (sources[0], sources[1])
        Reference.combine(a, of: left.span, b, of: right.span, output: &span) { $0 - $1 }
        #expect(results == expected)
      }
    }
  }

  @Test("places are picked along each axis; where there is none the output keeps what it held")
  func picking() {
    var random = SplitMix64(seed: 5)
    for _ in 0..<200 {
      let extents = (0..<Int.random(in: 0...4, using: &random)).map { _ in
        Int.random(in: 1...4, using: &random)
      }
      let places = extents.map { extent in
        (0..<Int.random(in: 0...5, using: &random)).map { _ in Int.random(in: -1..<extent, using: &random) }
      }
      let source = Array(0..<extents.reduce(1, *))
      var expected = [0]
      for (axis, list) in places.enumerated() {
        expected = expected.flatMap { place in
          list.map { place < 0 || $0 < 0 ? -1 : place * extents[axis] + $0 }
        }
      }
      var results = [Int](repeating: -1, count: expected.count)
      var span = results.mutableSpan
      Reference.pick(places, of: source.span, extents: extents, output: &span)
      #expect(results == expected)
    }
  }
}
