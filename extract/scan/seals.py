"""Round seals on pages without colour: where they lie, and their lighter ink taken out from under the type.

A seal's ring is thicker than any stroke of type or ruling line, and is round. In grey it is lighter than type and goes;
on black and white pages it stays, and what it covers is doubtful.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.scan.page import components

Grey = NDArray[np.uint8]

INKED = 0.75  # share of the paper's brightness that a seal stays below
RING, PEN = 2.1, 1.4  # points: ruling lines are thinner than a ring, strokes of type than what stands in it
SIDES, OBLONG = (55.0, 170.0), 1.7  # points: widths and heights of rings, and how oval they may be
ROUND, ON_RING = (0.78, 1.06), 0.75  # radii of a ring's ink as shares of its outer one, and the share of its ink there
SECTORS, WHOLE = 36, 0.8  # of a ring, and the share of them that holds ink
LIGHTER = 0.15  # share of the type's contrast that a seal lacks at the least where it can be told from type
WAVER = 2.0  # standard deviations of a seal's own brightness that are seal
EDGE = 0.8  # points: a seal's blurred edge


def without_seals(grey: Grey, unit: float) -> tuple[Grey, Grey | None]:
    """The picture without what can be told of its seals from type, and all their pixels; none where no seal is."""
    paper = float(np.median(grey[::4, ::4]))
    ink = cv2.threshold(grey, INKED * paper, 255, cv2.THRESH_BINARY_INV)[1]
    seals = _seals(ink.astype(np.uint8, copy=False), unit)
    if seals is None:
        return grey, None
    edge = 2 * round(EDGE * unit) + 1
    around = cv2.dilate(seals, np.ones((edge, edge), np.uint8)) > 0
    type_ink = grey[(ink > 0) & ~around]
    core = grey[cv2.erode(seals, np.ones((3, 3), np.uint8)) > 0]
    if len(type_ink) and len(core):
        grey = _lightened(grey, around, paper, float(np.percentile(type_ink, 10)), core)
    return grey, (around * np.uint8(255)).astype(np.uint8)


def _thicker(ink: Grey, pen: float) -> Grey:
    """The ink of strokes as thick as a pen (pixels)."""
    side = max(round(pen), 2)
    return cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((side, side), np.uint8)).astype(np.uint8, copy=False)


def _seals(ink: Grey, unit: float) -> Grey | None:
    """The thick ink within rings, these with it."""
    _, labels, stats, _ = components(_thicker(ink, RING * unit))
    sides = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]
    likely = (sides.min(axis=1) >= SIDES[0] * unit) & (sides.max(axis=1) <= SIDES[1] * unit)
    likely &= sides.max(axis=1) <= OBLONG * sides.min(axis=1)
    likely[0] = False
    found = None
    for n in np.flatnonzero(likely).tolist():
        x, y, wide, high = stats[n, :4].tolist()
        place = np.s_[y : y + high, x : x + wide]
        radii, angles = _polar(wide, high)
        if _is_ring(labels[place] == n, radii, angles):
            found = np.zeros_like(ink) if found is None else found
            found[place] |= np.where(radii <= ROUND[1], _thicker(ink[place], PEN * unit), 0).astype(np.uint8)
    return found


def _polar(wide: int, high: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Of each pixel of a box its distance from the middle, 1 on the ellipse that the box holds, and its direction."""
    y, x = np.mgrid[0:high, 0:wide]
    across, down = (x + 0.5) / wide * 2 - 1, (y + 0.5) / high * 2 - 1
    return np.hypot(across, down), np.arctan2(down, across)


def _is_ring(piece: NDArray[np.bool_], radii: NDArray[np.float64], angles: NDArray[np.float64]) -> bool:
    on_it = piece & (radii >= ROUND[0]) & (radii <= ROUND[1])
    if on_it.sum() < ON_RING * piece.sum():
        return False
    sectors = np.floor((angles[on_it] + np.pi) / (2 * np.pi) * SECTORS).clip(0, SECTORS - 1)
    return len(np.unique(sectors)) >= WHOLE * SECTORS


def _lightened(grey: Grey, where: NDArray[np.bool_], paper: float, dark: float, core: Grey) -> Grey:
    """The picture with a seal made as light as paper, and type beneath it lighter in proportion."""
    level = float(np.median(core))
    if level - dark < LIGHTER * (paper - dark):
        return grey
    white = max(level - WAVER * 1.4826 * float(np.median(np.abs(core - level))), (level + dark) / 2)
    grey = grey.copy()
    grey[where] = np.clip((grey[where].astype(np.float32) - dark) * (paper / (white - dark)), 0, paper)
    return grey
