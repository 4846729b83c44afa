/// Which granules of the arena are in use, and for what.
final class GranuleTable {
  /// What a granule is used for.
  enum Use: UInt8 {
    case none
    /// First of a block of cells; `info` is the size class.
    case cells
    /// First of an object of its own; `info` is how many granules it has.
    case run
    /// Another granule of what began before.
    case more
  }

  private let first: Int
  private let end: Int
  /// Behind the last granule that was ever used.
  @safe @exclusivity(unchecked) private var top: Int
  /// Where the search for room goes on; what lies before it waits for the next time that granules are given
  /// back.
  @safe @exclusivity(unchecked) private var cursor: Int
  @safe @exclusivity(unchecked) private var uses: [UInt8] = []
  @safe @exclusivity(unchecked) private var infos: [UInt32] = []

  /// How many granules there are.
  var capacity: Int { end - first }
  /// How many lie before the end of what was ever used.
  var usedCount: Int { top - first }

  init(first: Int, end: Int) {
    self.first = first
    self.end = end
    top = first
    cursor = first
  }

  /// Takes granules one after another; nil when there are not as many.
  func take(_ count: Int, as use: Use, info: UInt32) -> Int? {
    guard count <= end - first, let start = free(count) else { return nil }
    uses[start - first] = use.rawValue
    infos[start - first] = info
    for index in 1..<max(count, 1) { uses[start - first + index] = Use.more.rawValue }
    cursor = start + count
    return start
  }

  /// Gives granules back.
  func giveBack(_ start: Int, count: Int) {
    for index in 0..<count { uses[start - first + index] = Use.none.rawValue }
    cursor = first
    while top > first, uses[top - 1 - first] == Use.none.rawValue {
      top -= 1
      uses.removeLast()
      infos.removeLast()
    }
  }

  /// Everything in use, in order.
  func forEach(_ body: (_ granule: Int, _ use: Use, _ info: UInt32) -> Void) {
    var granule = first
    while granule < top {
      let use = Use(rawValue: uses[granule - first]) ?? .none
      let info = infos[granule - first]
      body(granule, use, info)
      switch use {
      case .none, .more: granule += 1
      case .cells: granule += HeapLayout.blockGranules
      case .run: granule += Int(info)
      }
    }
  }

  /// Room that the cursor has passed, the last resort.
  private func freeFromStart(_ count: Int) -> Int? {
    cursor = first
    return free(count)
  }

  private func free(_ count: Int) -> Int? {
    var start = cursor
    var length = 0
    var index = cursor
    while index < top {
      if uses[index - first] == Use.none.rawValue {
        if length == 0 { start = index }
        length += 1
        if length == count { return start }
      } else {
        length = 0
      }
      index += 1
    }
    if length == 0 { start = top }
    guard start + count <= end else { return cursor == first ? nil : freeFromStart(count) }
    while top < start + count {
      uses.append(Use.none.rawValue)
      infos.append(0)
      top += 1
    }
    return start
  }
}
