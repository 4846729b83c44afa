/// Features of faces in 8 bits, and how much two are alike.
///
/// The firmware's own functions are in a closed library. These keep the order of what is more alike: numbers
/// are divided by the largest one and made 8 bits, and the cosine of two is spread over 0 to 100.
enum FaceFeature {
  /// Numbers in 8 bits each; what is no number counts as 0.
  static func encoded(_ numbers: [Float]) -> [UInt8] {
    let finite = numbers.map { $0.isFinite ? $0 : 0 }
    let largest = finite.reduce(0) { max($0, abs($1)) }
    guard largest > 0 else { return [UInt8](repeating: 0, count: numbers.count) }
    return finite.map { UInt8(bitPattern: Int8(($0 / largest * 127).rounded())) }
  }

  /// 100 for the same direction, 0 for opposite ones and where there is none.
  static func score(_ first: [UInt8], _ second: [UInt8]) -> Float {
    var (product, squares, others) = (0.0, 0.0, 0.0)
    for (a, b) in zip(first, second) {
      let (x, y) = (Double(Int8(bitPattern: a)), Double(Int8(bitPattern: b)))
      product += x * y
      squares += x * x
      others += y * y
    }
    guard squares > 0, others > 0 else { return 0 }
    return Float((product / (squares * others).squareRoot() + 1) * 50)
  }
}
