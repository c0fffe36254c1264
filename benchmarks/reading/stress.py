"""The same picture as another person might have saved it: what a reader must not care about."""

import io
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.uint8]  # (h, w, 3)


def inverted(pixels: Pixels) -> Pixels:
    return 255 - pixels


def smaller(pixels: Pixels) -> Pixels:
    """To half, but a 28×28 stays."""
    scale = max(0.5, 56 / max(pixels.shape))
    return cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


def larger(pixels: Pixels) -> Pixels:
    return cv2.resize(pixels, None, fx=1.7, fy=1.7, interpolation=cv2.INTER_CUBIC)


def rotated(pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 7, 0.95)
    return cv2.warpAffine(pixels, turn, (width, height), borderMode=cv2.BORDER_REPLICATE)


def framed(pixels: Pixels) -> Pixels:
    """A black frame, a twentieth of the picture wide."""
    edge = max(2, max(pixels.shape) // 20)
    return cv2.copyMakeBorder(pixels, edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=(0, 0, 0))


def in_window(pixels: Pixels) -> Pixels:
    """A screenshot: a blue title bar above, a grey desktop around."""
    edge = max(3, max(pixels.shape) // 12)
    bar = np.full((edge, pixels.shape[1], 3), (40, 90, 160), np.uint8)
    window = np.concatenate([bar, pixels])
    grey = (128, 128, 128)
    return cv2.copyMakeBorder(window, edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=grey)


def jpeg(pixels: Pixels) -> Pixels:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=25)
    return np.asarray(Image.open(file))


def noisy(pixels: Pixels) -> Pixels:
    noise = np.random.default_rng(0).normal(0, 10, pixels.shape)
    return np.clip(pixels + noise, 0, 255).astype(np.uint8)


def blurred(pixels: Pixels) -> Pixels:
    return cv2.GaussianBlur(pixels, (0, 0), max(0.5, max(pixels.shape) / 400))


def coloured(pixels: Pixels) -> Pixels:
    """Dark becomes red, light becomes blue of about the same brightness."""
    level = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)[..., None] / 255
    ink, paper = np.array([200.0, 30, 30]), np.array([60.0, 90, 220])
    return (ink * (1 - level) + paper * level).astype(np.uint8)


def faint(pixels: Pixels) -> Pixels:
    """A tenth of the contrast on light grey: a hard pencil."""
    return (210 + (pixels.astype(np.float32) - 128) * 0.1).astype(np.uint8)


def shaded(pixels: Pixels) -> Pixels:
    """Light falls off to a third from one corner to the other."""
    height, width = pixels.shape[:2]
    yy, xx = np.mgrid[0:height, 0:width]
    light = 1 - 0.65 * (xx / width + yy / height) / 2
    return (pixels * light[..., None]).astype(np.uint8)


