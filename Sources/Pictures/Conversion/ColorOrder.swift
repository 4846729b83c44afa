/// The order in which the planes of a network's input follow each other.
public enum ColorOrder: String, Sendable, CaseIterable {
  /// One plane of brightness.
  case gray
  /// Red, green, blue.
  case rgb
  /// Blue, green, red.
  case bgr

  /// Planes: 1 or 3.
  public var channelCount: Int { self == .gray ? 1 : 3 }

  /// The order for an input of 1 or 3 channels; `nil` for other counts, which no picture fills.
  ///
  /// `reversed` chooses blue first; it means nothing for one channel.
  public init?(channelCount: Int, reversed: Bool = false) {
    switch channelCount {
    case 1: self = .gray
    case 3: self = reversed ? .bgr : .rgb
    default: return nil
    }
  }
}
