import Foundation
import SerialPorts
import Testing

@Suite("opening serial ports")
struct SerialPortsTests {
  @Test("a path where nothing stands is told with the ports there are")
  func missing() {
    let path = "/dev/none/ttyUSB77"
    let error = #expect(throws: SerialError.self) { try SerialPorts.open(path: path) }
    #expect(error == .notExisting(path: path, others: PortList.paths()))
  }

  @Test(
    "what is no serial port is named, and not opened",
    arguments: [
      ("/etc/passwd", "a file"), ("/tmp", "a folder"), ("/dev/null", "a device of another kind"),
      ("/dev/tty", "a terminal of the computer itself"), ("/dev/ptmx", "a terminal of the computer itself"),
    ])
  func notAPort(_ path: String, _ found: String) {
    #expect(throws: SerialError.notASerialPort(path: path, found: found)) { try SerialPorts.open(path: path) }
    #expect(SerialPorts.obstacle(path: path) == .notASerialPort(path: path, found: found))
  }

  @Test("a pipe is not opened either, which would wait for ever")
  func pipe() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "kiln-ports-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "pipe").path(percentEncoded: false)
    #expect(makePipe(path))
    #expect(throws: SerialError.notASerialPort(path: path, found: "a pipe")) {
      try SerialPorts.open(path: path)
    }
  }

  @Test("a link to a pseudo-terminal does as well, under the link's name")
  func link() throws {
    let far = try FarEnd()
    let link = FileManager.default.temporaryDirectory.appending(path: "kiln-port-\(UUID().uuidString)")
    try FileManager.default.createSymbolicLink(
      at: link, withDestinationURL: URL(filePath: far.path))
    defer { try? FileManager.default.removeItem(at: link) }
    let path = link.path(percentEncoded: false)
    #expect(SerialPorts.isPseudoTerminal(path))
    let port = try SerialPorts.open(path: path)
    #expect(port.path == path)
    try port.write([1], until: port.now + .seconds(5))
    #expect(far.read() == [1])
  }

  @Test("a program that has the port open is named; for a pseudo-terminal it is in nobody's way")
  func holder() throws {
    let far = try FarEnd()
    #expect(PortHolders.of(path: far.path).programs.isEmpty)
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", "exec sleep 60 <>\(far.path)"]
    try process.run()
    defer {
      // Swift's test threads block SIGTERM, which children inherit.
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    let wanted = PortHolder(process: process.processIdentifier, command: "sleep")
    let end = SerialPorts.now + .seconds(10)
    while PortHolders.of(path: far.path).programs != [wanted], SerialPorts.now < end { usleep(5000) }
    #expect(PortHolders.of(path: far.path).programs == [wanted])
    _ = try SerialPorts.open(path: far.path)
  }

  @Test("a program that asked to be alone there is named in the error")
  func busy() throws {
    let far = try FarEnd()
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/flock")
    process.arguments = ["--no-fork", far.path, "sleep", "60"]
    try process.run()
    defer {
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    let end = SerialPorts.now + .seconds(10)
    var error: SerialError?
    while error == nil, SerialPorts.now < end {
      usleep(5000)
      do throws(SerialError) { try SerialPorts.open(path: far.path).close() } catch let found {
        error = found
      }
    }
    guard case .busy(far.path, let holders) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    // Named while it still is flock, or already sleeps.
    #expect(holders.programs.map(\.process) == [process.processIdentifier])
    #expect(["flock", "sleep"].contains(holders.programs.first?.command))
    #expect(error?.description.hasPrefix("\(far.path): in use by ") == true)
  }

  @Test("a port that does not come back is missed when the time is over")
  func noReturn() {
    let start = SerialPorts.now
    let error = #expect(throws: SerialError.self) {
      try SerialPorts.reopen(path: "/dev/none/x", identity: nil, within: .milliseconds(150))
    }
    #expect(error == .notExisting(path: "/dev/none/x", others: PortList.paths()))
    #expect(SerialPorts.now - start >= .milliseconds(150))
    #expect(SerialPorts.now - start < .seconds(20))
  }

  @Test("a port that comes back is opened, also when it cannot be at once")
  func comeback() throws {
    let far = try FarEnd()
    let link = FileManager.default.temporaryDirectory.appending(path: "kiln-port-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: link) }
    let path = link.path(percentEncoded: false)
    let lock = openWithLock(far.path)
    let target = URL(filePath: far.path)
    let thread = Thread {
      usleep(120_000)
      try? FileManager.default.createSymbolicLink(at: link, withDestinationURL: target)
      usleep(120_000)
      close(lock)
    }
    thread.start()
    let port = try SerialPorts.reopen(path: path, identity: nil, within: .seconds(20))
    try port.write([5], until: port.now + .seconds(5))
    #expect(far.read() == [5])
  }
}
