/// By what a USB port is known again after it was unplugged.
package struct PortIdentity: Sendable, Equatable {
  /// USB vendor id.
  package let vendor: UInt16
  /// USB product id.
  package let product: UInt16
  /// The device's serial number; many cheap bridges have none.
  package let serialNumber: String?
  /// Where it is plugged in: `1-1.2`.
  package let location: String?
  /// Which of the device's interfaces it is.
  package let interface: Int?

  /// What is known of a port; nil for one that is not on the USB.
  package init?(_ port: PortInfo) {
    guard let usb = port.usb else { return nil }
    (vendor, product, serialNumber) = (usb.vendor, usb.product, usb.serialNumber)
    (location, interface) = (usb.location, usb.interface)
  }

  /// The identity of the port at a path; nil when it has none or is not there.
  package static func of(path: String) -> PortIdentity? {
    let device = FileCalls.resolved(path) ?? path
    return PortList.all(withObstacles: false).ports.first { $0.path == device }.flatMap { PortIdentity($0) }
  }

  /// Whether that is the same port: the same kind and interface, and the same serial number or, where one of them has none, the same
  /// place.
  package func matches(_ other: PortIdentity) -> Bool {
    guard vendor == other.vendor, product == other.product, interface == other.interface else { return false }
    if let serialNumber, let number = other.serialNumber { return serialNumber == number }
    return location != nil && location == other.location
  }

  /// The path of the port that has come back; where several have the same serial number, that at the old path, then that at the
  /// old place.
  package func path(among ports: [PortInfo], before old: String) -> String? {
    let matching = ports.filter { PortIdentity($0).map { matches($0) } ?? false }
    let same = matching.first { $0.path == old } ?? matching.first { $0.usb?.location == location }
    return (same ?? matching.first)?.path
  }
}
