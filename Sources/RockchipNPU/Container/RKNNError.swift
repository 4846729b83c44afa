import Bytes
public import Containers

/// Why a file is no Rockchip model that Kiln can read.
public struct RKNNError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong.
  public enum Kind: Sendable, Equatable {
    /// The file ends inside something: bytes needed there, bytes left.
    case truncated(needed: Int, available: Int)
    /// The first bytes belong to no Rockchip model; `found` shows them.
    case notAModel(found: String)
    /// A Rockchip model of a kind that cannot be read: which, why, and what may be done.
    case unsupported(RKNNUnsupported)
    /// A field holds a value that it may not hold.
    case invalid(field: String, found: String, expected: String)
    /// A part of the file is no FlatBuffer that can be read.
    case flatBuffer(FlatBufferError)
  }

  /// What is wrong.
  public let kind: Kind
  /// Offset in the file.
  public let offset: Int
  /// What was being read: `header`, `tensor 12`, `node 3 (ConvRelu)`.
  public let subject: String

  /// Records what is wrong and where.
  public init(_ kind: Kind, offset: Int, subject: String) {
    self.kind = kind
    self.offset = offset
    self.subject = subject
  }

  /// One line: what was read, where, what was found and what was expected.
  public var description: String { "\(subject) at \(Hexadecimal.address(offset)): \(explanation)" }

  private var explanation: String {
    switch kind {
    case .truncated(let needed, let available): "\(needed) bytes are needed here; \(available) are left"
    case .notAModel(let found): "the file starts with \(found); a Rockchip model starts with \"RKNN\""
    case .unsupported(let kind): kind.explanation
    case .invalid(let field, let found, let expected): "\(field) is \(found); must be \(expected)"
    case .flatBuffer(let error): "\(error)"
    }
  }
}

/// Rockchip models that are recognised and refused.
public enum RKNNUnsupported: Sendable, Equatable {
  /// Magic `CYPTRKNN`.
  case encrypted
  /// Magic `RKNX`: the RK1820 family.
  case version3
  /// Magic `VPMN`: a compiled graph of the older, OpenVX-based NPUs, without its container.
  case bareGraphOfRKNPU1
  /// Container version 1: RK1808, RV1109, RV1126, RK3399Pro.
  case rknpu1(version: Int)
  /// The small runtime of RV1103 and RV1106.
  case mini(version: Int)
  /// A container version that nobody here has seen.
  case containerVersion(Int)
  /// The chip's registers are not known, so that its models can be looked at but not run.
  case registersOf(String)
  /// A node that cannot be run; what it asks for.
  case operation(String)

  var explanation: String {
    switch self {
    case .encrypted: "the model is encrypted; only a chip that has the key can read it"
    case .version3: "a model for RKNN3 (RK1820 family), whose contents are not public"
    case .bareGraphOfRKNPU1:
      "a compiled graph of the first NPU generation (RK1808 family), whose contents are not public"
    case .rknpu1(let version):
      "container version \(version), of the first NPU generation (RK1808, RV1109, RV1126, RK3399Pro); versions 2 and 6 are read"
    case .mini(let version):
      "container version \(version) for the small runtime of RV1103 and RV1106, which holds a private memory image"
    case .containerVersion(let version): "container version \(version); versions 2 and 6 are read"
    case .registersOf(let chip):
      "the registers of \(chip) are not public, so that its models can be inspected but not run"
    case .operation(let reason): "\(reason): not computed here"
    }
  }
}
