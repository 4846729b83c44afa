import Console
import Flasher
import K210Boards
import K210Flash

/// What to try about a failure: at most two lines, the last one is what to type next.
extension FlashFailureWords {
  var hints: [String] {
    switch error.fault {
    case .noAnswer(let impression, _): silenceHints(impression)
    case .programNotLoaded:
      ["all boards begin at 115200 baud; a line that fails there needs another cable or USB port", goOn()]
    case .stubSilent, .wrongStub: [byHand()]
    case .linkLost: ["slower may be steadier: \(slower.text)", goOn()]
    case .lineTooBad: ["try a shorter cable, no hub, and: \(slower.text)", rescueFirst].compactMap { $0 }
    case .transport(let transport): transportHints(transport)
    case .otherChip: ["one board at a time: start anew with the board that shall be written", goOn()]
    case .cancelled: [goOn()]
    case .noFlashChip:
      ["if the chip hangs at the other controller: \(retry.with("--chip", otherChip).text)"]
    case .beyondChip: ["what the chip is: \(idCommand)"]
    case .flash(let failure): flashHints(failure)
    case .doesNotHold: ["the chip may be worn out or protected there: \(idCommand)", goOn()]
    case .destroysNeighbours:
      [
        "Kiln's own stub keeps it: \(retry.without("--stub").text)",
        "if it may go: \(retry.with("--force").text)",
      ]
    case .stubWroteOther, .stubCannot, .stubRefused: ["Kiln's own stub can: \(retry.without("--stub").text)"]
    }
  }

  // MARK: Nobody answers

  private func silenceHints(_ impression: WireImpression) -> [String] {
    let byHand = byHand()
    switch impression {
    case .silence: return [byHand, otherPort]
    case .foreignStub: return [byHand]
    case .echo:
      return ["a device that sends back what it gets is no K210, or its TX and RX are joined", otherPort]
    case .bootFailure: return [byHand] + (options.board == nil ? [] : [anyBoard])
    case .text(_, let isMaixPy):
      if options.board != nil { return [anyBoard, byHand] }
      return [byHand] + (isMaixPy ? [] : [otherPort])
    case .frames, .noise: return [byHand, otherPort]
    }
  }

  /// How to have any board wait.
  private func byHand() -> String {
    let isByHand = !hasModemLines || options.board?.lowercased() == "manual"
    let next = isByHand ? retry : retry.with("--board", "manual")
    return "hold BOOT, press and release RESET, let BOOT go, then: \(next.text)"
  }

  private var anyBoard: String {
    "perhaps it is another board; to find out: \(retry.without("--board").text)"
  }

  private var otherPort: String {
    "is it this port? kiln ports lists all; boards with two, as Maix Go, listen at the second as a rule"
  }

  // MARK: The board was lost

  private func transportHints(_ error: TransportError) -> [String] {
    switch error {
    case .unplugged:
      ["plug it in again; if it goes by itself, try another cable or USB port", goOn()]
    case .writeTimeout: ["unplug the board and plug it in again", goOn()]
    case .speedRefused: ["at a speed that every port has: \(retry.with("--baud", "115200").text)"]
    case .failed: ["what the system says of the ports: kiln ports", goOn()]
    }
  }

  private func flashHints(_ failure: StubFailure) -> [String] {
    switch failure.kind {
    case .staysProtected: ["which part is protected: \(idCommand)"]
    case .staysBusy, .differs: ["the chip may be worn out, or its supply weak", goOn()]
    case .notSelected, .badRange, .unknownOperation, .unknown: [goOn()]
    }
  }

  /// The same again: what is written is not written twice.
  private func goOn() -> String {
    if let rescueFirst { return rescueFirst }
    return error.account == nil
      ? "again: \(retry.text)" : "to go on, what is in flash is skipped: \(retry.text)"
  }

  /// What was beside the files comes back from its own file.
  private var rescueFirst: String? {
    guard let rescue else { return nil }
    let force = rescue.needsForce ? " --force" : ""
    let restore = "kiln flash \(options.portWords(path))\(force) \(ShellWord.quoted(rescue.path))"
    return "to go on: \(retry.text); then bring back what was beside it: \(restore)"
  }

  private var slower: RetryCommand {
    retry.with("--baud", "\(Flasher.baud(below: options.baud) ?? options.baud)")
  }

  private var otherChip: String { options.chip == .spi3 ? "spi0" : "spi3" }

  private var idCommand: String { "kiln flash id \(options.portWords(path))" }
}
