/// A picture that can't be made.
public struct PictureError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What was wrong.
  public enum Kind: Equatable, Sendable {
    /// A side or the number of pixels is out of bounds.
    case size(width: Int, height: Int)
    /// The samples do not fill the size exactly.
    case byteCount(expected: Int, found: Int)
    /// The picture must have the target's size already (`Fitting.asIs`) and has not.
    case notTheSize(expected: Size, found: Size)
  }

  /// What was wrong.
  public let kind: Kind

  /// Records what was wrong.
  public init(kind: Kind) { self.kind = kind }

  /// Found and expected, in words.
  public var description: String {
    switch kind {
    case .size(let width, let height):
      "picture of \(width)x\(height) pixels; must be 1…\(Picture.sideLimit) a side"
        + " and \(Picture.pixelLimit) pixels at most"
    case .byteCount(let expected, let found): "picture has \(found) bytes of pixels; must be \(expected)"
    case .notTheSize(let expected, let found): "picture is \(found); must be \(expected)"
    }
  }
}
