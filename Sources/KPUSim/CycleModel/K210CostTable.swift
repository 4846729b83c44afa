package import Simulation

/// What one unit of work on the K210 costs, and how that is known.
package struct K210Cost: Sendable, Equatable {
  /// Nanoseconds per unit with the CPU, and with it the buses, at 400 MHz.
  package let nanoseconds: Double
  /// What is counted.
  package let unit: Unit
  /// Where the figure comes from; its name says what the work is.
  package let basis: CostBasis

  /// The units of work.
  package enum Unit: String, Sendable {
    case byte, element, mac = "MAC", run
  }

  private init(
    _ name: String, _ nanoseconds: Double, per unit: Unit, _ certainty: Certainty, within error: Double,
    _ source: String
  ) {
    self.nanoseconds = nanoseconds
    self.unit = unit
    let figure = nanoseconds == nanoseconds.rounded() ? "\(Int(nanoseconds))" : "\(nanoseconds)"
    basis = CostBasis(
      "\(name), \(figure) ns per \(unit.rawValue)", certainty, relativeError: error, source: source)
  }
}

/// Every constant of the K210's cost model outside the KPU's own cycles (those are in `KPUTiming`).
///
/// Public measurements name their thread; `nncase` is github.com/kendryte/nncase. CPU and bus costs scale
/// with the CPU's clock, which is the buses' clock, too (SDK `sysctl`: ACLK).
extension K210Cost {
  /// How far a guess may be off: slim-320 takes 1.3 times as long as the model with its guesses says.
  private static let guess = 0.7

  // MARK: Around a KPU run
  package static let runV3 = K210Cost(
    "start and end of a v3 KPU run", 5500, per: .run, .fitted, within: 0.3,
    "fitted on the 23 runs of nncase issue 77")
  package static let runV4 = K210Cost(
    "start and end of a v4 KPU run", 10_000, per: .run, .fitted, within: 0.5,
    "nncase issues 95 and 96: 3 to 15 µs")
  package static let resultDMA = K210Cost(
    "v3 result to main memory by DMA", 15.9, per: .byte, .fitted, within: 0.05,
    "last run of nncase issue 77: 143 µs for 9000 bytes")
  package static let resultCopy = K210Cost(
    "v4 result to main memory by the CPU", 85.7, per: .byte, .measured, within: 0.03,
    "nncase issues 95 and 96: 6.69 ms for 76800 bytes, 26.56 ms for 307200")
  package static let inputDMA = K210Cost(
    "input by DMA (width a multiple of 64)", 1.43, per: .byte, .measured, within: 0.05,
    "nncase issues 95 and 97: 329 µs for 230400 bytes")
  package static let inputCopy = K210Cost(
    "input by the CPU", 87, per: .byte, .fitted, within: 0.25,
    "nncase issue 81: some 20 ms for 230400 bytes")
  package static let upload = K210Cost(
    "upload to KPU RAM by the CPU", 66.3, per: .byte, .fitted, within: 0.25,
    "nncase issue 97: 20.37 ms; 307200 bytes inferred from the layers around it")

  // MARK: Layers of both versions
  package static let memoryCopy = K210Cost(
    "copy in main memory", 3, per: .byte, .guessed, within: guess, "two accesses of 8 bytes, uncached writes")
  package static let quantize = K210Cost(
    "quantize", 50, per: .element, .guessed, within: guess, "dequantize and a rounding")
  package static let tableLookup = K210Cost(
    "table lookup or requantize", 15, per: .element, .guessed, within: guess, "three accesses")
  package static let binary = K210Cost(
    "f32 add, mul and the like", 50, per: .element, .guessed, within: guess, "loop with two loads")
  package static let pool = K210Cost(
    "pool, resize or flatten", 80, per: .element, .guessed, within: guess, "60 to 100 ns per output")
  package static let function = K210Cost(
    "exp, softmax or logistic", 900, per: .element, .guessed, within: guess, "software float functions")

