internal import K210Flash

/// Has the stub carry out requests, many at a time, so that neither the wire nor the flash chip waits for the other.
///
/// The wire keeps the order of what is sent. So what was sent before something that has arrived, and has not arrived itself, is
/// lost and sent again at once; `state` requests find out about the last one.
final class StubQueue {
  /// A request on its way.
  private struct Flight {
    let work: StubWork
    let sequence: UInt16
    /// When it was sent last, counted in frames.
    var order: Int
    var sendings = 1
    var hasArrived = false
    var isFinished = false

    /// Bytes on the wire that belong to it and may be still to come.
    var wireByteCount: Int {
      (hasArrived ? 0 : work.requestByteCount) + (awaitsResult ? work.resultByteCount : 0)
    }

    /// Whether its result is still to come.
    var awaitsResult: Bool { work.hasResult && !isFinished }
  }

  private let stub: StubLink
  private var quality: LineQuality
  /// Requests on their way, by their number.
  private var flights: [Flight] = []
  private var nextSequence: UInt16 = 1
  private var state: StubState
  /// Frames sent so far.
  private var order = 0
  /// The frame of the state request that has not been answered.
  private var probe: (number: UInt16, order: Int, sentAt: Duration)?
  private var probeCount: UInt16 = 0
  private var silences = 0
  /// Requests that are made anew, with another number, before further ones of the task.
  private var again: ArraySlice<StubWork> = []
  /// Whether a result does not get through however short it is.
  private var losesResults = false
  private var lastResultAt: Duration
  private var doneChangedAt: Duration

  private var link: FrameLink { stub.link }

  /// So much may be on the wire at once: what it carries in this time.
  private static let ahead = Duration.milliseconds(250)
  private static let pollInterval = Duration.milliseconds(10)
  /// State requests without an answer after which the stub is lost.
  private static let silenceLimit = 5
  /// Times that a request is sent before shorter ones take its place.
  private static let sendingLimit = 4
  /// Bytes of results that are not made shorter.
  private static let smallestResult = 64
  /// Losses of one result after which the line is taken for the cause.
  private static let lostResultLimit = 14
  /// Longer than any request can take, with the chip at its slowest.
  private static let workLimit = Duration.seconds(15)

  /// A queue in a fresh epoch.
  init(_ stub: StubLink, quality: LineQuality) throws(FlashFault) {
    self.stub = stub
    self.quality = quality
    guard let state = try stub.newEpoch() else { throw .linkLost }
    self.state = state
    (lastResultAt, doneChangedAt) = (stub.link.now, stub.link.now)
  }

  /// What was found out about the line.
  var lineQuality: LineQuality { quality }

  /// Carries out all of a task.
  ///
  /// - Throws: `FlashFault.linkLost` when the stub does not answer any more, `.lineTooBad` when a slower line would be faster.
  func run(_ task: any StubTask) throws(FlashFault) {
    var isExhausted = false
    while true {
      while !isExhausted || !again.isEmpty, hasRoom {
        if let work = again.popFirst() ?? task.next(pieceLimit: quality.pieceByteCount) {
          try send(work)
        } else {
          isExhausted = true
        }
      }
      if flights.isEmpty, again.isEmpty, isExhausted { return }
      try exchange(task)
      if isTooLong { try startAnew() }
      if let failure = state.failure { throw .flash(failure) }
      if isStuck { throw .linkLost }
      if losesResults || quality.isHopeless(at: link.baud) {
        throw .lineTooBad(damagedShare: quality.damagedShare)
      }
    }
  }

  /// Whether the stub answers but carries out nothing of what it has got.
  private var isStuck: Bool {
    flights.contains(where: \.hasArrived) && link.now > max(lastResultAt, doneChangedAt) + Self.workLimit
  }

  /// Whether a request fails to get through that is longer than what does.
  private var isTooLong: Bool {
    flights.contains {
      !$0.hasArrived && $0.sendings > Self.sendingLimit && $0.work.data.count > quality.pieceByteCount
    }
  }

  /// Begins an epoch with all that has not been carried out, in shorter pieces.
  ///
  /// What was carried out without our knowing is so once more, with all that followed it, which changes nothing.
  private func startAnew() throws(FlashFault) {
    guard let state = try stub.newEpoch() else { throw .linkLost }
    let open = flights.filter { !$0.isFinished }.flatMap { $0.work.pieces(of: quality.pieceByteCount) }
    again = ArraySlice(open + again)
    flights = []
    (nextSequence, probe, self.state) = (1, nil, state)
    (lastResultAt, doneChangedAt) = (link.now, link.now)
  }

  // MARK: Sending

  /// Whether another request may be sent.
  private var hasRoom: Bool {
    let waiting = flights.lazy.filter { !$0.hasArrived }
    let count = waiting.count
    guard count < StubState.heldLimit, count < max(1, Int(state.freeSlots) - 1) else { return false }
    // The stub holds what arrives up to so far beyond the first that is missing.
    guard Int16(bitPattern: nextSequence &- state.next) < Int16(StubState.heldLimit) else { return false }
    // Results travel the other way but take their time, too.
    let unfinished = flights.lazy.filter(\.awaitsResult).reduce(0) { $0 + $1.work.resultByteCount }
    let onWire = waiting.reduce(0) { $0 + $1.work.requestByteCount }
    return flights.count < 2 || link.wireTime(max(onWire, unfinished)) < Self.ahead
  }

