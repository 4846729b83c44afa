/// Which maps of a model can skip KPU RAM and pass from layer to layer in the kernels' own layout.
///
/// A map skips it when every later layer that sees its bytes is a KPU run that reads exactly this map. The
/// memory plan of a model never changes, so this is found out once. What is skipped can be seen by nobody:
/// dumps of layers materialise everything.
struct KPUSchedule {
  /// What becomes of one layer's input and output maps.
  struct Layer {
    /// Whether the layer's maps may skip KPU RAM at all.
    var isConvolution = false
    /// Index of the layer whose output is this layer's input; nil when the input comes from KPU RAM.
    var source: Int?
    /// Index of the last layer that takes this layer's output directly; nil when none does.
    var lastConsumer: Int?
    /// Whether something reads the output's bytes in KPU RAM.
    var isReadFromRAM = false
  }

  /// One entry per layer, in the order of execution.
  private(set) var layers: [Layer]

  /// Follows every read back to the writes that it sees.
  init(_ accesses: [KPULayerAccess]) {
    layers = [Layer](repeating: Layer(), count: accesses.count)
    var writes: [(layer: Int, access: KPUAccess)] = []
    for (index, access) in accesses.enumerated() {
      layers[index].isConvolution = access.isConvolution
      for read in access.reads {
        let seen = writes.last { $0.access.range.overlaps(read.range) }
        if access.isConvolution, let seen, accesses[seen.layer].isConvolution,
          seen.access.isSameMap(as: read)
        {
          layers[index].source = seen.layer
          layers[seen.layer].lastConsumer = index
        } else {
          var unseen = UnseenBytes(of: read)
          for write in writes.reversed() where write.access.range.overlaps(read.range) {
            if unseen.remove(write.access) { layers[write.layer].isReadFromRAM = true }
            if unseen.isEmpty { break }
          }
        }
      }
      writes += access.writes.map { (index, $0) }
    }
  }
}

/// The bytes of a read whose last write is not found yet.
///
/// Maps leave the bytes between their rows alone, and the padding of a single pixel leaves most of its map alone, so that what
/// older layers wrote may show through.
private struct UnseenBytes {
  private let range: Range<Int>
  private var isUnseen: [Bool]
  private var count: Int

  init(of read: KPUAccess) {
    // What lies outside ends in a fault, whatever its size.
    let range = read.range.clamped(to: 0..<KPUDatapath.ramByteCount)
    self.range = range
    isUnseen = [Bool](repeating: false, count: range.count)
    count = 0
    read.forEachStretch { stretch in
      for byte in stretch.clamped(to: range) where !isUnseen[byte - range.lowerBound] {
        isUnseen[byte - range.lowerBound] = true
        count += 1
      }
    }
  }

  var isEmpty: Bool { count == 0 }

  /// Takes out the bytes of a write; whether it may have been the last one of some.
  mutating func remove(_ write: KPUAccess) -> Bool {
    if case .raw(let written) = write {
      // Not all of them need have been written, so that older ones may show through.
      return written.clamped(to: range).contains { isUnseen[$0 - range.lowerBound] }
    }
    let before = count
    write.forEachStretch { stretch in
      for byte in stretch.clamped(to: range) where isUnseen[byte - range.lowerBound] {
        isUnseen[byte - range.lowerBound] = false
        count -= 1
      }
    }
    return count < before
  }
}
