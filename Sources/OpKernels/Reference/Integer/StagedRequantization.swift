/// How the sums of accelerators of NVDLA's kind become bytes: two multiply stages, a function's table, an operand of
/// another layer, an output converter; each may be left out.
///
/// Every division by a power of two rounds halves to even. Nothing overflows in hardware that is not said here:
/// intermediate values are of 64 bits and wrap. Defined by `Reference.finish(_:_:)`. **Source**: register descriptions of
/// Rockchip's NPUs (docs/rockchip.md), golden results.
public struct StagedRequantization: Sendable, Equatable {
  /// `round(value * factor / 2^shift)`, then bounds.
  public struct Stage: Sendable, Equatable {
    /// One per channel, or a single one for all; none: the value passes as it is.
    public var factors: [Int32]
    /// 0...62, for values from zero on.
    public var shift: Int32
    /// 0...62, for values below zero.
    public var negativeShift: Int32
    /// Whether values from zero on pass as they are (PReLU).
    public var scalesNegativeOnly: Bool
    /// Least result; `Int64.min` for none.
    public var lowest: Int64
    /// Greatest result; `Int64.max` for none.
    public var highest: Int64

    /// A stage with one shift and without bounds, unless told otherwise.
    public init(
      factors: [Int32] = [], shift: Int32 = 0, negativeShift: Int32? = nil, scalesNegativeOnly: Bool = false,
      lowest: Int64 = .min, highest: Int64 = .max
    ) {
      precondition((0...62).contains(shift) && (0...62).contains(negativeShift ?? 0) && lowest <= highest)
      self.factors = factors
      self.shift = shift
      self.negativeShift = negativeShift ?? shift
      self.scalesNegativeOnly = scalesNegativeOnly
      self.lowest = lowest
      self.highest = highest
    }

    /// The result for one value of a channel.
    @inlinable
    func apply(_ value: Int64, channel: Int) -> Int64 {
      var result = value
      if !factors.isEmpty, !(scalesNegativeOnly && value >= 0) {
        let factor = Int64(factors.count == 1 ? factors[0] : factors[channel])
        result = ShiftRounding.halfEven.shiftRight(
          value &* factor, by: Int64(value < 0 ? negativeShift : shift))
      }
      return min(max(result, lowest), highest)
    }
  }

  /// A byte of another layer that is added or multiplied.
  public struct Operand: Sendable, Equatable {
    /// What happens with it.
    public enum Function: Sendable { case add, multiply }
    /// What happens with it.
    public var function: Function
    /// Added to the byte, usually minus its zero point.
    public var offset: Int32
    /// `(byte + offset) * factor / 2^shift`, rounded.
    public var factor: Int32
    /// 0...62.
    public var shift: Int32

    /// An operand.
    public init(_ function: Function, offset: Int32, factor: Int32 = 1, shift: Int32 = 0) {
      precondition((0...62).contains(shift))
      (self.function, self.offset, self.factor, self.shift) = (function, offset, factor, shift)
    }
  }

  /// First and second stage.
  public var first: Stage
  /// See ``first``.
  public var second: Stage
  /// A function in place of the value.
  public var table: InterpolatedTable?
  /// What another layer contributes.
  public var operand: Operand?
  /// Bounds behind table and operand.
  public var bounds: ClosedRange<Int64>
  /// Output converter: `clamp(round(value * factor / 2^shift) + zeroPoint)`.
  public var factor: Int32
  /// 0...62.
  public var shift: Int32
  /// Added last.
  public var zeroPoint: Int32

  /// A requantisation of the given parts; numbers outside their ranges are our own error.
  public init(
    first: Stage = Stage(), second: Stage = Stage(), table: InterpolatedTable? = nil, operand: Operand? = nil,
    bounds: ClosedRange<Int64> = .min ... .max, factor: Int32, shift: Int32, zeroPoint: Int32
  ) {
    precondition((0...62).contains(shift))
    (self.first, self.second, self.table, self.operand) = (first, second, table, operand)
    (self.bounds, self.factor, self.shift, self.zeroPoint) = (bounds, factor, shift, zeroPoint)
  }
}

extension Reference {
  /// One sum of a channel made a byte; `operand` is read only if the requantisation has one.
  @inlinable
  public static func finish(
    _ sum: Int64, channel: Int, operand: Int8 = 0, _ form: StagedRequantization
  ) -> Int8 {
    var value = form.second.apply(form.first.apply(sum, channel: channel), channel: channel)
    if let table = form.table { value = table.value(at: value) }
    if let other = form.operand {
      let product = (Int64(operand) &+ Int64(other.offset)) &* Int64(other.factor)
      let scaled = ShiftRounding.halfEven.shiftRight(product, by: Int64(other.shift))
      value = other.function == .add ? value &+ scaled : value &* scaled
    }
    value = min(max(value, form.bounds.lowerBound), form.bounds.upperBound)
    let converted = ShiftRounding.halfEven.shiftRight(value &* Int64(form.factor), by: Int64(form.shift))
    return Int8(clamping: converted &+ Int64(form.zeroPoint))
  }
}
