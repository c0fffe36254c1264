"""The networks that recipes train: lists of layers, for a number of classes."""

from tenfold.nn.layers import Conv2D, Dense, Dropout, Flatten, Layer, MaxPooling2D


def practical_layers(classes: int) -> list[Layer]:
    """The practical's network: 34,826 parameters for 28×28 grey pictures of ten classes."""
    return [
        Conv2D(32, 3, activation="relu"),
        MaxPooling2D(2),
        Conv2D(64, 3, activation="relu"),
        MaxPooling2D(2),
        Flatten(),
        Dense(classes, activation="softmax"),
    ]


def reader_layers(classes: int) -> list[Layer]:
    """The reader's: 468,556 parameters for twelve classes, about 0.1 ms a picture and core.

    A third convolution sees how strokes meet, and a hidden layer tells apart what only differs in
    its whole, such as a 4 from two pieces of other digits.
    """
    return _three_convolutions((32, 96, 128), 160, classes)


def rows_layers(classes: int) -> list[Layer]:
    """For windows of a row: 272,363 parameters for eleven classes, some 0.06 ms a window and core,
    and a row has a hundred. Less than the reader's, since it sees one form of ink only."""
    return _three_convolutions((32, 64, 96), 128, classes)


def orientation_layers(classes: int) -> list[Layer]:
    """For which way up a digit is: 41,826 parameters for two classes, about 0.01 ms a picture and
    core, since every picture of several digits is asked."""
    return [
        Conv2D(16, 3, activation="relu"),
        MaxPooling2D(2),
        Conv2D(32, 3, activation="relu"),
        MaxPooling2D(2),
        Conv2D(64, 3, activation="relu"),
        Flatten(),
        Dense(32, activation="relu"),
        Dense(classes, activation="softmax"),
    ]


def _three_convolutions(filters: tuple[int, int, int], hidden: int, classes: int) -> list[Layer]:
    return [
        Conv2D(filters[0], 3, activation="relu"),
        MaxPooling2D(2),
        Conv2D(filters[1], 3, activation="relu"),
        Conv2D(filters[2], 3, activation="relu"),
        MaxPooling2D(2),
        Flatten(),
        Dropout(0.1),
        Dense(hidden, activation="relu"),
        Dropout(0.15),
        Dense(classes, activation="softmax"),
    ]
