/// What a layer of a kmodel v3 does; addresses are byte offsets in main memory unless they say otherwise.
///
/// All tensors are planar CHW with one batch. The names and numbers are those of the SDK's `kpu.h`.
public enum OperationV3: Sendable, Equatable {
  case add(Addition)
  case quantizedAdd(QuantizedAddition)
  case globalAveragePool2D(GlobalAveragePool)
  /// Has a layout but no public runtime; read and written, never run.
  case maxPool2D(Pool2D, activation: UInt32)
  case quantizedMaxPool2D(Pool2D)
  /// The activation field is stored but not applied by the SDK.
  case averagePool2D(Pool2D, activation: UInt32)
  case quantize(Quantization)
  case dequantize(Quantization)
  case requantize(Requantization)
  case l2Normalization(Elementwise)
  case softmax(Elementwise)
  case concat(Concatenation)
  case quantizedConcat(Concatenation)
  case fullyConnected(FullyConnected)
  case tensorFlowFlatten(Flatten)
  case resizeNearestNeighbor(Resize)
  case quantizedResizeNearestNeighbor(Resize)
  case channelwiseDequantize(ChannelwiseDequantization)
  case logistic(Elementwise)
  case k210Conv(Convolution)
  case k210AddPadding(Padding)
  case k210RemovePadding(RemovePadding)
  case k210Upload(Upload)
}
