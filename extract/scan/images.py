"""The pictures of pages: pages of a PDF as rendered, frames of an image file. Grey, dark ink on light ground.

Red (seals, corrections) is left out of pictures in colour. A picture has at most 300 dots an inch: the recogniser
gains nothing from more. pdfium is not made for threads: everything that calls it holds `PDFIUM`.
"""

from __future__ import annotations

import ctypes
import threading
import warnings
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

# pages are read side by side: more threads each would only be in each other's way, and threads that a process was
# forked from are waited for without end when their number is set
cv2.setNumThreads(1)
PDFIUM = threading.Lock()
Grey = NDArray[np.uint8]

MAX_DPI, MIN_DPI = 300.0, 72.0
PLAIN_DPI = (90.0, 650.0)  # a picture that claims less or more is taken for a page of A4
A4 = 841.89  # points: the longer side
MAX_BYTES = 300_000_000  # of a picture when decoded
COLOURED = 40  # difference of the colour channels that makes a pixel coloured
COLOURED_SHARE = 0.0005
PEN = 55  # difference of the channels, beyond that of the paper, of a pen's ink
FEWEST = 10  # pixels of a quarter of a picture: less is no stroke
PRINTED = (250, 0.02)  # grey level, and the share of darker pixels that no page has whose picture is not shown
RED, MOST_LACKING = 60, 0.4  # redness of ink that tells what it lacks, and the most that is given back
NEGATIVE = (90, 0.7)  # grey level, and the share of darker pixels, that a negative has at the least
PAPER = 0.03  # of the shorter side: a light area as large is paper on a dark bed
PICTURE_FORMATS = ("PNG", "JPEG", "TIFF")


class UnreadablePicture(Exception):  # noqa: N818 - becomes an anomaly of its page
    """A picture that can't be decoded, or not within bounds: code of the anomaly and its parameters."""

    def __init__(self, code: str, **parameters: str) -> None:
        super().__init__(code, parameters)
        self.code = code
        self.parameters = parameters


@dataclass(frozen=True, slots=True)
class Picture:
    """A page's picture. `width` and `height` are those of the page as displayed, in points; `unit` is the pixels of
    `grey` for a point on paper, by the page's likely size; `dpi` the picture's own resolution on that paper. `pen`:
    where there is ink in colour, none on a page without colours."""

    grey: Grey
    width: float
    height: float
    unit: float
    dpi: float
    problem: str = ""
    pen: Grey | None = None


def pdf_picture(document: pypdfium2.PdfDocument, index: int) -> Picture:
    """Page `index` of a PDF, rendered at the resolution of its largest picture. Call it holding PDFIUM.

    Raises UnreadablePicture.
    """
    page = document[index]
    try:
        width, height = page.get_size()
        images = [thing for thing in page.get_objects(max_depth=4) if thing.type == pdfium.FPDF_PAGEOBJ_IMAGE]
        sizes = [_pixel_size(image) for image in images]
        for across, down in sizes:
            if across * down * 3 > MAX_BYTES:
                raise UnreadablePicture("page-too-large", size=f"{across} × {down}")
        own = max((_own_dpi(image, size) for image, size in zip(images, sizes, strict=True)), default=0.0) or MAX_DPI
        nominal = _nominal_dpi(own, max(width, height))
        # dots a point, such that the page has at most MAX_DPI by its likely size on paper
        scale = own / 72 * min(1.0, MAX_DPI / nominal)
        scale = min(max(scale, MIN_DPI / 72), (MAX_BYTES / 3 / max(width * height, 1)) ** 0.5)
        bitmap = page.render(scale=scale, may_draw_forms=True)
        colours = bitmap.to_numpy()
        colours = colours[:, :, :3] if colours.ndim == 3 else colours
        grey, pen = without_red(colours).copy(), ink_in_colour(colours)
        bitmap.close()
        shown = len(images) == 1 and float((grey[::4, ::4] < PRINTED[0]).mean()) > PRINTED[1]
        problem = next((problem for image in images if (problem := _damage(image, shown))), "")
        return Picture(positive(grey), width, height, scale * nominal / own, nominal, problem, pen)
    finally:
        page.close()


def _pixel_size(image: object) -> tuple[int, int]:
    across, down = ctypes.c_uint(), ctypes.c_uint()
    pdfium.FPDFImageObj_GetImagePixelSize(image, across, down)
    return across.value, down.value


