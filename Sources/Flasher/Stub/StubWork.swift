internal import Bytes
internal import K210Flash

/// One queued request, before it has a number.
struct StubWork: Equatable {
  let operation: StubOperation
  /// The range of flash; of a selection, the controller and 0.
  let address: Int
  let byteCount: Int
  /// The bytes to write.
  var data: [UInt8] = []
  /// Bytes of a piece with a checksum of its own.
  var pieceByteCount = 0
  /// How often its result got lost, or that of a longer one that it is a part of.
  var lostResults = 0

  /// Whether the stub answers with a result, besides saying that it has got the request.
  var hasResult: Bool {
    switch operation {
    case .select, .checksums, .read: true
    default: false
    }
  }

  /// Bytes of the result's payload.
  var resultByteCount: Int {
    switch operation {
    case .select: 16
    case .checksums: 4 * ((byteCount + pieceByteCount - 1) / max(1, pieceByteCount))
    case .read: byteCount
    default: 0
    }
  }

  /// Bytes of the request on the wire: marks, header, checksum and data, escapes left out.
  var requestByteCount: Int { 18 + data.count }

  /// The same in requests whose data and results have at most so many bytes.
  func pieces(of limit: Int) -> [StubWork] {
    let step: Int
    switch operation {
    case .write, .read: step = limit
    case .checksums: step = max(1, limit / 4) * pieceByteCount
    default: return [self]
    }
    return stride(from: 0, to: byteCount, by: max(1, step)).map { offset in
      let count = min(step, byteCount - offset)
      return StubWork(
        operation: operation, address: address + offset, byteCount: count,
        data: operation == .write ? Array(data[offset..<(offset + count)]) : [],
        pieceByteCount: pieceByteCount,
        lostResults: lostResults)
    }
  }

  /// The request with its place in the queue.
  func request(epoch: UInt8, sequence: UInt16) -> StubRequest {
    var parameters = ByteWriter()
    if operation == .checksums { parameters.append(UInt32(truncatingIfNeeded: pieceByteCount)) }
    return StubRequest(
      operation, epoch: epoch, sequence: sequence, first: UInt32(truncatingIfNeeded: address),
      second: UInt32(truncatingIfNeeded: byteCount), data: data + parameters.bytes)
  }
}

/// Something that takes many requests: it hands them out one by one and takes what comes of them.
protocol StubTask: AnyObject {
  /// The next request, whose data or result have at most so many bytes; nil when all were handed out.
  func next(pieceLimit: Int) -> StubWork?
  /// A request was carried out, with its result if it has one.
  ///
  /// Those without result are carried out in the order in which they were handed out; results may come in any order.
  func finish(_ work: StubWork, result: [UInt8])
}