def ruled(pixels: Pixels) -> Pixels:
    """Grey lines, eight to the picture."""
    drawn = pixels.copy()
    step = max(4, pixels.shape[0] // 8)
    for y in range(step // 2, pixels.shape[0], step):
        thick = max(1, pixels.shape[0] // 300)
        drawn[y : y + thick] = drawn[y : y + thick] * 0.7 + np.array([60, 70, 90]) * 0.3
    return drawn


def squared(pixels: Pixels) -> Pixels:
    """Blue lines both ways, six squares to the shorter side."""
    side = min(pixels.shape[:2])
    step, thick = max(5, side // 6), max(1, side // 150)
    yy, xx = np.mgrid[0 : pixels.shape[0], 0 : pixels.shape[1]]
    lined = ((yy % step) // thick == step // (2 * thick)) | ((xx % step) // thick == 1)
    blue = pixels * 0.5 + np.array([50, 70, 110])
    return np.where(lined[..., None], blue, pixels).astype(np.uint8)


def padded(pixels: Pixels) -> Pixels:
    """Off-centre on a canvas twice as large, of the border's own colour."""
    height, width = pixels.shape[:2]
    return cv2.copyMakeBorder(
        pixels, height // 4, height, width // 4, width, cv2.BORDER_CONSTANT, value=_border(pixels)
    )


def on_desk(pixels: Pixels) -> Pixels:
    """A sheet that lies on brown wood, turned by 9° and seen from a side; a dark canvas is printed
    dark on white."""
    pixels = _as_photo(255 - pixels if _is_dark(pixels) else pixels)
    height, width = pixels.shape[:2]
    size = (int(1.7 * width), int(1.7 * height))
    grain = np.random.default_rng(0).normal(0, 14, (64, 4, 1)).astype(np.float32)
    wood = (
        np.array([140, 100, 65]) + cv2.resize(grain, size, interpolation=cv2.INTER_CUBIC)[..., None]
    )
    flat = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * (width / 2, height / 2)
    cosine, sine = np.cos(np.deg2rad(9)), np.sin(np.deg2rad(9))
    lying = flat @ np.array([[cosine, sine], [-sine, cosine]]) * [[0.94], [1], [1], [0.97]]
    straight, lying = flat + np.array([width, height]) / 2, lying + np.array(size) / 2
    laying = cv2.getPerspectiveTransform(straight.astype(np.float32), lying.astype(np.float32))
    paper = cv2.warpPerspective(pixels, laying, size, borderMode=cv2.BORDER_REPLICATE)
    place = cv2.warpPerspective(np.full((height, width), 1.0, np.float32), laying, size)[..., None]
    return np.clip(paper * place + wood * (1 - place), 0, 255).astype(np.uint8)


def in_app(pixels: Pixels) -> Pixels:
    """A screenshot of a page to draw on: the time and a title above, a button below."""
    pixels = _as_photo(pixels)
    width, side = pixels.shape[1], max(10, max(pixels.shape) // 9)
    above, below = (np.full((2 * side, width, 3), 245, np.uint8) for _ in range(2))
    thick, black, font = max(1, side // 20), (20, 20, 20), cv2.FONT_HERSHEY_SIMPLEX
    cv2.putText(
        above, "9:41", (side // 4, side // 2 + 2), font, side / 50, black, thick, cv2.LINE_AA
    )
    title = (width // 4, int(1.6 * side))
    cv2.putText(above, "Draw a digit", title, font, side / 40, black, thick, cv2.LINE_AA)
    corner, opposite = (width // 4, side // 2), (3 * width // 4, int(1.6 * side))
    cv2.rectangle(below, corner, opposite, (40, 110, 230), cv2.FILLED)
    label = (int(0.33 * width), int(1.25 * side))
    cv2.putText(below, "Predict", label, font, side / 45, (255, 255, 255), thick, cv2.LINE_AA)
    return np.concatenate([above, pixels, below])


def in_dark_app(pixels: Pixels) -> Pixels:
    """Light on dark, in the same app with its night colours."""
    photo = _as_photo(pixels if _is_dark(pixels) else 255 - pixels)
    screen = in_app(photo)
    height = (len(screen) - len(photo)) // 2
    screen[:height] = np.maximum(255 - screen[:height], 18)
    below = screen[-height:]
    below[(below == 245).all(axis=2)] = 18
    return screen


def cropped(pixels: Pixels) -> Pixels:
    """To the ink, but for a twenty-fifth of its height."""
    left, top, right, bottom = _box(pixels)
    edge = max(1, (bottom - top) // 25)
    return pixels[max(0, top - edge) : bottom + edge, max(0, left - edge) : right + edge]


def on_board(pixels: Pixels) -> Pixels:
    """White chalk, with a grain, on a green board that was wiped in smears."""
    ink, rng = _ink(_as_photo(pixels)), np.random.default_rng(0)
    smears = cv2.GaussianBlur(rng.normal(0, 1, ink.shape), (0, 0), max(ink.shape) / 12)
    board = np.array([40, 62, 50]) + (12 * smears / np.abs(smears).max())[..., None]
    board = board + rng.normal(0, 4, (*ink.shape, 1))
    chalk = (ink * np.where(rng.random(ink.shape) > 0.25, 1.0, 0.55))[..., None]
    drawn = board * (1 - chalk) + np.array([215, 215, 205]) * chalk
    return np.clip(drawn, 0, 255).astype(np.uint8)


def marked(pixels: Pixels) -> Pixels:
    """A hair in the lower left corner."""
    drawn = _as_photo(pixels).copy()
    height, width = drawn.shape[:2]
    middle, axes = (width // 10, 9 * height // 10), (width // 12, height // 20)
    cv2.ellipse(drawn, middle, axes, 20, 0, 200, _pen(drawn), max(1, width // 250))
    return drawn


def underlined(pixels: Pixels) -> Pixels:
    """On a canvas half as large again, with a line below the ink."""
    photo = _as_photo(pixels)
    edge = max(photo.shape) // 4
    drawn = cv2.copyMakeBorder(
        photo, edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=_border(photo)
    )
    left, top, right, bottom = (edge + side for side in _box(photo))
    height = bottom - top
    over, below, thick = height // 6, height // 20, max(2, height // 25)
    start, end = (left - over, bottom + over), (right + over, bottom + over - below)
    cv2.line(drawn, start, end, _pen(photo), thick, cv2.LINE_AA)
    return drawn


def beside_buttons(pixels: Pixels) -> Pixels:
    """A canvas with a border in a window, three buttons at its right."""
    pixels = _as_photo(pixels)
    height, width = pixels.shape[:2]
    edge = max(4, height // 20)
    window = np.full((height + 2 * edge, int(1.6 * width), 3), 240, np.uint8)
    window[edge : edge + height, edge : edge + width] = pixels
    corner = (edge + width, edge + height)
    cv2.rectangle(window, (edge, edge), corner, (120, 120, 120), 1)
    left, right, font = edge + int(1.08 * width), int(1.52 * width), cv2.FONT_HERSHEY_SIMPLEX
    for number, label in enumerate(("Predict", "Clear", "Save")):
        top = int((0.15 + 0.25 * number) * height)
        bottom = top + height // 7
        cv2.rectangle(window, (left, top), (right, bottom), (225, 225, 225), cv2.FILLED)
        cv2.rectangle(window, (left, top), (right, bottom), (150, 150, 150), 1)
        place = (left + width // 20, bottom - height // 22)
        scale = 0.34 * width / 130  # the longest label is 130 pixels wide at 1
        cv2.putText(window, label, place, font, scale, (0, 0, 0), 1, cv2.LINE_AA)
    return window


def in_figure(pixels: Pixels) -> Pixels:
    """As a plot shows a picture: 28 units each way, ticks with their numbers, a title."""
    scale = min(370 / side for side in pixels.shape[:2])
    how = cv2.INTER_NEAREST if scale > 1 else cv2.INTER_AREA
    shown = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=how)
    height, width = shown.shape[:2]
    left, top = (640 - width) // 2, 58
    figure = np.full((480, 640, 3), 255, np.uint8)
    figure[top : top + height, left : left + width] = shown
    cv2.rectangle(figure, (left, top), (left + width, top + height), (0, 0, 0), 1)
    font, black = cv2.FONT_HERSHEY_SIMPLEX, (0, 0, 0)
    for tick in range(0, 28, 5):
        x, y = (
            int(start + (tick + 0.5) * side / 28) for start, side in ((left, width), (top, height))
        )
        cv2.line(figure, (x, top + height), (x, top + height + 4), black, 1)
        cv2.line(figure, (left - 4, y), (left, y), black, 1)
        for place in ((x - 6, top + height + 18), (left - 26, y + 5)):
            cv2.putText(figure, str(tick), place, font, 0.42, black, 1, cv2.LINE_AA)
    cv2.putText(figure, "Prediction", (280, top - 10), font, 0.5, black, 1, cv2.LINE_AA)
    return figure


def coloured_and_noisy(pixels: Pixels) -> Pixels:
    """What stands off by its colour alone, for the noise is as strong as the light's contrast."""
    return noisy(coloured(pixels))


def faint_beside_a_mark(pixels: Pixels) -> Pixels:
    return marked(faint(pixels))


def faint_in_app(pixels: Pixels) -> Pixels:
    return in_app(faint(pixels))


def _ink(pixels: Pixels) -> NDArray[np.float32]:
    """About how much ink each pixel has, 0 to 1 (h, w)."""
    light = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.float32)
    off = np.abs(light - np.median(light))
    return np.clip(off / max(30, np.percentile(off, 99.5)), 0, 1)


def _box(pixels: Pixels) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of nearly all ink."""
    y, x = np.nonzero(_ink(pixels) > 0.5)
    ends = [np.percentile(places, share) for share in (0.5, 99.5) for places in (x, y)]
    left, top, right, bottom = (int(end) for end in ends)
    return left, top, right + 1, bottom + 1


def _pen(pixels: Pixels) -> tuple[int, int, int]:
    return (200, 200, 200) if _is_dark(pixels) else (60, 60, 60)


def _is_dark(pixels: Pixels) -> bool:
    """Whether the canvas is."""
    return bool(np.median(pixels) < 120)


def _border(pixels: Pixels) -> list[float]:
    """The colour of the border."""
    ring = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    return [float(level) for level in np.median(ring, axis=0)]


def _as_photo(pixels: Pixels) -> Pixels:
    """At least 200 pixels large, at most 1,600."""
    scale = min(max(1.0, 200 / max(pixels.shape)), 1600 / max(pixels.shape))
    how = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    return np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=how), np.uint8)


VARIANTS: tuple[Callable[[Pixels], Pixels], ...] = (
    inverted, smaller, larger, rotated, framed, in_window, jpeg, noisy, blurred, coloured, faint,
    shaded, ruled, squared, padded, on_desk, in_app, in_dark_app, cropped, on_board, marked,
    underlined, beside_buttons, in_figure, coloured_and_noisy, faint_beside_a_mark, faint_in_app,
)  # fmt: skip
