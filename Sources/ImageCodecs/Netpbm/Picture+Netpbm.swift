internal import Pictures

extension Picture {
  /// Binary samples behind a header of one line each for magic, size and largest value.
  func encodedNetpbm(magic: String) -> [UInt8] {
    Array("\(magic)\n\(width) \(height)\n255\n".utf8) + pixels
  }
}
