import K210Boards
import Pictures
import Scripting

/// Gives the class of images its methods that measure and filter, or the lack of them.
struct AnalysisBuilder {
  /// The class.
  let type: MaixTypeBuilder
  let board: MaixBoard

  /// What all flavours of the firmware have.
  ///
  /// **Source**: MaixPy-v1, omv/py/py_image.c and boards/MAIX/imlib_config.h (`OMV_MINIMUM`).
  private static let basicMethods: Set = [
    "mean_pool", "mean_pooled", "midpoint_pool", "midpoint_pooled", "lens_corr",
  ]

  /// What a method does.
  typealias Body = (MaixBoard, AnalysisArguments) throws(Raised) -> Value

  /// Gives the class a method that needs so many arguments; more than it knows are left alone, as on the device.
  func define(
    _ method: String, _ minimum: Int, _ support: Support = .full, _ body: @escaping Body
  ) throws(Raised) {
    if board.isMinimum, !Self.basicMethods.contains(method) {
      try type.lack(method, because: "firmware \(board.configuration.firmware.id) is built without it")
      return
    }
    let board = board
    try type.define(method, minimum, nil, keywords: true, support) { vm, args throws(Raised) in
      try body(board, AnalysisArguments(board: board, vm: vm, args: args))
    }
  }

  /// Gives the class a method that changes the image and returns it.
  func defineChange(
    _ method: String, _ minimum: Int, _ support: Support = .full,
    _ body: @escaping (MaixBoard, AnalysisArguments) throws(Raised) -> Void
  ) throws(Raised) {
    try define(method, minimum, support) { board, given throws(Raised) in
      try body(board, given)
      return given.args[0]
    }
  }

  /// Methods that boards have and this one has not.
  func lack(_ methods: [String], because reason: String) throws(Raised) {
    for method in methods { try type.lack(method, because: reason) }
  }
}
