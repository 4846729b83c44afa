import K210Boards
import Scripting

/// Where a model is read from.
enum ModelSource {
  /// The flash chip, from an address on.
  case flash(Int)
  /// A file.
  case file([UInt8])

  /// What users call it.
  var name: String {
    switch self {
    case .flash(let address): "0x" + String(address, radix: 16, uppercase: true)
    case .file(let path): String(decoding: path, as: UTF8.self)
    }
  }
}

extension MaixBoard {
  /// Whether kmodels v4 are taken: if no firmware was chosen they are, so that both kinds can be tried.
  var takesVersion4: Bool {
    !configuration.isFirmwareChosen || configuration.firmware.kmodelVersions.value.contains(4)
  }

  /// Bytes of the flash chip; fewer behind its end.
  ///
  /// - Parameter areWordsSwapped: Whether the bytes of each word are turned round, as for `kpu.load_flash`.
  func flashBytes(at address: Int, count: Int, areWordsSwapped: Bool = false) -> [UInt8] {
    guard areWordsSwapped else { return host.readFlash(at: address, count: count) }
    var bytes = host.readFlash(at: address, count: (count + 3) / 4 * 4)
    for start in stride(from: 0, to: bytes.count / 4 * 4, by: 4) {
      bytes.swapAt(start, start + 3)
      bytes.swapAt(start + 1, start + 2)
    }
    return Array(bytes.prefix(count))
  }

  /// A file's bytes, none of which are read if it is larger than `limit`.
  ///
  /// - Throws: `readFile` when it is not there, cannot be read or is too large.
  func fileBytes(_ vm: Interpreter, _ path: [UInt8], limit: Int) throws(LoadingFailure) -> [UInt8] {
    let name = String(decoding: path, as: UTF8.self)
    guard let files = vm.host.files else {
      throw LoadingFailure(.readFile, "\(name): the script has no files")
    }
    do throws(ScriptFileError) {
      if try files.status(path).byteCount <= limit, let bytes = try files.contents(of: path, limit: limit) {
        return bytes
      }
    } catch {
      throw LoadingFailure(
        .readFile,
        error.number == 2
          ? "\(name) is not there; /sd is the folder of --sd"
          : "\(name) cannot be read (error \(error.number))")
    }
    throw LoadingFailure(.memory, "\(name) is larger than the chip's memory", isAllocation: true)
  }
}
