"""Train on pictures of your own, and get the names of your classes back.

    python examples/own_pictures.py FOLDER PICTURE…

FOLDER has one folder of pictures per class, of any size and kind: FOLDER/cat/1.jpg … The PICTUREs
are then named by what was learned. Without arguments it draws triangles, squares and circles
and learns those.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image, ImageDraw

import tenfold
from tenfold import Conv2D, Dense, Flatten, Input, MaxPooling2D

SIDES = {"triangle": 3, "square": 4, "circle": 60}


def main(folder: Path, pictures: list[Path]) -> None:
    data = tenfold.datasets.load(folder, on_error="skip")
    for file in data.skipped:
        print("left out", file.path, "because:", file.reason)
    print(data)

    model = tenfold.Sequential(
        [
            Input(data.shape),
            Conv2D(16, 3, activation="relu"),
            MaxPooling2D(2),
            Conv2D(32, 3, activation="relu"),
            MaxPooling2D(2),
            Flatten(),
            Dense(len(data.class_names), activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    model.fit(data.train.x, data.train.y, epochs=20, verbose=0, seed=0)
    _, accuracy = model.evaluate(data.test.x, data.test.y, verbose=0)
    print(f"{accuracy:.0%} of {len(data.test)} test pictures right")

    model.metadata["class_names"] = list(data.class_names)
    model.save("own_pictures.safetensors")

    x = np.stack([tenfold.datasets.read_picture(path) for path in pictures])  # (n, 28, 28, 1)
    for path, probabilities in zip(pictures, model.predict(x, verbose=0), strict=True):
        best = int(probabilities.argmax())
        print(f"{path.name}: {data.class_names[best]} ({probabilities[best]:.0%})")


def draw_shapes(folder: Path, n: int, seed: int) -> None:
    """n pictures of each shape, dark on light, of all sizes and turned at random."""
    random = np.random.default_rng(seed)
    for name, sides in SIDES.items():
        (folder / name).mkdir(parents=True)
        for i in range(n):
            width, height = (int(side) for side in random.integers(40, 90, 2))
            picture = Image.new("L", (width, height), int(random.integers(180, 256)))
            radius = min(width, height) * random.uniform(0.3, 0.45)
            turn = int(random.integers(360))
            ink = int(random.integers(0, 80))
            center = (width / 2, height / 2)
            ImageDraw.Draw(picture).regular_polygon((center, radius), sides, turn, fill=ink)
            picture.save(folder / name / f"{name}-{i}.png")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        main(Path(sys.argv[1]), [Path(argument) for argument in sys.argv[2:]])
    else:
        with TemporaryDirectory() as temporary:
            shapes, unseen = Path(temporary, "shapes"), Path(temporary, "unseen")
            draw_shapes(shapes, n=300, seed=0)
            draw_shapes(unseen, n=3, seed=1)
            main(shapes, sorted(unseen.glob("*/*.png")))
