import Scripting

/// What a script holds as `Audio`: points of sound, or a WAV file.
final class ScriptAudio: ScriptObject {
  /// Points of four bytes: sixteen bits for each side.
  var bytes: [UInt8]
  /// Percent.
  var volume = 40.0
  /// The file's number among the host's; nil for sound in memory and after `finish`.
  var file: Int?
  /// Whether the file's name says that it is a WAV.
  var isWave = false
  /// The device that plays or records.
  var device: ScriptI2S?
  /// What the file that plays says of itself.
  var playing: WaveHeader?
  /// Samples per second of the file that is written; nil if none is.
  var recordingRate: Int?
  var recordedByteCount = 0

  /// The memory that its points have.
  var room: SystemHeap.Block?
  /// Where its file is open.
  weak var files: (any ScriptFiles)?

  init(points: Int) { bytes = [UInt8](repeating: 0, count: points * 4) }

  deinit { if let file { files?.close(file) } }

  func scriptDescription(_ vm: Interpreter) throws(Raised) -> [UInt8]? {
    Array("[MAIXPY]audio:(points=\(bytes.count / 4), buffer addr=0)".utf8)
  }
}

/// The head of a WAV file.
package struct WaveHeader {
  package var channels = 0
  package var sampleRate = 0
  package var byteRate = 0
  package var blockByteCount = 0
  package var bitsPerSample = 0
  package var byteCount = 0
  /// Where the samples begin.
  package var start = 0

  /// The numbers that the firmware has for what is wrong with a file (`wav.h`).
  package enum Fault: Int, Error {
    case riff = 3
    case size, wave, format, formatSize, formatTag, channels
    case bits = 11
    case list, data
  }

  /// Reads the head.
  ///
  /// - Parameters:
  ///   - bytes: The file's first bytes.
  ///   - fileByteCount: How long the file is.
  package init(_ bytes: [UInt8], fileByteCount: Int) throws(Fault) {
    func tag(_ place: Int) -> [UInt8] { Array(bytes.dropFirst(place).prefix(4)) }
    func number(_ place: Int, _ count: Int) -> Int {
      bytes.dropFirst(place).prefix(count).reversed().reduce(0) { $0 << 8 | Int($1) }
    }
    guard tag(0) == Array("RIFF".utf8) else { throw .riff }
    guard [fileByteCount, fileByteCount - 8].contains(number(4, 4)) else { throw .size }
    guard tag(8) == Array("WAVE".utf8) else { throw .wave }
    guard tag(12) == Array("fmt ".utf8) else { throw .format }
    guard number(16, 4) == 16 else { throw .formatSize }
    guard number(20, 2) == 1 else { throw .formatTag }
    channels = number(22, 2)
    guard (1...2).contains(channels) else { throw .channels }
    sampleRate = number(24, 4)
    byteRate = number(28, 4)
    blockByteCount = number(32, 2)
    bitsPerSample = number(34, 2)
    guard [8, 16, 24].contains(bitsPerSample) else { throw .bits }
    start = 36
    if tag(start) == Array("LIST".utf8) {
      start += 8 + number(start + 4, 4)
      guard start < bytes.count else { throw .list }
    }
    guard tag(start) == Array("data".utf8) else { throw .data }
    byteCount = number(start + 4, 4)
    start += 8
  }

  /// The head of a file of two channels of sixteen bits, as `finish` writes it.
  package static func bytes(sampleRate: Int, byteCount: Int) -> [UInt8] {
    func number(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
    var bytes = Array("RIFF".utf8) + number(36 + byteCount, 4) + Array("WAVEfmt ".utf8) + number(16, 4)
    bytes += number(1, 2) + number(2, 2) + number(sampleRate, 4) + number(sampleRate &* 4, 4)
    return bytes + number(4, 2) + number(16, 2) + Array("data".utf8) + number(byteCount, 4)
  }
}
