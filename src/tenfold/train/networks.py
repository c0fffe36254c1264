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
    return [
        Conv2D(32, 3, activation="relu"),
        MaxPooling2D(2),
        Conv2D(96, 3, activation="relu"),
        Conv2D(128, 3, activation="relu"),
        MaxPooling2D(2),
        Flatten(),
        Dropout(0.1),
        Dense(160, activation="relu"),
        Dropout(0.15),
        Dense(classes, activation="softmax"),
    ]


def rows_layers(classes: int) -> list[Layer]:
    """For windows of a row: 272,363 parameters for eleven classes, some 0.06 ms a window and core,
    and a row has a hundred. Less than the reader's, since it sees one form of ink only."""
    return [
        Conv2D(32, 3, activation="relu"),
        MaxPooling2D(2),
        Conv2D(64, 3, activation="relu"),
        Conv2D(96, 3, activation="relu"),
        MaxPooling2D(2),
        Flatten(),
        Dropout(0.1),
        Dense(128, activation="relu"),
        Dropout(0.15),
        Dense(classes, activation="softmax"),
    ]
