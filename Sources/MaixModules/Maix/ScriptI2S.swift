import Scripting

/// What a script holds as `Maix.I2S`.
final class ScriptI2S: ScriptObject {
  let number: Int
  var sampleRate = 0
  /// Points of its buffer, four bytes each.
  var pointCount = 1024
  var cycles = 0
  var channels = (0..<4).map { _ in Channel() }
  /// Points of the recording that is under way.
  var recording = 0

  /// Settings of one of its channels.
  struct Channel {
    var resolution = 0
    var cycles = 0
    var alignMode = 0
    var mode = 0
  }

  init(number: Int) { self.number = number }

  /// How long so many points take.
  func microseconds(_ points: Int) -> UInt64 {
    sampleRate > 0 ? UInt64(max(0, points)) * 1_000_000 / UInt64(sampleRate) : 0
  }

  func scriptDescription(_ vm: Interpreter) throws(Raised) -> [UInt8]? {
    var text = "[MAIXPY]i2s\(number):(sampling rate=\(sampleRate), sampling points=\(pointCount))\n"
    for (place, channel) in channels.enumerated() {
      text += "[MAIXPY]channle\(place):(resolution=\(channel.resolution), cycles=\(channel.cycles), "
      text += "align_mode=\(channel.alignMode), mode=\(channel.mode))\n"
    }
    return Array(text.utf8)
  }
}
