/// Where the rows of planes lie: row `y` of plane `c` starts at `offsets[c] + y * stride`.
public struct PlaneRows: Sendable {
  /// Where each plane starts.
  public let offsets: [Int]
  /// Bytes from one row of a plane to the next.
  public let stride: Int

  /// Planes at the given places.
  public init(offsets: [Int], stride: Int) {
    self.offsets = offsets
    self.stride = stride
  }

  /// Planes without gaps, CHW.
  public static func dense(_ count: Int, height: Int, width: Int) -> PlaneRows {
    PlaneRows(offsets: (0..<count).map { $0 * height * width }, stride: width)
  }

  /// Stops a program whose rows of `width` bytes would overlap or leave `count` bytes.
  func check(in count: Int, height: Int, width: Int) {
    let limit = Int(Int32.max)
    precondition(0 < height && height <= limit && 0 < width && width <= stride && stride <= limit)
    let last = (height - 1) * stride + width
    precondition(offsets.allSatisfy { $0 >= 0 && $0 <= count && last <= count - $0 })
  }
}
