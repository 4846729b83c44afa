import Foundation
import RV64
import Testing

/// What a real GDB sends, and answers with which it showed the right things.
@Suite("a recorded session of GDB")
struct GDBRecordingTests {
  @Test("each packet of the recording is answered as it was then")
  func recording() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "RV64Oracle/gdb-session.txt")
    let lines = String(decoding: try Data(contentsOf: file), as: UTF8.self).split(separator: "\n")
    // The last packet of the beginning, which is not recorded: what GDB offers.
    let end = DebuggerEnd([0x297, 0x2002_8293, 0x0013_0313, 0x0062_A023, 0x0002_A383, 0xFF5F_F06F])
    _ = end.ask("qSupported:swbreak+;hwbreak+")
    var (packet, answers, count) = ("", [String](), 0)
    for line in lines where !line.hasPrefix("#") {
      if line.hasPrefix("gdb ") {
        #expect(answers.isEmpty, "after \(packet)")
        packet = String(line.dropFirst(4))
        answers = exchange(packet, end)
        count += 1
      } else {
        let expected = line.dropFirst(3)
        #expect(answers.first.map { $0 == expected } == true, "\(packet): \(answers), then \(expected)")
        answers = Array(answers.dropFirst())
      }
    }
    #expect(answers.isEmpty && count > 100)
  }

  private func exchange(_ packet: String, _ end: DebuggerEnd) -> [String] {
    for action in end.session.receive(DebuggerEnd.framed(packet)) {
      guard case .resume(let resume) = action else { continue }
      for hart in end.machine.debugHarts where end.session.isRunning {
        if let stop = resume.run(hart, 100).debugStop { end.session.stopped(stop) }
      }
    }
    return DebuggerEnd.bodies(end.session.takeOutput()) ?? []
  }
}
