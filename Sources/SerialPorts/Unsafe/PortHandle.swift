internal import CSerialPort
import Glibc

// libserialport's calls. **Invariant**: a port that the library made is freed once, by `deinit` or before the initialiser throws, and
// not used after; a list is freed after its last port was looked at; texts are copied before their port is freed.

/// An open port of libserialport.
@safe final class PortHandle {
  private let port: OpaquePointer
  private var isOpen = true
  /// The file descriptor.
  let descriptor: Int32

  /// Opens a port for reading and writing, without waiting.
  init(path: String) throws(SerialError) {
    // The library knows ports by their names in /dev alone.
    let device = FileCalls.resolved(path) ?? path
    var made: OpaquePointer?
    guard unsafe sp_get_port_by_name(device, &made) == SP_OK, let port = unsafe made else {
      throw .notASerialPort(path: path, found: "a terminal without a serial port's driver")
    }
    guard unsafe sp_open(port, SP_MODE_READ_WRITE) == SP_OK else {
      let code = sp_last_error_code()
      unsafe sp_free_port(port)
      throw SerialPorts.openingFailure(code, path: path)
    }
    var descriptor: Int32 = -1
    guard unsafe sp_get_port_handle(port, &descriptor) == SP_OK, descriptor >= 0 else {
      unsafe sp_close(port)
      unsafe sp_free_port(port)
      throw .other(path: path, doing: "cannot be used", message: "no file descriptor")
    }
    self.descriptor = descriptor
    unsafe self.port = unsafe port
  }

  deinit {
    close()
    unsafe sp_free_port(port)
  }

  /// Closes the port; twice does nothing.
  func close() {
    guard isOpen else { return }
    isOpen = false
    unsafe sp_close(port)
  }
}

/// What libserialport says about a port.
struct ListedPort: Equatable {
  var path: String
  var vendor: UInt16?
  var product: UInt16?
  var bus: Int?
  var address: Int?
  var productName: String?
  var manufacturer: String?
  var serialNumber: String?
}

/// Every port that libserialport finds, in no order; at most 1024.
///
/// It opens ports of the driver serial8250, which has more names than ports, for a moment; no others.
func listedPorts() -> [ListedPort] {
  var list: UnsafeMutablePointer<OpaquePointer?>?
  guard unsafe sp_list_ports(&list) == SP_OK, let list = unsafe list else { return [] }
  defer { unsafe sp_free_port_list(list) }
  var ports: [ListedPort] = []
  while ports.count < 1024, let port = unsafe list[ports.count] { unsafe ports.append(described(port)) }
  return ports
}

/// A copy of what stands in the library's port.
private func described(_ port: OpaquePointer) -> ListedPort {
  func text(_ pointer: UnsafeMutablePointer<CChar>?) -> String? {
    guard let pointer = unsafe pointer else { return nil }
    let text = unsafe String(cString: pointer)
    return text.isEmpty ? nil : String(text.prefix(256))
  }
  var listed = ListedPort(path: unsafe text(sp_get_port_name(port)) ?? "")
  guard unsafe sp_get_port_transport(port) == SP_TRANSPORT_USB else { return listed }
  var (first, second) = (Int32(0), Int32(0))
  if unsafe sp_get_port_usb_vid_pid(port, &first, &second) == SP_OK {
    (listed.vendor, listed.product) = (UInt16(exactly: first), UInt16(exactly: second))
  }
  if unsafe sp_get_port_usb_bus_address(port, &first, &second) == SP_OK {
    (listed.bus, listed.address) = (Int(first), Int(second))
  }
  listed.productName = unsafe text(sp_get_port_usb_product(port))
  listed.manufacturer = unsafe text(sp_get_port_usb_manufacturer(port))
  listed.serialNumber = unsafe text(sp_get_port_usb_serial(port))
  return listed
}
