"""The network: five kinds of layer, their gradients, and the optimiser.

Maps are float32 arrays of shape pictures x height x width x channels. Weights are kept in the
order the network file uses: output channel, input channel, row, column.
"""

import numpy as np

CLASS_COUNT = 10


class Convolution:
    """A convolution of stride 1 that keeps the size (zeros around the map), followed by ReLU."""

    kind = "convolution"

    def __init__(self, name, inputs, outputs, kernel):
        self.name, self.kernel = name, kernel
        self.shape = (outputs, inputs, kernel, kernel)

    def start(self, random):
        fan_in = int(np.prod(self.shape[1:]))
        self.weights = random.normal(0, np.sqrt(2 / fan_in), self.shape).astype(np.float32)
        self.biases = np.zeros(self.shape[0], np.float32)

    def forward(self, maps):
        self.columns = columns(maps, self.kernel)
        sums = self.columns @ self.weights.reshape(self.shape[0], -1).T + self.biases
        self.outputs = np.maximum(sums, 0).reshape(*maps.shape[:3], self.shape[0])
        return self.outputs

    def backward(self, gradient):
        gradient = np.where(self.outputs > 0, gradient, np.float32(0))
        batch, height, width, outputs = gradient.shape
        flat = gradient.reshape(-1, outputs)
        self.gradients = [(flat.T @ self.columns).reshape(self.shape), flat.sum(axis=0)]
        columns = flat @ self.weights.reshape(outputs, -1)
        columns = columns.reshape(batch, height, width, self.shape[1], self.kernel, self.kernel)
        return _scatter(columns, self.kernel)


class DepthwiseConvolution:
    """A 3x3 convolution of each channel by itself, stride 1, same size, followed by ReLU."""

    kind = "depthwise_convolution"

    def __init__(self, name, channels):
        self.name, self.kernel = name, 3
        self.shape = (channels, 1, 3, 3)

    def start(self, random):
        self.weights = random.normal(0, np.sqrt(2 / 9), self.shape).astype(np.float32)
        self.biases = np.zeros(self.shape[0], np.float32)

    def forward(self, maps):
        self.windows = windows(maps, 3)
        sums = np.einsum("nhwcij,cij->nhwc", self.windows, self.weights[:, 0]) + self.biases
        self.outputs = np.maximum(sums, 0)
        return self.outputs

    def backward(self, gradient):
        gradient = np.where(self.outputs > 0, gradient, np.float32(0))
        weights = np.einsum("nhwcij,nhwc->cij", self.windows, gradient)
        self.gradients = [weights[:, None], gradient.sum(axis=(0, 1, 2))]
        return _scatter(gradient[..., None, None] * self.weights[:, 0], 3)


class MaximumPooling:
    """The maximum of each 2x2 block, stride 2."""

    kind = "max_pool"
    gradients = None

    def __init__(self, name):
        self.name = name

    def start(self, random):
        pass

    def forward(self, maps):
        batch, height, width, channels = maps.shape
        blocks = maps.reshape(batch, height // 2, 2, width // 2, 2, channels)
        outputs = blocks.max(axis=(2, 4))
        self.winners = blocks == outputs[:, :, None, :, None, :]
        return outputs

    def backward(self, gradient):
        # Equal maxima share the gradient; dead (all-zero) blocks get none further down, by ReLU.
        shares = self.winners / self.winners.sum(axis=(2, 4), keepdims=True, dtype=np.float32)
        blocks = shares * gradient[:, :, None, :, None, :]
        batch, rows, _, columns, _, channels = blocks.shape
        return blocks.astype(np.float32).reshape(batch, rows * 2, columns * 2, channels)


class Dense:
    """A fully connected layer on the map flattened channel by channel, row by row."""

    kind = "dense"

    def __init__(self, name, inputs, outputs):
        self.name = name
        self.shape = (outputs, inputs)

    def start(self, random):
        self.weights = random.normal(0, np.sqrt(1 / self.shape[1]), self.shape).astype(np.float32)
        self.biases = np.zeros(self.shape[0], np.float32)

    def forward(self, maps):
        self.map_shape = maps.shape
        self.inputs = maps.transpose(0, 3, 1, 2).reshape(len(maps), -1)
        return self.inputs @ self.weights.T + self.biases

    def backward(self, gradient):
        self.gradients = [gradient.T @ self.inputs, gradient.sum(axis=0)]
        batch, height, width, channels = self.map_shape
        inputs = (gradient @ self.weights).reshape(batch, channels, height, width)
        return inputs.transpose(0, 2, 3, 1)


def digit_layers():
    """The layers of the digit classifier for 8x8 grey pictures, not yet initialised."""
    return [
        Convolution("conv1", 1, 16, 3),
        Convolution("conv2", 16, 32, 3),
        MaximumPooling("pool"),
        DepthwiseConvolution("depthwise", 32),
        Convolution("pointwise", 32, 32, 1),
        Dense("dense", 4 * 4 * 32, CLASS_COUNT),
    ]


def run(layers, maps):
    """The last layer's outputs (class scores before softmax) for `maps`."""
    for layer in layers:
        maps = layer.forward(maps)
    return maps


def softmax(scores):
    """Probabilities, one row per picture."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


class Adam:
    """Adam with weight decay apart from the gradient, and a bound on the weights of each layer.

    The bound keeps single large weights from widening the range an 8-bit layer must cover.
    """

    def __init__(self, layers, decay, bounds):
        self.layers = [layer for layer in layers if hasattr(layer, "weights")]
        self.decay, self.bounds, self.step_count = decay, bounds, 0
        self.moments = [[(0, 0), (0, 0)] for _ in self.layers]

    def step(self, rate):
        self.step_count += 1
        first_scale = np.float32(1 / (1 - 0.9**self.step_count))
        second_scale = np.float32(1 / (1 - 0.999**self.step_count))
        for layer, moments in zip(self.layers, self.moments):
            for index, gradient in enumerate(layer.gradients):
                first, second = moments[index]
                first = np.float32(0.9) * first + np.float32(0.1) * gradient
                second = np.float32(0.999) * second + np.float32(0.001) * gradient * gradient
                moments[index] = (first, second)
                change = first * first_scale / (np.sqrt(second * second_scale) + np.float32(1e-8))
                if index == 0:
                    layer.weights *= np.float32(1 - rate * self.decay)
                    layer.weights -= np.float32(rate) * change
                    bound = self.bounds.get(layer.name)
                    if bound is not None:
                        np.clip(layer.weights, -bound, bound, out=layer.weights)
                else:
                    layer.biases -= np.float32(rate) * change


def windows(maps, kernel):
    """Views of the kernel x kernel windows: pictures, rows, columns, channels, kernel rows, columns."""
    margin = kernel // 2
    padded = np.pad(maps, ((0, 0), (margin, margin), (margin, margin), (0, 0)))
    return np.lib.stride_tricks.sliding_window_view(padded, (kernel, kernel), axis=(1, 2))


def columns(maps, kernel):
    """One row per pixel with its window, ordered as the weights are."""
    return windows(maps, kernel).reshape(-1, maps.shape[3] * kernel * kernel)


def _scatter(windows, kernel):
    """Adds the values of overlapping windows up into a map: the transpose of `windows`."""
    batch, height, width, channels = windows.shape[:4]
    margin = kernel // 2
    padded = np.zeros((batch, height + 2 * margin, width + 2 * margin, channels), np.float32)
    for row in range(kernel):
        for column in range(kernel):
            padded[:, row : row + height, column : column + width] += windows[..., row, column]
    return padded[:, margin : margin + height, margin : margin + width]
