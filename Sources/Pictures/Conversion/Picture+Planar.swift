extension Picture {
  /// The samples plane by plane, **layout** `[channel][y][x]`, as a network's input wants them.
  ///
  /// Colour becomes grey by ``Color/luma``; grey fills all three planes.
  public func planar(_ order: ColorOrder) -> [UInt8] {
    if order == .gray { return converted(to: .gray8).pixels }
    let count = width * height
    if format == .gray8 { return pixels + pixels + pixels }
    var planes = [UInt8](repeating: 0, count: 3 * count)
    let source = pixels.span
    var target = planes.mutableSpan
    for channel in 0..<3 {
      let start = (order == .rgb ? channel : 2 - channel) * count
      var position = channel
      for index in start..<(start + count) {
        target[index] = source[position]
        position &+= 3
      }
    }
    return planes
  }

  /// Makes a picture of planes, the reverse of ``planar(_:)``: grey for one plane, colour for three.
  ///
  /// - Throws: `PictureError` when the size is out of bounds or `planes` has not exactly its bytes.
  public init(width: Int, height: Int, planes: [UInt8], order: ColorOrder) throws(PictureError) {
    let format: Format = order == .gray ? .gray8 : .rgb888
    try self.init(width: width, height: height, format: format, pixels: planes)
    guard order != .gray else { return }
    let count = width * height
    let source = planes.span
    var target = pixels.mutableSpan
    for channel in 0..<3 {
      let start = (order == .rgb ? channel : 2 - channel) * count
      var position = channel
      for index in start..<(start + count) {
        target[position] = source[index]
        position &+= 3
      }
    }
  }

  /// The picture in another format; unchanged when it has that format.
  ///
  /// Colour becomes grey by ``Color/luma``, grey becomes colour with three equal channels.
  public func converted(to format: Format) -> Picture {
    guard format != self.format else { return self }
    let count = width * height
    var result = [UInt8](repeating: 0, count: count * format.channelCount)
    let source = pixels.span
    var target = result.mutableSpan
    for index in 0..<count {
      let triple = 3 &* index
      if format == .gray8 {
        let color = Color(red: source[triple], green: source[triple &+ 1], blue: source[triple &+ 2])
        target[index] = color.luma
      } else {
        target[triple] = source[index]
        target[triple &+ 1] = source[index]
        target[triple &+ 2] = source[index]
      }
    }
    return Picture(trustedWidth: width, height: height, format: format, pixels: result)
  }
}
