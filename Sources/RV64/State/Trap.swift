/// Why a hart leaves its program for the trap handler.
public struct Trap: Sendable, Equatable {
  /// The reasons, `mcause`.
  public enum Cause: UInt64, Sendable, CaseIterable {
    case misalignedFetch = 0
    case fetchFault = 1
    case illegalInstruction = 2
    case breakpoint = 3
    case misalignedLoad = 4
    case loadFault = 5
    case misalignedStore = 6
    case storeFault = 7
    case userCall = 8
    case machineCall = 11

    /// The reason in words.
    public var title: String {
      switch self {
      case .misalignedFetch: "instruction address misaligned"
      case .fetchFault: "instruction access fault"
      case .illegalInstruction: "illegal instruction"
      case .breakpoint: "breakpoint"
      case .misalignedLoad: "load address misaligned"
      case .loadFault: "load access fault"
      case .misalignedStore: "store address misaligned"
      case .storeFault: "store access fault"
      case .userCall: "environment call from user mode"
      case .machineCall: "environment call from machine mode"
      }
    }

    /// Whether a program asks for it on purpose.
    public var isCall: Bool { self == .userCall || self == .machineCall || self == .breakpoint }
  }

  /// Why.
  public let cause: Cause
  /// Address of the instruction.
  public let pc: UInt64
  /// The address that was accessed, or 0.
  public let address: UInt64

  /// A trap at an instruction.
  public init(_ cause: Cause, pc: UInt64, address: UInt64 = 0) {
    self.cause = cause
    self.pc = pc
    self.address = address
  }
}