  // MARK: Layers of kmodel v3
  package static let dequantizeV3 = K210Cost(
    "v3 dequantize", 45, per: .element, .measured, within: 0.03,
    "nncase issue 77: 0.404 ms for 9000 elements")
  package static let quantizedAddV3 = K210Cost(
    "v3 quantized add", 60, per: .element, .guessed, within: guess, "two rescalings and a clamp, in C")
  package static let globalAveragePool = K210Cost(
    "v3 global average pool", 25, per: .element, .guessed, within: guess, "one load and one f32 add")
  package static let fullyConnected = K210Cost(
    "v3 fully connected", 25, per: .mac, .guessed, within: guess, "two loads and a fused multiply-add")
  package static let normalization = K210Cost(
    "v3 l2 normalization", 100, per: .element, .guessed, within: guess, "two passes and a division")

  // MARK: Layers of kmodel v4
  package static let dequantizeV4 = K210Cost(
    "v4 dequantize", 30.5, per: .element, .measured, within: 0.03,
    "nncase issues 95 and 96: 2.341 ms for 76800 elements, 9.357 ms for 307200")
  package static let matmul = K210Cost(
    "v4 matmul", 96, per: .mac, .fitted, within: 0.2,
    "MobileNet 0.75 as v4 less as v3 (bbs.sipeed.com/t/topic/1790): 74 ms for 768 x 1000")
  package static let transpose = K210Cost(
    "v4 transpose", 164, per: .element, .fitted, within: 0.25, "nncase pull 538: 1.159 ms")
  package static let concat = K210Cost(
    "v4 concat", 20, per: .byte, .fitted, within: 0.3, "nncase pull 538: 3.109 ms")
  package static let quantizedBinary = K210Cost(
    "v4 quantized binary", 200, per: .element, .fitted, within: 0.15,
    "nncase issue 97: 15.97 and 58.70 ms; 76800 and 307200 elements inferred from the layers around")
  package static let broadcastBinary = K210Cost(
    "f32 add, mul and the like with broadcast", 100, per: .element, .guessed, within: guess,
    "index arithmetic per element")
  package static let broadcastQuantizedBinary = K210Cost(
    "v4 quantized binary with broadcast", 300, per: .element, .guessed, within: guess,
    "the measured one and index arithmetic per element")
  package static let pad = K210Cost(
    "v4 pad", 60, per: .element, .guessed, within: guess,
    "agrees with 5 to 6 ms for pad and upload of 40960 elements (nncase issue 99)")
  package static let slice = K210Cost(
    "v4 strided slice", 100, per: .element, .guessed, within: guess, "index arithmetic per element")
  package static let reduce = K210Cost(
    "v4 reduce", 250, per: .element, .guessed, within: guess, "generic loop over four axes")
  package static let convolution = K210Cost(
    "v4 f32 convolution on the CPU", 60, per: .mac, .guessed, within: guess,
    "two loads, bounds checks, multiply-add")
  package static let quantizedConvolution = K210Cost(
    "v4 quantized convolution on the CPU", 80, per: .mac, .fitted, within: 0.25,
    "RFB-320 of January 2020: 796 ms (Linzaer's Ultra-Light detector, pull 135), less its other layers")

  /// Every constant, for tables.
  package static let all: [K210Cost] = [
    runV3, runV4, resultDMA, resultCopy, inputDMA, inputCopy, upload, memoryCopy, quantize, tableLookup,
    binary, pool, function, dequantizeV3, quantizedAddV3, globalAveragePool, fullyConnected, normalization,
    dequantizeV4, matmul, transpose, concat, quantizedBinary, broadcastBinary, broadcastQuantizedBinary, pad,
    slice, reduce, convolution, quantizedConvolution,
  ]
}

extension CostTerm {
  /// So many units of work at the given clocks.
  package init(_ resource: CostResource, _ cost: K210Cost, times count: Double, at clocks: ChipClocks) {
    let nanoseconds = cost.nanoseconds * count * K210Timing.referenceMHz / clocks.cpuMHz
    self.init(resource, cycles: nanoseconds * clocks.acceleratorMHz / 1000, cost.basis)
  }
}

/// The clocks of the K210.
package enum K210Timing {
  /// The clock in MHz at which the CPU's costs were measured.
  package static let referenceMHz = 400.0
  /// What MaixPy and the SDK's demos set: KPU 400 MHz, CPU 400 MHz (MaixPy board configuration).
  package static let nominalClocks = ChipClocks(acceleratorMHz: 400, cpuMHz: 400)
}
