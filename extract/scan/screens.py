"""Printers' and copiers' dots that stand for grey on pages in black and white: made grey again.

A shaded header, or a copy of a copy, is a raster of dots, and rows of dots look like ruling lines.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.scan.page import components

Grey = NDArray[np.uint8]

DARK, LIGHT, BETWEEN = 60, 195, 0.08  # grey levels, and the share between them of a picture that has shades of its own
DOT = 1.3  # points: the longer side of a dot
AROUND, DENSE = 9.0, 0.16  # points: where dots are counted; dots a square point that no dust has
LEAST = 500.0  # square points of such dots that are a raster
SOFT = 0.36  # of the way from dot to dot: as far as it takes to make them one grey


def without_screens(grey: Grey, unit: float) -> Grey:
    """The picture, softened until its rasters are grey where it has any. `unit` is the pixels of a point."""
    sample = grey[::4, ::4]
    shades = ((sample > DARK) & (sample < LIGHT)).mean()
    if shades > BETWEEN or shades > (sample <= DARK).mean():  # faint type has no black at all, and goes to pieces
        return grey
    ink = cv2.threshold(grey, 128, 255, cv2.THRESH_BINARY_INV)[1].astype(np.uint8, copy=False)
    _, _, stats, middles = components(ink)
    small = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) <= DOT * unit
    small[0] = False
    dots = np.zeros(grey.shape, np.float32)
    places = middles[small].astype(np.intp)  # x, y
    dots[places[:, 1], places[:, 0]] = unit * unit
    side = round(AROUND * unit)
    density = cv2.blur(dots, (side, side))
    dense = density >= DENSE
    if dense.sum() < LEAST * unit * unit:
        return grey
    pitch = unit / float(np.sqrt(np.median(density[dense])))
    return cv2.GaussianBlur(grey, (0, 0), SOFT * pitch).astype(np.uint8, copy=False)
