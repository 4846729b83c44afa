import OpKernels
import Tensors

/// The values of one inference; values that are never needed together share memory.
final class GraphMemory {
  let values: [Graph.Value]
  let forms: [ValueForm]
  /// Where each value lies among the arrays of its kind; nil for values that no node touches.
  let slots: [Int?]
  var bytes: [[UInt8]]
  var floats: [[Float]]
  /// Working memory of the kernels.
  let scratch = KernelScratch()
  let threads: Int
  let kernels: TensorKernels
  let math: ActivationMath

  init(_ plan: SlotPlan, values: [Graph.Value], threads: Int, set: KernelSet, math: ActivationMath) {
    self.values = values
    forms = plan.forms
    slots = plan.slots
    bytes = plan.byteSizes.map { [UInt8](repeating: 0, count: $0) }
    floats = plan.floatSizes.map { [Float](repeating: 0, count: $0) }
    self.threads = threads
    self.math = math
    kernels = .fast(set, threads: threads)
  }

  /// Where a value lies; every value that a node touches has a place.
  func slot(_ value: Int) -> Int {
    guard let slot = slots[value] else { preconditionFailure("a value that no node touches") }
    return slot
  }

  /// How s8 codes of a value are to be read.
  func codes(_ value: Int) -> AffineBytes {
    guard let quantization = values[value].quantization else { preconditionFailure("floats have no codes") }
    return AffineBytes(quantization)
  }

  /// The array that holds a value's codes; shared, not copied.
  func array(_ value: Int) -> [UInt8] { bytes[slot(value)] }

  /// Hands out a value's array of bytes, at least as long as the value; `keep` takes it back.
  func takeBytes(_ value: Int) -> [UInt8] {
    var taken: [UInt8] = []
    swap(&taken, &bytes[slot(value)])
    return taken
  }

  func keep(_ array: consuming [UInt8], as value: Int) { bytes[slot(value)] = array }

  /// A value's codes in logical order; empty for floats.
  func logicalCodes(_ value: Int) -> [UInt8] {
    if forms[value].isFloat { return [] }
    let source = array(value)
    switch forms[value] {
    case .floats: return []
    case .codes(let count): return Array(source[..<count])
    case .map(let map):
      var planes = [UInt8](repeating: 0, count: map.channels * map.pixelCount)
      var span = planes.mutableSpan
      PixelLayout.deinterleave(
        pixels: source.span.extracting(0..<map.byteCount), height: map.height, width: map.width,
        planes: &span,
        map.planarRows)
      return planes
    }
  }

  /// A value as floats in logical order.
  func logicalFloats(_ value: Int) -> [Float] {
    if case .floats(let count) = forms[value] { return Array(floats[slot(value)][..<count]) }
    let codes = codes(value)
    return logicalCodes(value).map { codes.value(of: Int8(bitPattern: $0)) }
  }

  /// Makes codes in logical order a value.
  func store(codes: [UInt8], as value: Int) {
    var target = takeBytes(value)
    switch forms[value] {
    case .floats: preconditionFailure("floats have no codes")
    case .codes(let count): target.replaceSubrange(0..<count, with: codes)
    case .map(let map):
      var span = target.mutableSpan
      var part = span._mutatingExtracting(0..<map.byteCount)
      PixelLayout.interleave(
        planes: codes.span, map.planarRows, height: map.height, width: map.width, pixels: &part)
    }
    keep(target, as: value)
  }

  /// Makes codes that lie pixel by pixel a map; lanes that pad keep what they held, which nothing reads.
  func store(pixels codes: [UInt8], as value: Int, _ map: InterleavedMap) {
    var target = takeBytes(value)
    if map.channels == map.pixelStride {
      target.replaceSubrange(0..<map.byteCount, with: codes)
    } else {
      var span = target.mutableSpan
      let source = codes.span
      for pixel in 0..<map.pixelCount {
        for channel in 0..<map.channels {
          span[pixel &* map.pixelStride &+ channel] = source[pixel &* map.channels &+ channel]
        }
      }
    }
    keep(target, as: value)
  }

  /// Makes floats in logical order a value, rounded to what its type holds.
  func store(floats results: [Float], as value: Int) {
    if case .floats(let count) = forms[value] {
      floats[slot(value)].replaceSubrange(0..<count, with: results)
      if values[value].elementType != .float32 { write(value) { _ in } }
      return
    }
    let codes = codes(value)
    store(codes: results.map { UInt8(bitPattern: codes.code(for: $0)) }, as: value)
  }
}

extension Graph.Value {
  /// Replaces numbers by the nearest ones that the type holds; of words, by those that codes stand for.
  func round(_ numbers: inout MutableSpan<Float>) {
    switch (elementType, quantization) {
    case (.float16, _): for index in 0..<numbers.count { numbers[index] = numbers[index].roundedToHalf }
    case (.int16, .some(let quantization)):
      for index in 0..<numbers.count { numbers[index] = quantization.roundedToWord(numbers[index]) }
    default: break
    }
  }
}

extension AffineQuantization {
  /// What the nearest code of 16 bits stands for, halves to even; saturates, and NaN becomes 0.
  fileprivate func roundedToWord(_ number: Float) -> Float {
    let zero = Float(zeroPoint)
    let steps = (number / scale).rounded(.toNearestOrEven)
    guard steps == steps else { return 0 }
    return min(max(steps, -32768 - zero), 32767 - zero) * scale
  }
}

extension InterleavedMap {
  /// Where each channel's plane starts in logical order.
  fileprivate var planarRows: PlaneRows { .dense(channels, height: height, width: width) }
}

extension AffineBytes {
  init(_ quantization: AffineQuantization) {
    self.init(scale: quantization.scale, zeroPoint: quantization.zeroPoint)
  }
}
