import Scripting

/// What a script holds as `classifier`: classes that it teaches a model's features.
final class Classifier: ScriptObject {
  /// The model that makes features.
  let net: KPUNet
  let classLimit: Int
  let sampleLimit: Int
  /// Numbers of a feature that count; 0 for all.
  let featureLimit: Int
  /// Features of the classes' pictures.
  var classes: [[Float]] = []
  var samples: [[Float]] = []
  /// What was learnt; nil before.
  var centroids: Centroids?
  private let room: SystemHeap.Block
  private weak var console: (any ScriptHost)?

  /// What its finaliser prints.
  static let farewell = "classifier __del__\r\n"

  init(
    net: KPUNet, classLimit: Int, sampleLimit: Int, featureLimit: Int, room: SystemHeap.Block,
    console: (any ScriptHost)?
  ) {
    self.net = net
    self.classLimit = classLimit
    self.sampleLimit = sampleLimit
    self.featureLimit = featureLimit
    self.room = room
    self.console = console
  }

  deinit { console?.write(Array(Self.farewell.utf8)) }
}

/// A classifier's file, a form of Kiln's own: a line of words, then f32 numbers, little endian.
///
/// The line: `KILN-CLASSIFIER 1`, classes, samples, numbers of a feature.
enum ClassifierFile {
  /// Most bytes of a file that is read.
  static let limit = 4 << 20

  static func bytes(classLimit: Int, sampleLimit: Int, points: [[Float]]) -> [UInt8] {
    let length = points.first?.count ?? 0
    let line = "KILN-CLASSIFIER 1 \(classLimit) \(sampleLimit) \(points.count) \(length)\n"
    return Array(line.utf8) + NetworkOutput.bytes(of: points.flatMap { $0 })
  }

  /// What a file says; nil if it is none of ours.
  static func contents(_ bytes: [UInt8]) -> (classLimit: Int, sampleLimit: Int, points: [[Float]])? {
    guard let end = bytes.prefix(100).firstIndex(of: 10) else { return nil }
    let words = String(decoding: bytes[..<end], as: UTF8.self).split(separator: " ")
    let numbers = words.dropFirst().compactMap { Int($0) }
    guard words.first == "KILN-CLASSIFIER", numbers.count == 5, numbers[0] == 1,
      numbers.allSatisfy({ (0...limit).contains($0) })
    else { return nil }
    let (count, length) = (numbers[3], numbers[4])
    let values = NetworkOutput(bytes: Array(bytes[(end + 1)...])).floats
    guard count > 0, length > 0, values.count == count * length else { return nil }
    let points = (0..<count).map { Array(values[($0 * length)..<(($0 + 1) * length)]) }
    return (numbers[1], numbers[2], points)
  }
}