def _own_dpi(image: pypdfium2.PdfObject, size: tuple[int, int]) -> float:
    left, bottom, right, top = image.get_bounds()
    wide, high = right - left, top - bottom
    if wide < 36 or high < 36 or not all(size):
        return 0.0
    return float(max(max(size) / max(wide, high), min(size) / min(wide, high)) * 72)


def _nominal_dpi(dpi: float, longer_side: float) -> float:
    """Dots an inch by the page's likely size on paper."""
    return dpi if PLAIN_DPI[0] <= dpi <= PLAIN_DPI[1] else dpi * longer_side / A4


def _damage(image: object, shown: bool) -> str:
    """What is wrong with a picture's data; empty where nothing is. One that is `shown` can be decoded: that takes half
    as long as to render the page, and is not done again."""
    if not shown:
        bitmap = pdfium.FPDFImageObj_GetBitmap(image)
        if not bitmap:
            return "a picture on it can't be decoded"
        pdfium.FPDFBitmap_Destroy(bitmap)
    if pdfium.FPDFImageObj_GetImageFilterCount(image) != 1:
        return ""
    name = ctypes.create_string_buffer(32)
    pdfium.FPDFImageObj_GetImageFilter(image, 0, name, 32)
    if name.value != b"DCTDecode":
        return ""
    size = pdfium.FPDFImageObj_GetImageDataRaw(image, None, 0)
    data = (ctypes.c_ubyte * size)()
    pdfium.FPDFImageObj_GetImageDataRaw(image, data, size)
    return "" if b"\xff\xd9" in bytes(data[-64:]) else "a picture on it is cut short"


def frame_count(path: Path) -> int:
    """Frames of an image file. Raises UnreadablePicture where it is none."""
    with _open(path) as image:
        try:
            return int(getattr(image, "n_frames", 1))
        except (OSError, ValueError, SyntaxError, EOFError) as error:
            raise UnreadablePicture("unreadable-page", problem=str(error)) from error


def _open(path: Path) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        limit, Image.MAX_IMAGE_PIXELS = (
            Image.MAX_IMAGE_PIXELS,
            None,
        )  # opening decodes nothing; the size is checked here
        try:
            return Image.open(path, formats=PICTURE_FORMATS)
        except UnidentifiedImageError as error:  # its own message names the path, which is another on every machine
            raise UnreadablePicture("unreadable-page", problem="cannot identify image file") from error
        except (OSError, ValueError, SyntaxError) as error:
            raise UnreadablePicture("unreadable-page", problem=str(error)) from error
        finally:
            Image.MAX_IMAGE_PIXELS = limit


