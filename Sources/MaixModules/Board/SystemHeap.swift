package import K210Boards

/// The memory that firmware, Python's heap and stacks leave: camera, display, models and work buffers share it.
///
/// Blocks have a header of 16 bytes and are aligned to 16; the heap grows upwards, and room that was given back is used
/// again, but only what lies above the highest block ever counts as free (`utils.heap_free`).
/// **Source**: maixpy-memory: modelling choices that fit public reports; the static bytes are known for `full` alone.
package final class SystemHeap {
  /// A block, given back when nobody holds it any more.
  package final class Block {
    private let heap: SystemHeap
    /// Where it begins in the heap, its header with it.
    package let start: Int
    /// Bytes that were asked for.
    package let byteCount: Int

    fileprivate init(_ heap: SystemHeap, start: Int, byteCount: Int) {
      self.heap = heap
      self.start = start
      self.byteCount = byteCount
    }

    deinit { heap.release(start) }
  }

  /// Bytes of the whole heap.
  package let capacity: Int
  /// Blocks by where they start, in order; with headers.
  private var blocks: [(start: Int, byteCount: Int)] = []
  /// Where no block has ever been.
  private var highWater = 0

  private static let headerByteCount = 16

  /// A heap of so many bytes.
  package init(capacity: Int) { self.capacity = max(0, capacity) }

  /// What a firmware and Python's heap leave of the chip's memory.
  package convenience init(_ firmware: FirmwareFlavour, gcHeapByteCount: Int) {
    self.init(capacity: K210Memory.general.value - firmware.staticBytes.value - gcHeapByteCount)
  }

  /// Bytes above the highest block that ever was: what `utils.heap_free()` says.
  package var freeByteCount: Int { capacity - highWater }

  /// Bytes of blocks in use, headers with them.
  package var usedByteCount: Int { blocks.reduce(0) { $0 + $1.byteCount } }

  /// The largest block that can be had now.
  package var largestByteCount: Int {
    var largest = 0
    var end = 0
    for block in blocks {
      largest = max(largest, block.start - end)
      end = block.start + block.byteCount
    }
    return max(0, max(largest, capacity - end) - Self.headerByteCount)
  }

  /// The first room that is large enough; nil if there is none.
  package func allocate(_ byteCount: Int) -> Block? {
    guard byteCount >= 0, byteCount <= capacity else { return nil }
    let wanted = Self.headerByteCount + (byteCount + 15) / 16 * 16
    var start = 0
    var place = 0
    while place < blocks.count, blocks[place].start - start < wanted {
      start = blocks[place].start + blocks[place].byteCount
      place += 1
    }
    guard start + wanted <= capacity else { return nil }
    blocks.insert((start, wanted), at: place)
    highWater = max(highWater, start + wanted)
    return Block(self, start: start, byteCount: byteCount)
  }

  private func release(_ start: Int) { blocks.removeAll { $0.start == start } }
}
