"""A contact sheet: a row for each class, some of its pictures as they are on the left, and the same
ones as training with augmentation sees them on the right."""

from pathlib import Path

import numpy as np
from PIL import Image

from tenfold.data.dataset import Dataset, Images
from tenfold.data.files import whole_file
from tenfold.errors import OutputNotWritable
from tenfold.train.recipes import ACCURATE

ROWS, PICTURES = 40, 8  # at most; every picture is shown twice
GAP = 2  # pixels around each picture
ENLARGED = 2  # 28×28 pixels are small to look at
FORMATS = (".png", ".jpg", ".jpeg", ".webp")


def check_format(path: Path) -> None:
    """Raises OutputNotWritable where the name does not say one of the formats."""
    if path.suffix.lower() not in FORMATS:
        raise OutputNotWritable(f"{path} is no picture's name; end it with {' or '.join(FORMATS)}")


def save(dataset: Dataset, path: Path) -> None:
    """Writes a sheet of the first training pictures of each class."""
    sheet = contact_sheet(dataset)
    image = Image.fromarray(sheet[..., 0] if sheet.shape[2] == 1 else sheet)
    image = image.resize((ENLARGED * image.width, ENLARGED * image.height), Image.Resampling.BOX)
    with whole_file(path) as temporary:
        image.save(temporary)


def contact_sheet(dataset: Dataset) -> Images:
    """uint8 (height, width, c): mid-grey where there is no picture."""
    height, width, channels = dataset.shape
    rows = min(len(dataset.class_names), ROWS)
    tall, wide = height + GAP, width + GAP
    sheet = np.full((rows * tall + GAP, 2 * PICTURES * wide + GAP, channels), 128, np.uint8)
    augment = ACCURATE.augment_for(dataset.class_names)
    for row in range(rows):
        (places,) = np.nonzero(dataset.train.y == row)
        pictures = dataset.train.x[places[:PICTURES]]
        changed = pictures if augment is None else augment.apply(pictures, seed=row)
        for first, shown in ((0, pictures), (PICTURES, changed)):
            for column, picture in enumerate(shown, first):
                top, left = row * tall + GAP, column * wide + GAP
                sheet[top : top + height, left : left + width] = picture
    return sheet