  private func send(_ work: StubWork) throws(FlashFault) {
    order += 1
    if flights.isEmpty { doneChangedAt = link.now }
    flights.append(Flight(work: work, sequence: nextSequence, order: order))
    try link.send(work.request(epoch: stub.epoch, sequence: nextSequence).body)
    nextSequence &+= 1
  }

  private func sendAgain(_ index: Int) throws(FlashFault) {
    order += 1
    flights[index].order = order
    flights[index].sendings += 1
    try link.send(flights[index].work.request(epoch: stub.epoch, sequence: flights[index].sequence).body)
  }

  private func sendProbe() throws(FlashFault) {
    order += 1
    probeCount &+= 1
    // Far from those of the queue, so that the answer is known from theirs, and from the answer to an earlier one that comes late.
    let number = nextSequence &+ 0x8000 &+ probeCount & 0x3FF
    probe = (number, order, link.now)
    try link.send(StubRequest(.state, epoch: stub.epoch, sequence: number).body)
  }

  // MARK: Receiving

  /// Waits for something to come and takes it; asks for the state when nothing does.
  private func exchange(_ task: any StubTask) throws(FlashFault) {
    guard let frame = try link.receive(until: link.now + patience) else {
      if probe != nil {
        silences += 1
        quality.noteLoss()
        guard silences < Self.silenceLimit else { throw .linkLost }
      }
      return try sendProbe()
    }
    guard let reply = StubReply(body: frame) else {
      quality.noteLoss()
      return link.log.noteStranger(frame)
    }
    // What an epoch before has left on the wire says nothing about this one.
    guard reply.epoch == stub.epoch else { return }
    silences = 0
    try take(reply, task)
  }

  /// How long to wait for the next frame before the stub is asked.
  private var patience: Duration {
    let onWire: Int = flights.reduce(200) { $0 + $1.wireByteCount }
    if let probe {
      return max(.zero, probe.sentAt + link.wireTime(onWire) + StubLink.latency + StubLink.latency - link.now)
    }
    // What has not arrived will be answered; what has is asked about now and then.
    if flights.allSatisfy(\.hasArrived) { return Self.pollInterval + link.wireTime(100) }
    return link.wireTime(onWire) + StubLink.latency
  }

  private func take(_ reply: StubReply, _ task: any StubTask) throws(FlashFault) {
    if reply.operation == .state {
      guard let new = StubState(payload: reply.payload) else { return }
      try update(new, answers: reply, task)
      // Whatever was damaged may have been the last one on the wire.
      if reply.status == .damaged, probe == nil { try sendProbe() }
    } else {
      takeResult(reply, task)
    }
  }

  /// Takes a result; those before it that have not come are lost, since results come in order.
  private func takeResult(_ reply: StubReply, _ task: any StubTask) {
    guard let index = flights.firstIndex(where: { $0.sequence == reply.sequence }),
      flights[index].work.operation == reply.operation,
      flights[index].work.resultByteCount == reply.payload.count
    else { return }
    lastResultAt = link.now
    quality.noteArrival()
    task.finish(flights[index].work, result: reply.payload)
    flights[index].hasArrived = true
    flights[index].isFinished = true
    for earlier in flights.indices.prefix(upTo: index) where flights[earlier].awaitsResult {
      loseResult(of: earlier)
    }
    flights.removeAll(where: \.isFinished)
  }

  /// Asks anew for a result that got lost, in shorter pieces when it did before.
  private func loseResult(of index: Int) {
    quality.noteLoss()
    var work = flights[index].work
    var limit = quality.pieceByteCount
    if work.lostResults > 0 { limit = min(limit, max(Self.smallestResult, work.resultByteCount / 2)) }
    work.lostResults += 1
    if work.lostResults > Self.lostResultLimit { losesResults = true }
    again += work.pieces(of: limit)
    flights[index].isFinished = true
  }

  /// Finds results that should have come by now: all is done, and the wire has been quiet.
  private func findLostResults() {
    guard flights.allSatisfy({ $0.isFinished || !$0.awaitsResult || isDone($0.sequence) }) else { return }
    let awaited = flights.filter(\.awaitsResult).reduce(0) { $0 + $1.work.resultByteCount }
    guard awaited > 0,
      link.now > max(lastResultAt, doneChangedAt) + link.wireTime(awaited + 300) + StubLink.latency
    else { return }
    for index in flights.indices where flights[index].awaitsResult { loseResult(of: index) }
  }

  /// Takes a report: what has arrived, what is done, what is lost.
  private func update(_ new: StubState, answers reply: StubReply, _ task: any StubTask) throws(FlashFault) {
    if new.done != state.done { doneChangedAt = link.now }
    state = new
    var newest = 0
    for index in flights.indices where !flights[index].hasArrived && new.hasReceived(flights[index].sequence)
    {
      flights[index].hasArrived = true
      newest = max(newest, flights[index].order)
      quality.noteArrival()
    }
    if let probe, reply.sequence == probe.number {
      newest = max(newest, probe.order)
      self.probe = nil
    }
    for index in flights.indices {
      let flight = flights[index]
      if flight.hasArrived, !flight.work.hasResult, !flight.isFinished, isDone(flight.sequence) {
        task.finish(flight.work, result: [])
        flights[index].isFinished = true
      } else if !flight.hasArrived, flight.order < newest {
        quality.noteLoss()
        try sendAgain(index)
      }
    }
    findLostResults()
    flights.removeAll(where: \.isFinished)
  }

  private func isDone(_ sequence: UInt16) -> Bool { Int16(bitPattern: state.done &- sequence) >= 0 }
}
