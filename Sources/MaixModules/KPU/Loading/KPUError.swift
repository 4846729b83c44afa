/// Why MaixPy's model library refuses, with its numbers and texts.
///
/// **Source**: `get_kpu_err_str` in MaixPy v0.6.3; when each comes is known for those that users reported.
enum KPUError: Int, Error {
  case parameter = 2001
  case version = 2002
  case format = 2003
  case decryption = 2004
  case readFile = 2005
  case memory = 2006
  case firstLayer = 2007
  case run = 2008
  case modelsFull = 2009
  case permission = 2010
  case index = 2011
  case size = 2012
  case outputs = 2013
  case notImplemented = 2014
  case unknown = 2015

  /// The words; those about versions say what the firmware takes.
  func text(takesVersion4: Bool) -> String {
    switch self {
    case .parameter: "ERR_PARAM: please check param, load address or kmodel file name"
    case .version: "ERR_KMODEL_VERSION: only support kmodel \(takesVersion4 ? "V3/V4 now" : "V3")"
    case .format: "ERR_KMODEL_FORMAT: layer_header.body_size <=0"
    case .decryption: "ERR_DECRYPT: check smodel match with your board"
    case .readFile: "ERR_READ_FILE: read file failed"
    case .memory: "ERR_NO_MEM: memory not enough"
    case .firstLayer: "ERR_GET_CONV_LAYER: first layer should be conv layer"
    case .run: "ERR_RUN_MODEL: maybe model dirty"
    case .modelsFull: "ERR_MODELS_FULL: we only support load 5 models in the same time"
    case .permission: "ERR_PERMITION"
    case .index: "SIPEED_KPU_ERR_IDX_OUTRANGE"
    case .size: "SIPEED_KPU_ERR_SIZE_NOTMATCH"
    case .outputs: "ERR_OUTPUTS_SET: need kpu.set_outputs() to set shape"
    case .notImplemented: "ERR_NOT_IMPLEMENT"
    case .unknown: "ERR_UNKNOWN"
    }
  }
}

/// Why a model was not loaded: what the board says and, for the user, what lies behind it.
struct LoadingFailure: Error {
  let error: KPUError
  /// One line for the user; nil when the board's own words are enough.
  let explanation: String?
  /// Whether an allocation failed, of which the allocator tells the console before.
  let isAllocation: Bool

  init(_ error: KPUError, _ explanation: String? = nil, isAllocation: Bool = false) {
    self.error = error
    self.explanation = explanation
    self.isAllocation = isAllocation
  }
}
