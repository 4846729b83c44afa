internal import KModel
internal import KPUSim
package import OpKernels
internal import RV64
internal import Simulation

/// The KPU as programs see it: a queue of layers, interrupts, and a way out for results.
///
/// **Source**: SDK `kpu.h` and `kpu.c`, and runs of vendor firmware (certain: registers, order of words, `calc_done`). A layer takes the time
/// of ``KPUTiming`` and, when it sends its result out, 15.9 ns per byte at 400 MHz, as measured by others; its result is there at its
/// end, all at once. Ours: `layer_cfg_almost_empty` is raised at the end of a layer when not more layers wait than the threshold says,
/// `almost_full` when as many wait; 16 layers can wait; a layer that cannot be run counts as done and leaves a notice. Loads of
/// parameters are not skipped when words say so. Rounding on silicon is not known; `halfUp` is the arithmetic of the SDK.
package struct KPUFrontEnd: RegisterBlock {
  enum Register: Int, RegisterName {
    case layerArgumentFifo = 0x00
    case interruptStatus = 0x08
    case interruptRaw = 0x10
    case interruptMask = 0x18
    case interruptClear = 0x20
    case fifoThreshold = 0x28
    case fifoDataOut = 0x30
    case fifoCtrl = 0x38
    case eightBitMode = 0x40
  }

  package static let registerByteCount = 8

  /// Words of a layer.
  static let wordCount = 12
  /// Words that can wait.
  static let queueLimit = 16 * wordCount
  /// Bytes of results that can wait: twice what the largest layer gives.
  static let resultLimit = 4 << 20
  /// Where KPU RAM is in memory.
  static let ramRange = 6 << 20..<8 << 20

  private enum Interrupt {
    static let calcDone: UInt64 = 1
    static let almostEmpty: UInt64 = 2
    static let almostFull: UInt64 = 4
  }

  /// A layer on its way.
  private struct RunningLayer: Sendable {
    let argument: KPULayerArgument
    var clock: TickClock
    let endTick: UInt64
  }

  private var queue: [UInt64] = []
  private var running: RunningLayer?
  private var raw: UInt64 = 0
  private var mask: UInt64 = 7
  private var threshold: UInt64 = 0
  private var control: UInt64 = 0x1F
  private var isEightBit = false
  private var results: [UInt8] = []
  private var takenResultCount = 0
  private var engine: KPULayerEngine
  /// Layers that were done since the board was made.
  package private(set) var layerCount = 0

  /// The KPU after reset.
  ///
  /// - Parameter kernels: the fast kernels to run layers on, nil for the reference; the result is the same.
  package init(rounding: RoundingRule = .halfUp, kernels: KernelSet? = .best) {
    engine = KPULayerEngine(rounding: rounding, kernels: kernels)
  }

  /// How activations round.
  package var rounding: RoundingRule {
    get { engine.rounding }
    set { engine.rounding = newValue }
  }

  /// Whether a layer runs.
  package var isBusy: Bool { running != nil }

  /// Whether the KPU asks the DMA controller to take eight bytes of results.
  package var isOutputReady: Bool { takenResultCount < results.count }

  private var waitingLayerCount: Int { queue.count / Self.wordCount }

  /// Ends a layer whose time is over, and starts the next.
  package mutating func update(_ board: Backplane) {
    guard let layer = running, layer.clock.tick(at: board.now) >= layer.endTick else {
      return schedule(board)
    }
    running = nil
    run(layer.argument, board)
    layerCount += 1
    if layer.argument.raisesInterrupt { raw |= Interrupt.calcDone }
    if waitingLayerCount <= Int(threshold >> 4 & 15) { raw |= Interrupt.almostEmpty }
    startNext(board)
    settle(board)
  }

  /// Goes on with another clock.
  package mutating func reschedule(_ board: Backplane) {
    running?.clock.change(to: board.clocks.kpuHertz, at: board.now)
    schedule(board)
  }

  /// Puts everything back as after power came on; packed weights are kept.
  package mutating func reset(_ board: Backplane) {
    let (engine, layerCount) = (engine, layerCount)
    self = KPUFrontEnd(rounding: engine.rounding, kernels: nil)
    (self.engine, self.layerCount) = (engine, layerCount)
    settle(board)
  }

  private func schedule(_ board: Backplane) {
    if let running {
      board.schedule(.kpu, at: running.clock.time(ofTick: running.endTick))
    } else {
      board.cancel(.kpu)
    }
  }

  private func settle(_ board: Backplane) {
    board.setInterrupt(.kpu, raw & ~mask != 0)
    schedule(board)
  }

  // MARK: Layers

  private mutating func push(_ word: UInt64, _ board: Backplane) {
    guard queue.count < Self.queueLimit else { return board.notices.add(.kpu(.queueFull)) }
    queue.append(word)
    guard queue.count % Self.wordCount == 0 else { return }
    startNext(board)
    if waitingLayerCount > 0, waitingLayerCount >= Int(threshold & 15) { raw |= Interrupt.almostFull }
    settle(board)
  }

  private mutating func startNext(_ board: Backplane) {
    guard running == nil, queue.count >= Self.wordCount else { return }
    let words = queue[..<Self.wordCount]
    let argument = KPULayerArgument(words: InlineArray { words[$0] })
    queue.removeFirst(Self.wordCount)
    let hertz = Double(board.clocks.kpuHertz)
    let cpuRatio = 400e6 / Double(max(1, board.clocks.cpuHertz))
    let output = argument.sendsDataOut ? Double(resultByteCount(argument)) * 15.9e-9 * cpuRatio * hertz : 0
    let cycles = KPUTiming.cycles(argument, bytesPerWeight: weightWidth.byteCount) + output
    running = RunningLayer(
      argument: argument, clock: TickClock(hertz: board.clocks.kpuHertz, at: board.now),
      // Fields are narrow, so this is far from the limit; the guard is for clocks of any value.
      endTick: UInt64(min(cycles.rounded(.up), 0x1p62)))
  }

  private var weightWidth: KPUDatapath.WeightWidth { isEightBit ? .eightBit : .sixteenBit }

  /// Bytes that a layer sends out.
  private func resultByteCount(_ argument: KPULayerArgument) -> Int {
    min(
      argument.outputByteCount, argument.outputChannels * argument.outputHeight * argument.outputWidth)
  }

  private mutating func run(_ argument: KPULayerArgument, _ board: Backplane) {
    let parameters: KPUParameters
    switch self.parameters(argument, board) {
    case .success(let read): parameters = read
    case .failure(let problem): return board.notices.add(.kpu(problem.notice))
    }
    let width = weightWidth
    var planar: [UInt8] = []
    do throws(SimulationError.Kind) {
      _ = try board.memory.withMutableBytes(Self.ramRange) { (ram) throws(SimulationError.Kind) in
        try engine.run(argument, parameters: parameters, weightWidth: width, ram: &ram)
        guard argument.sendsDataOut else { return }
        let map = try FeatureMap(
          row: argument.imageDestinationRow, channels: argument.outputChannels, height: argument.outputHeight,
          width: argument.outputWidth)
        planar = [UInt8](repeating: 0, count: map.planarByteCount)
        var span = planar.mutableSpan
        map.download(from: ram.span, to: &span)
      }
    } catch {
      return board.notices.add(.kpu(.impossibleLayer(reason: error.explanation)))
    }
    if argument.sendsDataOut { send(planar.prefix(resultByteCount(argument)), board) }
  }

  private mutating func send(_ bytes: ArraySlice<UInt8>, _ board: Backplane) {
    results.removeFirst(takenResultCount)
    takenResultCount = 0
    guard results.count + bytes.count <= Self.resultLimit else {
      return board.notices.add(.kpu(.resultsLost(byteCount: bytes.count)))
    }
    results += bytes
    board.requestDMA()
  }

  private struct Problem: Error {
    let notice: KPUNotice
  }

  /// The parameters from main memory, which words name by either of its addresses.
  private func parameters(
    _ argument: KPULayerArgument, _ board: Backplane
  ) -> Result<KPUParameters, Problem> {
    let memory = board.memory
    func block(_ name: String, _ address: UInt32, _ byteCount: Int) throws(Problem) -> ArraySlice<UInt8> {
      guard let start = memory.offset(of: address, size: byteCount),
        let bytes = memory.read(start..<(start + byteCount))
      else {
        throw Problem(notice: .parametersOutsideRAM(block: name, address: address, byteCount: byteCount))
      }
      return bytes[...]
    }
    let weightByteCount = (argument.weightCount ?? 0) * weightWidth.byteCount
    return Result { () throws(Problem) in
      KPUParameters(
        batchNorm: try block("batch norm", argument.batchNormAddress, 8 * argument.outputChannels),
        activation: try block(
          "activation table", argument.activationAddress, KPUParameters.activationByteCount),
        weights: try block("weights", argument.weightsAddress, weightByteCount))
    }
  }

  // MARK: Registers

  package mutating func read(_ offset: Int, _ board: Backplane) -> UInt64? {
    switch Register(rawValue: offset) {
    case .layerArgumentFifo, .interruptClear: return 0
    case .interruptStatus: return raw & ~mask
    case .interruptRaw: return raw
    case .interruptMask: return mask
    case .fifoThreshold: return threshold
    case .fifoDataOut:
      board.noteEffect()
      return takeResults()
    case .fifoCtrl: return control
    case .eightBitMode: return isEightBit ? 1 : 0
    case nil: return nil
    }
  }

  /// The next eight bytes of results, zeros behind their end.
  private mutating func takeResults() -> UInt64 {
    let bytes = results[takenResultCount...].prefix(8)
    takenResultCount += bytes.count
    let value = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    if takenResultCount == results.count { (results, takenResultCount) = ([], 0) }
    return value
  }

  package mutating func write(_ offset: Int, _ write: RegisterWrite, _ board: Backplane) -> Bool {
    switch Register(rawValue: offset) {
    case .layerArgumentFifo: push(write.merged(into: UInt64(0)), board)
    case .interruptStatus, .interruptRaw, .fifoDataOut: break
    case .interruptMask: mask = write.merged(into: mask) & 7
    case .interruptClear: raw &= ~write.merged(into: UInt64(0))
    case .fifoThreshold: threshold = write.merged(into: threshold) & 0xFF
    case .fifoCtrl:
      control = write.merged(into: control) & 0x1F
      if control & 1 == 0 { (results, takenResultCount) = ([], 0) }
      if control & 4 == 0 { queue = [] }
    case .eightBitMode: isEightBit = write.merged(into: isEightBit ? 1 : UInt64(0)) & 1 == 1
    case nil: return false
    }
    settle(board)
    return true
  }

  package static func registerName(at offset: Int) -> String? { Register(rawValue: offset)?.name }
}
