/// The region layer as MaixPy runs it: over the model's output, which it overwrites, boxes in their order.
///
/// **Source**: MaixPy v0.6.3, `sipeed_yolo2.c`; all in f32, since its build makes every constant single.
extension RegionLayer {
  /// Classes that the firmware takes an output to have: it always counts 5 anchors.
  ///
  /// Not positive for outputs of fewer than 30 channels.
  public static func firmwareClassCount(channels: Int) -> Int { channels / 5 - 5 }

  /// The most boxes of one class that take part in the firmware's suppression here; on a board all do.
  static let firmwareCandidateLimit = 4096

  /// Settings as the firmware takes them; anchors may be any numbers, one pair for each box of a cell.
  ///
  /// Nil when there is no anchor, no class or no cell, or more of them than the firmware counts.
  public init?(
    firmwareAnchors numbers: [Float], gridWidth: Int, gridHeight: Int, channels: Int, threshold: Float,
    overlapLimit: Float
  ) {
    let classCount = Self.firmwareClassCount(channels: channels)
    let sides = 1...Self.gridLimit
    guard sides.contains(gridWidth), sides.contains(gridHeight), (1...(1 << 20)).contains(classCount),
      (1...Anchors.firmwareLimit).contains(numbers.count / 2)
    else { return nil }
    self.init(
      trusted: Anchors(trusted: numbers), gridWidth: gridWidth, gridHeight: gridHeight,
      classCount: classCount, threshold: threshold, overlapLimit: overlapLimit)
  }

  /// Turns raw values into offsets, objectness and probabilities, in place.
  ///
  /// The firmware leaves them in the model's output. `output` must have ``elementCount`` values or more;
  /// what is behind is left alone.
  public func activate(_ output: inout [Float]) {
    precondition(output.count >= elementCount)
    let cells = gridWidth * gridHeight
    for anchor in anchors.shapes.indices {
      let start = anchor * (5 + classCount) * cells
      for index in start..<(start + 2 * cells) { output[index] = Self.sigmoid(output[index]) }
      for index in (start + 4 * cells)..<(start + 5 * cells) { output[index] = Self.sigmoid(output[index]) }
      for cell in 0..<cells { softmax(&output, from: start + 5 * cells + cell, by: cells) }
    }
  }

  /// The boxes of an output that ``activate(_:)`` has been over, in the order of their indices.
  ///
  /// Equal scores of a class count in the order of the boxes; the firmware's `qsort` promises none.
  public func firmwareBoxes(activated output: [Float]) -> [DetectedBox] {
    precondition(output.count >= elementCount)
    let cells = gridWidth * gridHeight
    var ofClass = [[DetectedBox]](repeating: [], count: classCount)
    for anchor in anchors.shapes.indices {
      for cell in 0..<cells {
        let base = anchor * (5 + classCount) * cells + cell
        // A probability is at most 1, so a box at or below the threshold has no class above it.
        guard output[base + 4 * cells] > threshold else { continue }
        append(output, base: base, anchor: anchor, cell: cell) { ofClass[$0.classIndex].append($0) }
      }
    }
    var kept: [DetectedBox] = []
    for candidates in ofClass where !candidates.isEmpty {
      let best = candidates.sorted(by: DetectedBox.isBetter).prefix(Self.firmwareCandidateLimit)
      kept += DetectedBox.suppressed(best, above: overlapLimit)
    }
    kept.sort(by: DetectedBox.isBetter)
    return Self.bestPerBox(kept).sorted { $0.boxIndex < $1.boxIndex }
  }
}

extension Anchors {
  /// The most anchors that the firmware's counter of 8 bits takes.
  static let firmwareLimit = 127

  /// Pairs of any numbers.
  init(trusted numbers: [Float]) {
    shapes = stride(from: 0, to: numbers.count / 2 * 2, by: 2).map {
      Anchor(width: numbers[$0], height: numbers[$0 + 1])
    }
  }
}

extension DetectedBox {
  /// The corners on a picture of this size as the firmware has them: floats made integers without a sign.
  ///
  /// Nothing is clipped. What is below 0 becomes 0 and what is too large the largest number, as RISC-V
  /// converts; the firmware's rectangle keeps the low 16 bits of corner and extent, with a sign.
  public func firmwareRectangle(width: Int, height: Int) -> PixelBox {
    let (across, down) = (Float(width), Float(height))
    let x1 = Self.unsigned(centerX * across - self.width * across / 2)
    let y1 = Self.unsigned(centerY * down - self.height * down / 2)
    let x2 = Self.unsigned(centerX * across + self.width * across / 2)
    let y2 = Self.unsigned(centerY * down + self.height * down / 2)
    return PixelBox(
      x: Self.short(x1), y: Self.short(y1), width: Self.short(x2 &- x1), height: Self.short(y2 &- y1))
  }

  private static func unsigned(_ number: Float) -> UInt32 {
    if number.isNaN || number >= 0x1p32 { return .max }
    return number <= 0 ? 0 : UInt32(number)
  }

  private static func short(_ number: UInt32) -> Int { Int(Int16(truncatingIfNeeded: number)) }
}
