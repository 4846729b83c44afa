/// What lies in one of a chip's memories while a model runs, layer by layer.
public struct MemoryPlan: Sendable, Equatable {
  /// What the memory is called: `KPU RAM`.
  public let memory: String
  /// Bytes that the chip has of it; `Int.max` when boards differ.
  public let capacity: Int
  /// Bytes that the model reserves; at least the peak for a model that stays within them.
  public let reserved: Int
  /// The tensors in the order in which they are made.
  public let tensors: [Lifetime]
  /// Bytes in use while each layer runs: what it reads, what it writes, and what later layers still need.
  public let usedBytes: [Int]

  /// When a tensor is made, where it lies, and until when it is needed.
  public struct Lifetime: Sendable, Equatable {
    /// The bytes it takes.
    public let bytes: Range<Int>
    /// The layer that makes it; nil for an input of the model.
    public let producer: Int?
    /// The last layer that reads it, or the one that makes it when none does; the last layer of all for
    /// an output of the model.
    public let lastUse: Int

    /// A tensor at its place.
    public init(bytes: Range<Int>, producer: Int?, lastUse: Int) {
      self.bytes = bytes
      self.producer = producer
      self.lastUse = lastUse
    }
  }

  /// A plan of one memory.
  public init(memory: String, capacity: Int, reserved: Int, tensors: [Lifetime], usedBytes: [Int]) {
    self.memory = memory
    self.capacity = capacity
    self.reserved = reserved
    self.tensors = tensors
    self.usedBytes = usedBytes
  }

  /// The most bytes in use at any time; 0 when no layer uses the memory.
  public var peakBytes: Int { usedBytes.max() ?? 0 }
  /// The first layer at which the most bytes are in use; nil when no layer uses the memory.
  public var peakLayer: Int? {
    peakBytes > 0 ? usedBytes.firstIndex(of: peakBytes) : nil
  }
  /// Bytes in use on average over the layers, each counting the same.
  public var averageBytes: Int {
    usedBytes.isEmpty ? 0 : Int(usedBytes.reduce(0.0) { $0 + Double($1) } / Double(usedBytes.count))
  }
}

/// Follows what layers read and write in one memory and finds out when each byte is needed.
///
/// A tensor that is overwritten in part lives on in the rest. Cost: a binary search and the segments
/// touched, per access.
public struct MemoryPlanBuilder {
  private struct Tensor {
    let bytes: Range<Int>
    let producer: Int?
    var lastUse: Int
  }
  /// A stretch of bytes that hold a tensor; they are lost from layer `end` on.
  private struct Segment {
    var bytes: Range<Int>
    let tensor: Int
  }

  private var tensors: [Tensor] = []
  /// What memory holds now, by address, without overlaps.
  private var current: [Segment] = []
  /// What was overwritten, and the last layer at which it could still be used.
  private var lost: [(segment: Segment, lastLayer: Int)] = []

  /// A memory that holds nothing.
  public init() {}

  /// Notes that a layer (nil: whoever provides the inputs) makes a tensor; an empty range makes none.
  public mutating func write(_ bytes: Range<Int>, by layer: Int?) {
    guard !bytes.isEmpty else { return }
    let start = layer ?? 0
    let touched = overlapping(bytes)
    var kept: [Segment] = []
    for segment in current[touched] {
      let cut = segment.bytes.clamped(to: bytes)
      lost.append((Segment(bytes: cut, tensor: segment.tensor), start - 1))
      for rest in [segment.bytes.lowerBound..<cut.lowerBound, cut.upperBound..<segment.bytes.upperBound]
      where !rest.isEmpty {
        kept.append(Segment(bytes: rest, tensor: segment.tensor))
      }
    }
    kept.append(Segment(bytes: bytes, tensor: tensors.count))
    current.replaceSubrange(touched, with: kept.sorted { $0.bytes.lowerBound < $1.bytes.lowerBound })
    tensors.append(Tensor(bytes: bytes, producer: layer, lastUse: start))
  }

  /// Notes that a layer needs what lies in a range.
  public mutating func read(_ bytes: Range<Int>, by layer: Int) {
    for segment in current[overlapping(bytes)] { tensors[segment.tensor].lastUse = layer }
  }

  /// Indices of the segments that share a byte with `bytes`.
  private func overlapping(_ bytes: Range<Int>) -> Range<Int> {
    guard !bytes.isEmpty else { return 0..<0 }
    let first = firstSegment { $0.upperBound > bytes.lowerBound }
    let end = firstSegment { $0.lowerBound >= bytes.upperBound }
    return first..<max(first, end)
  }

  /// The first segment for which `condition`, true from some address on, holds.
  private func firstSegment(where condition: (Range<Int>) -> Bool) -> Int {
    var (low, high) = (0, current.count)
    while low < high {
      let middle = (low + high) / 2
      if condition(current[middle].bytes) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// The plan of a model with so many layers.
  public func plan(memory: String, capacity: Int, reserved: Int, layerCount: Int) -> MemoryPlan {
    // Bytes that come into use at a layer, less those that go out of use.
    var changes = [Int](repeating: 0, count: layerCount + 1)
    for (segment, lastLayer) in lost + current.map({ ($0, layerCount - 1) }) {
      let tensor = tensors[segment.tensor]
      let (first, last) = (tensor.producer ?? 0, min(tensor.lastUse, lastLayer))
      guard first <= last, last < layerCount else { continue }
      changes[first] += segment.bytes.count
      changes[last + 1] -= segment.bytes.count
    }
    var used = 0
    let usedBytes = changes.dropLast().map { change in
      used += change
      return used
    }
    let lifetimes = tensors.map {
      MemoryPlan.Lifetime(bytes: $0.bytes, producer: $0.producer, lastUse: $0.lastUse)
    }
    return MemoryPlan(
      memory: memory, capacity: capacity, reserved: reserved, tensors: lifetimes, usedBytes: usedBytes)
  }
}
