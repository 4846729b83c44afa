internal import Bytes
package import K210Flash

/// What went wrong between a flasher and a board.
package enum FlashFault: Error, Sendable, Equatable, CustomStringConvertible {
  /// Neither the ROM nor a stub answered; what came instead, and what was tried.
  case noAnswer(WireImpression, tried: [String])
  /// The ROM did not take a program.
  case programNotLoaded(offset: Int, status: String?)
  /// The ROM took the stub, but it does not answer.
  case stubSilent(WireImpression)
  /// Something answers that is not the stub that was loaded.
  case wrongStub(found: UInt32, expected: UInt32)
  /// The stub stopped answering, and could not be reached again.
  case linkLost
  /// The line garbles too much, even at its slowest.
  case lineTooBad(damagedShare: Double)
  /// The port.
  case transport(TransportError)
  /// Another flash chip answers than before: another board, most likely.
  case otherChip(found: [UInt8], expected: [UInt8])
  /// The user wanted it to stop.
  case cancelled
  /// No flash chip answers at the controller.
  case noFlashChip(jedecID: [UInt8])
  /// The chip that is there is smaller than what is asked for.
  case beyondChip(end: Int, chip: Int)
  /// The stub reports that the flash chip does not do what it should.
  case flash(StubFailure)
  /// Flash does not hold what was written, though the stub said so and it was written twice.
  case doesNotHold([Range<Int>])
  /// A stub that is not ours cannot do this.
  case stubCannot(stub: String, operation: String)
  /// A stub that is not ours erases whole blocks, and with them bytes that are not to be written.
  case destroysNeighbours([Range<Int>], stub: String)
  /// A stub that is not ours said that it wrote, and flash holds something else.
  case stubWroteOther([Range<Int>], stub: String)
  /// A stub that is not ours refused.
  case stubRefused(operation: String, status: String)

  /// One line: what happened, found and expected.
  package var description: String {
    switch self {
    case .noAnswer(let impression, let tried):
      "no K210 answers (tried: \(tried.joined(separator: ", "))); \(impression.words)"
    case .programNotLoaded(let offset, let status):
      "the mask ROM does not take the program beyond byte \(offset): \(status ?? "no answer")"
    case .stubSilent(let impression): "the flash stub was loaded but does not answer; \(impression.words)"
    case .wrongStub(let found, let expected):
      "another stub answers than the one loaded: checksum \(Hexadecimal.address(found)), must be \(Hexadecimal.address(expected))"
    case .linkLost: "the board stopped answering and could not be reached again"
    case .lineTooBad(let share):
      "the line garbles too much even at its slowest: \(Int((share * 100).rounded())) of 100 frames arrive damaged"
    case .transport(let error): "\(error)"
    case .otherChip(let found, let expected):
      "another flash chip answers than before: \(Hexadecimal.string(found)), was \(Hexadecimal.string(expected))"
    case .cancelled: "stopped as asked"
    case .noFlashChip(let id): "no flash chip answers: its identity reads \(Hexadecimal.string(id))"
    case .beyondChip(let end, let chip):
      "ends at \(Hexadecimal.address(end)); the chip ends at \(Hexadecimal.address(chip))"
    case .flash(let failure): "\(failure)"
    case .doesNotHold(let ranges):
      "flash does not hold what was written, twice: \(FlashAccount.words(ranges))"
    case .stubCannot(let stub, let operation): "\(stub) cannot \(operation)"
    case .destroysNeighbours(let ranges, let stub):
      "\(stub) would erase what lies beside the files: \(FlashAccount.words(ranges))"
    case .stubWroteOther(let ranges, let stub):
      "\(stub) says that all is written, but flash holds something else: \(FlashAccount.words(ranges))"
    case .stubRefused(let operation, let status): "the stub refuses to \(operation): \(status)"
    }
  }
}
