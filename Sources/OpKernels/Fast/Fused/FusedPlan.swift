/// How a layer's sums are divided between threads: groups, stretches of pixels, stretches of channels.
struct FusedPlan: Sendable {
  /// What one task sums.
  struct Part: Equatable {
    let group: Int
    let pixels: Range<Int>
    let channels: Range<Int>
  }

  private let channels: Int
  private let pixels: Int
  private let pixelsPerPart: Int
  let channelsPerPart: Int
  private let pixelParts: Int
  private let channelParts: Int
  /// Tasks.
  let count: Int

  /// A plan of at least two parts per worker, as far as the units allow; one part per group for one worker.
  init(groups: Int, channels: Int, pixels: Int, pixelUnit: Int, channelUnit: Int, workers: Int) {
    (self.channels, self.pixels) = (channels, pixels)
    let wanted = workers == 1 ? 1 : (2 * workers + groups - 1) / groups
    let units = (pixels + pixelUnit - 1) / pixelUnit
    pixelsPerPart = (units + min(units, 4 * wanted) - 1) / min(units, 4 * wanted) * pixelUnit
    let pixelParts = wanted == 1 ? 1 : (pixels + pixelsPerPart - 1) / pixelsPerPart
    self.pixelParts = pixelParts
    let channelUnits = (channels + channelUnit - 1) / channelUnit
    let channelParts = min(channelUnits, max(1, (wanted + pixelParts - 1) / pixelParts))
    channelsPerPart = (channelUnits + channelParts - 1) / channelParts * channelUnit
    self.channelParts = (channels + channelsPerPart - 1) / channelsPerPart
    count = groups * pixelParts * self.channelParts
  }

  /// One of the parts.
  func part(_ index: Int) -> Part {
    let (rest, channelPart) = index.quotientAndRemainder(dividingBy: channelParts)
    let (group, pixelPart) = rest.quotientAndRemainder(dividingBy: pixelParts)
    let first = channelPart * channelsPerPart
    let range =
      pixelParts == 1
      ? 0..<pixels : (pixelPart * pixelsPerPart)..<min(pixels, (pixelPart + 1) * pixelsPerPart)
    return Part(group: group, pixels: range, channels: first..<min(channels, first + channelsPerPart))
  }
}
