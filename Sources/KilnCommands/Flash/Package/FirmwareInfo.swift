import Bytes
import Console
import K210Flash

/// What `kiln info` says about a firmware image or a program without a header.
struct FirmwareInfo {
  /// The JSON form.
  struct Report: Encodable {
    let schema = 1
    let file: String
    let kind: String
    let bytes: Int
    let sha256: String
    let flags: Int?
    let payload_bytes: Int
    let encrypted: Bool?
    let dual_io: Bool?
    let trailing_bytes: Int
    let looks_like_program: Bool?
    let cautions: [String]
  }

  private let path: String
  private let file: [UInt8]
  /// Nil for a program without a header.
  private let image: FirmwareImage?

  /// Reads a file that was recognised as an image or as a program.
  ///
  /// - Throws: a failure with exit code 3 for an image whose digest does not fit.
  init(path: String, file: [UInt8], isProgram: Bool) throws(CommandFailure) {
    self.path = path
    self.file = file
    guard !isProgram else {
      image = nil
      return
    }
    do throws(FirmwareError) {
      image = try FirmwareImage(file)
    } catch {
      throw CommandFailure(
        .file, "\(path): \(error)",
        hints: ["the chip will not boot it: copy or download it again, or build it anew"])
    }
  }

  private var trailingByteCount: Int { image.map { file.count - $0.byteCount } ?? 0 }

  /// Whether the payload can be a program; nil when it is encrypted.
  private var looksLikeProgram: Bool? {
    guard let image else { return true }
    return image.flags.contains(.encrypted) ? nil : FirmwareImage.looksLikeProgram(image.payload)
  }

  private var cautions: [String] {
    var cautions: [String] = []
    if trailingByteCount > 0 {
      cautions.append("\(NumberForm.bytes(trailingByteCount)) follow the image; the chip ignores them")
    }
    if looksLikeProgram == false { cautions.append("the payload does not begin like a RISC-V program") }
    if image == nil {
      cautions.append("no firmware header; `kiln pack` puts one around a .bin at address 0")
    }
    return cautions
  }

  var report: Report {
    Report(
      file: path, kind: image == nil ? "program" : "firmware", bytes: file.count,
      sha256: Hexadecimal.string(SHA256.digest(of: file)), flags: image.map { Int($0.flags.rawValue) },
      payload_bytes: image?.payload.count ?? file.count, encrypted: image?.flags.contains(.encrypted),
      dual_io: image?.flags.contains(.dualIO), trailing_bytes: trailingByteCount,
      looks_like_program: looksLikeProgram, cautions: cautions)
  }

  var text: String {
    var lines: [String] = []
    if let image {
      let isEncrypted = image.flags.contains(.encrypted)
      lines = [
        "\(path): K210 firmware image, \(NumberForm.bytes(file.count))", "",
        "  flags    \(Hexadecimal.string([image.flags.rawValue])): "
          + (isEncrypted ? "encrypted with AES-128" : "not encrypted") + ", read over "
          + (image.flags.contains(.dualIO) ? "two data lines" : "one data line"),
        "  payload  \(NumberForm.bytes(image.payload.count)), to 0x80000000",
        "  SHA-256  fits",
      ]
    } else {
      lines = ["\(path): probably a raw K210 program, \(NumberForm.bytes(file.count))", ""]
    }
    return (lines + cautions.map { "  caution  \($0)" }).joined(separator: "\n")
  }
}