def image_picture(path: Path, index: int) -> Picture:
    """Frame `index` of an image file, turned as its Exif data says. Raises UnreadablePicture."""
    with _open(path) as image, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            image.seek(index)
            across, down = image.size
            claimed = _claimed_dpi(image)
            nominal = claimed if claimed else max(across, down) / A4 * 72
            if nominal > 2 * MAX_DPI:
                image.draft(
                    "L" if image.mode == "L" else "RGB",
                    (round(across * MAX_DPI / nominal), round(down * MAX_DPI / nominal)),
                )
            channels = 1 if image.mode in ("1", "L") else 4
            if image.size[0] * image.size[1] * channels > MAX_BYTES:
                raise UnreadablePicture("page-too-large", size=f"{across} × {down}")
            colours = _colours_of(image, int(nominal * max(image.size) / max(across, down) // MAX_DPI))
            grey, pen = without_red(colours), ink_in_colour(colours)
        except Image.DecompressionBombError as error:
            raise UnreadablePicture("page-too-large", size=f"{across} × {down}") from error
        except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:
            raise UnreadablePicture("unreadable-page", problem=str(error) or type(error).__name__) from error
        turned = image.getexif().get(0x0112, 1)
    grey = _exif_turn(grey, turned)
    pen = None if pen is None else _exif_turn(pen, turned)
    high, wide = grey.shape
    points = 72 / nominal * max(across, down) / max(grey.shape)
    scale = min(1.0, MAX_DPI * points / 72)
    if scale < 0.99:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.uint8)
        pen = (
            None if pen is None else cv2.resize(pen, grey.shape[::-1], interpolation=cv2.INTER_NEAREST).astype(np.uint8)
        )
    return Picture(positive(grey), wide * points, high * points, scale / points, nominal, pen=pen)


def _claimed_dpi(image: Image.Image) -> float:
    """The resolution that the file states, where it is likely; else 0."""
    stated = image.info.get("dpi")
    dpi = float(stated[0]) if isinstance(stated, tuple) and stated[0] else 0.0
    return dpi if PLAIN_DPI[0] <= dpi <= PLAIN_DPI[1] else 0.0


def _colours_of(image: Image.Image, factor: int) -> Grey:
    """The picture in grey, or as blue, green, red; reduced by a whole factor before anything else is made of it."""
    if image.mode == "1":
        image = image.convert("L")
    if factor > 1 and image.mode in ("L", "RGB"):
        image = image.reduce(factor)
    if image.mode == "L":
        return np.asarray(image)
    if image.mode.startswith("I"):
        values = np.asarray(image).astype(np.float32)
        return (values * (255 / max(float(values.max()), 1.0))).astype(np.uint8)
    if image.mode in ("RGBA", "LA", "PA", "P"):
        ground = Image.new("RGBA", image.size, "white")
        ground.alpha_composite(image.convert("RGBA"))
        image = ground
    return np.asarray(image.convert("RGB"))[:, :, ::-1]


def _exif_turn(grey: Grey, code: int) -> Grey:
    turns = {3: cv2.ROTATE_180, 6: cv2.ROTATE_90_CLOCKWISE, 8: cv2.ROTATE_90_COUNTERCLOCKWISE}
    return cv2.rotate(grey, turns[code]).astype(np.uint8) if code in turns else grey


def without_red(colours: NDArray[np.uint8]) -> Grey:
    """Blue, green, red -> grey; where there is colour its red channel, in which red ink is nearly as light as paper,
    the redder the lighter, by as much as the reddest pixels lack."""
    if colours.ndim == 2:
        return colours
    if colours.shape[2] == 1:
        return colours[:, :, 0]
    if _is_coloured(colours[::4, ::4]):
        blue, green, red = (np.ascontiguousarray(colours[:, :, channel]) for channel in range(3))
        redder = cv2.subtract(red, cv2.addWeighted(blue, 0.5, green, 0.5, 0)).astype(np.uint8)
        return cv2.addWeighted(red, 1.0, redder, _lacking(red[::4, ::4], redder[::4, ::4]), 0).astype(np.uint8)
    return cv2.cvtColor(np.ascontiguousarray(colours), cv2.COLOR_BGR2GRAY).astype(np.uint8)


def positive(grey: Grey) -> Grey:
    """The picture, or its negative where it is one: light type on black, and no paper anywhere."""
    dark = grey[::4, ::4] < NEGATIVE[0]
    if dark.mean() < NEGATIVE[1]:
        return grey
    side = max(round(PAPER * min(grey.shape)), 3)
    paper = cv2.erode(np.where(dark, 0, 255).astype(np.uint8), np.ones((side // 4 + 1, side // 4 + 1), np.uint8))
    return grey if paper.any() else (255 - grey).astype(np.uint8)


def ink_in_colour(colours: NDArray[np.uint8]) -> Grey | None:
    """Blue, green, red -> 255 where there is more colour than the paper has; none for a picture without colours."""
    if colours.ndim == 2 or colours.shape[2] == 1:
        return None
    sample = _spread(colours[::2, ::2])
    level = float(np.median(sample[::2, ::2])) + PEN
    if (sample > level).sum() < FEWEST:
        return None
    return cv2.threshold(_spread(colours), level, 255, cv2.THRESH_BINARY)[1].astype(np.uint8, copy=False)


def _is_coloured(sample: NDArray[np.uint8]) -> bool:
    return bool((_spread(sample) > COLOURED).mean() > COLOURED_SHARE)


def _spread(colours: NDArray[np.uint8]) -> Grey:
    """How far the channels lie apart."""
    blue, green, red = cv2.split(colours)
    spread = cv2.subtract(cv2.max(cv2.max(blue, green), red), cv2.min(cv2.min(blue, green), red))
    return spread.astype(np.uint8, copy=False)


def _lacking(red: Grey, redder: Grey) -> float:
    """What red ink lacks of the paper's brightness, as a share of its redness."""
    ink = redder > RED
    if ink.all() or not ink.any():
        return 0.0
    lacking = float(np.median(red[~ink])) - red[ink].astype(np.float64)
    return float(np.clip(np.median(lacking / redder[ink]), 0.0, MOST_LACKING))
