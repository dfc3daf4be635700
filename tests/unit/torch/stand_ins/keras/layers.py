"""keras.layers in prediction, with PyTorch behind them."""

import torch
from torch.nn import functional


def channels_first(x):
    return x.permute(0, 3, 1, 2)


def channels_last(x):
    return x.permute(0, 2, 3, 1)


class Layer:
    """Weights are there once the layer was called, in Keras's shapes."""

    weights = None

    def __call__(self, x):
        if self.weights is None:
            self.weights = [torch.zeros(shape) for shape in self.shapes(x.shape[-1])]
        return self.call(x)

    def shapes(self, channels):
        return []

    def set_weights(self, values):
        expected = [tuple(weight.shape) for weight in self.weights]
        given = [value.shape for value in values]
        assert expected == given, (expected, given)
        self.weights = [torch.from_numpy(value.copy()) for value in values]

    def bias(self):
        return self.weights[1] if self.use_bias else None


def pair(value):
    return (value, value) if isinstance(value, int) else tuple(value)


class Conv2D(Layer):
    def __init__(self, filters, kernel_size, strides=1, dilation_rate=1, groups=1, use_bias=True):
        self.filters, self.kernel, self.strides = filters, pair(kernel_size), strides
        self.dilation, self.groups, self.use_bias = dilation_rate, groups, use_bias

    def shapes(self, channels):
        kernel = (*self.kernel, channels // self.groups, self.filters)
        return [kernel, (self.filters,)] if self.use_bias else [kernel]

    def call(self, x):
        weight = self.weights[0].permute(3, 2, 0, 1)
        return channels_last(functional.conv2d(
            channels_first(x), weight, self.bias(), self.strides, 0, self.dilation, self.groups))


class Conv2DTranspose(Layer):
    """With padding "valid", the output is at least as large as the stride times the input."""

    def __init__(self, filters, kernel_size, strides=1, dilation_rate=1, use_bias=True):
        self.filters, self.kernel, self.strides = filters, pair(kernel_size), pair(strides)
        self.dilation, self.use_bias = pair(dilation_rate), use_bias

    def shapes(self, channels):
        kernel = (*self.kernel, self.filters, channels)
        return [kernel, (self.filters,)] if self.use_bias else [kernel]

    def call(self, x):
        weight = self.weights[0].permute(3, 2, 0, 1)
        reach = [d * (k - 1) + 1 for d, k in zip(self.dilation, self.kernel)]
        more = [max(s - r, 0) for s, r in zip(self.strides, reach)]
        y = functional.conv_transpose2d(
            channels_first(x), weight, None, self.strides, 0, 0, 1, self.dilation)
        y = channels_last(functional.pad(y, (0, more[1], 0, more[0])))
        return y + self.weights[1] if self.use_bias else y


class Dense(Layer):
    def __init__(self, units, use_bias=True):
        self.units, self.use_bias = units, use_bias

    def shapes(self, channels):
        return [(channels, self.units), (self.units,)][: 2 if self.use_bias else 1]

    def call(self, x):
        y = x @ self.weights[0]
        return y + self.weights[1] if self.use_bias else y


class BatchNormalization(Layer):
    def __init__(self, momentum=0.99, epsilon=1e-3, center=True, scale=True):
        assert center == scale
        self.epsilon, self.affine = epsilon, center

    def shapes(self, channels):
        return [(channels,)] * (4 if self.affine else 2)

    def call(self, x):
        mean, variance = self.weights[-2:]
        y = (x - mean) / torch.sqrt(variance + self.epsilon)
        return y * self.weights[0] + self.weights[1] if self.affine else y


class MaxPooling2D(Layer):
    def __init__(self, pool_size, strides=None):
        self.size, self.strides = pool_size, strides

    def call(self, x):
        return channels_last(functional.max_pool2d(channels_first(x), self.size, self.strides))


class AveragePooling2D(MaxPooling2D):
    def call(self, x):
        return channels_last(functional.avg_pool2d(channels_first(x), self.size, self.strides))


class Dropout(Layer):
    def __init__(self, rate, noise_shape=None):
        self.rate = rate

    def call(self, x):
        return x
