import Glibc
import OpKernels

extension StagedRequantization {
  /// Continues a softplus table as the function itself goes on.
  ///
  /// Beyond a table the chip follows a slope of the file. The compiler takes the slope at the last entry, which for
  /// softplus is 2 % below that of the function farther on; the vendor's simulator computes the function. Nobody has
  /// measured what a chip does there, so that the function is followed here too. The other functions are straight lines
  /// at their tables' ends.
  mutating func extendTable(of operation: String, outputScale: Float?) {
    guard operation == "ConvSoftplus", let table, let outputScale, table.positive.end > 0, factor != 0 else {
      return
    }
    // What a step of the table's values, and of its places, stands for.
    let valueStep = Double(outputScale) * Double(factor) * pow(2, -Double(shift))
    let last = Double(table.positive.last) * valueStep
    let place = last > 30 ? last : log(exp(last) - 1)
    let slope = place / Double(table.positive.end) / valueStep
    guard slope.isFinite, (0...1000).contains(slope) else { return }
    self.table = InterpolatedTable(
      negative: table.negative, positive: table.positive, below: table.below,
      above: .init(factor: Int32((slope * 0x1p14).rounded()), shift: 14))
  }
}
