"""The practical's network on clothes instead of digits: only the data set changes.

    python examples/fashion.py [NAME|PATH]

Fashion-MNIST has MNIST's shape, ten classes and harder pictures. A mirrored shoe is still a shoe,
so training may flip pictures left and right, which it must not do with digits.
"""

import sys

import tenfold
from tenfold import Augment, Conv2D, Dense, Flatten, Input, MaxPooling2D


def main(name_or_path: str = "fashion-mnist", epochs: int = 5) -> None:
    data = tenfold.datasets.load(name_or_path)
    print(data)

    model = tenfold.Sequential(
        [
            Input(data.shape),
            Conv2D(32, 3, activation="relu"),
            MaxPooling2D(2),
            Conv2D(64, 3, activation="relu"),
            MaxPooling2D(2),
            Flatten(),
            Dense(len(data.class_names), activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    sideways = Augment(rotation=0, scale=0.05, shear=0, shift=0.03, elastic=0, stroke=0, flip=True)
    model.fit(data.train.x, data.train.y, epochs=epochs, augment=sideways, clean_epochs=1, seed=0)
    _, accuracy = model.evaluate(data.test.x, data.test.y, verbose=0)
    print(f"test accuracy {accuracy:.2%}")

    for probabilities, label in zip(model.predict(data.test.x[:10]), data.test.y, strict=False):
        read = data.class_names[int(probabilities.argmax())]
        print(f"{data.class_names[label]} read as {read}, {probabilities.max():.0%}")


if __name__ == "__main__":
    main(*sys.argv[1:2])
