/// One axis of a convolution as KPU runs compute it: how far the map is padded, and which results are wanted.
///
/// The KPU's windows stand on each pixel, or on every second one. What lies outside of the map reads as zero, as
/// padding does, so that windows may be moved by padding further and cropping the results.
struct KPUAxis: Equatable, Sendable {
  /// Pixels of zeros before the map.
  let padBefore: Int
  /// Pixels of zeros behind the map.
  let padAfter: Int
  /// Pixels of the padded map.
  let size: Int
  /// Pixels from one window of a run to the next: 1 or 2.
  let runStride: Int
  /// Runs that deal out the pixels among them, each taking every `blocks`-th one: the dilation.
  let blocks: Int
  /// The first result that is wanted.
  let first: Int
  /// Results from one that is wanted to the next.
  let step: Int
  /// Results that are wanted.
  let count: Int

  /// No map of the KPU is larger, and no distance in networks for it; keeps sums far from overflowing.
  static let limit = 4096

  /// The plan for windows whose middles stand at `origin + index * stride` of the map.
  ///
  /// - Parameters:
  ///   - origin: may be negative.
  ///   - least: results that a run must have at least.
  /// - Returns: nil when a number is beyond ``limit``.
  init?(
    inputSize: Int, origin: Int, stride: Int, count: Int, runStride: Int, blocks: Int = 1, least: Int
  ) {
    let positives = [inputSize, stride, count, blocks]
    guard positives.allSatisfy({ (1...Self.limit).contains($0) }), (-Self.limit...Self.limit).contains(origin)
    else { return nil }
    var before = max(0, -origin)
    // The KPU's windows stand on even pixels.
    if runStride == 2, (origin + before) % 2 != 0 { before += 1 }
    first = (origin + before) / runStride
    step = stride / runStride
    let last = first + (count - 1) * step
    let needed = max(inputSize + before, (last + 1) * runStride, least * runStride * blocks)
    size = (needed + blocks - 1) / blocks * blocks
    padBefore = before
    padAfter = size - inputSize - before
    (self.runStride, self.blocks, self.count) = (runStride, blocks, count)
  }

  /// Pixels of one run's map.
  var runSize: Int { size / blocks }
  /// Results of all runs.
  var resultSize: Int { size / runStride }
  /// Whether nothing is padded.
  var isUnpadded: Bool { padBefore == 0 && padAfter == 0 }
  /// Whether every result is wanted.
  var takesAll: Bool { first == 0 && step == 1 && count == resultSize }
}
