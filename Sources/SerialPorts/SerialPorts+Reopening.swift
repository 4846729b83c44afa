extension SerialPorts {
  /// Opens a port again that was unplugged, once it is back, under whatever name.
  ///
  /// With an identity, a port that has it is taken, wherever it is; what else stands at the old path by then is not. Without one, and
  /// for pseudo-terminals, the path alone counts. A port that is there and cannot be opened yet is tried again: udev sets its rights, and
  /// other programs look at it, some moments after it has come.
  /// - Throws: when the time is over, what the last attempt met.
  package static func reopen(
    path: String, identity: PortIdentity?, within limit: Duration
  ) throws(SerialError) -> any DescriptorLine {
    let deadline = now + limit
    while true {
      do throws(SerialError) {
        guard let identity else { return try open(path: path) }
        guard let found = identity.path(among: PortList.all(withObstacles: false).ports, before: path) else {
          throw .notExisting(path: path, others: PortList.paths())
        }
        return try open(path: found)
      } catch {
        let left = deadline - now
        guard left > .zero else { throw error }
        DescriptorCalls.sleep(min(left, .milliseconds(100)))
      }
    }
  }
}
