import Scripting

/// What a script holds as `kpu_yolo2`: what `kpu.init_yolo2` was given.
final class YoloSettings: ScriptObject {
  let threshold: Float
  let overlapLimit: Float
  /// Pairs of width and height.
  let anchors: [Float]

  init(threshold: Float, overlapLimit: Float, anchors: [Float]) {
    self.threshold = threshold
    self.overlapLimit = overlapLimit
    self.anchors = anchors
  }

  /// As `print` shows it; the firmware has room for 299 characters of anchors.
  var description: [UInt8] {
    let numbers = anchors.map { String(decoding: FloatText.fixed($0), as: UTF8.self) }
    let list = numbers.joined(separator: ", ").prefix(299)
    return Array("{\"threshold\":".utf8) + FloatText.fixed(threshold) + Array(", \"nms_value\":".utf8)
      + FloatText.fixed(overlapLimit)
      + Array(", \"anchor_number\":\(anchors.count / 2), \"anchor\":\"(\(list))\"}".utf8)
  }

  func scriptDescription(_ vm: Interpreter) throws(Raised) -> [UInt8]? { description }
}

/// What a script holds as `kpu_yolo2_find`: an object that was found.
final class FoundObject: ScriptObject {
  let x: Int
  let y: Int
  let width: Int
  let height: Int
  let score: Float
  let classIndex: Int
  /// Place among those of one picture, and how many they are.
  let place: (index: Int, count: Int)

  init(
    x: Int, y: Int, width: Int, height: Int, score: Float, classIndex: Int, place: (index: Int, count: Int)
  ) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
    self.score = score
    self.classIndex = classIndex
    self.place = place
  }

  func scriptDescription(_ vm: Interpreter) throws(Raised) -> [UInt8]? {
    Array("{\"x\":\(x), \"y\":\(y), \"w\":\(width), \"h\":\(height), \"value\":".utf8)
      + FloatText.fixed(score)
      + Array(", \"classid\":\(classIndex), \"index\":\(place.index), \"objnum\":\(place.count)}".utf8)
  }
}
