"""A mark for each price zone, so that zones are told apart without colour: on the map, in tiles,
in the legend."""

from __future__ import annotations

from math import cos, pi, sin

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath, QPolygonF

_POINTS = {
    1: (3, 1.0),
    2: (4, 1.0),
    3: (5, 0.45),
    4: (6, 1.0),
    5: (4, 0.38),
    6: (3, -1.0),
    7: (8, 0.7),
}
"""Zone position to corners and how deep each side is drawn in; position 0 is a disc, a negative
depth stands on its head."""


def zone_shape(position: int, centre: QPointF, radius: float) -> QPainterPath:
    """Return the mark of the zone at ``position`` around ``centre``, ``radius`` dots in size."""
    path = QPainterPath()
    corners, depth = _POINTS.get(position % 8, (0, 1.0))
    if not corners:
        path.addEllipse(centre, radius * 0.9, radius * 0.9)
        return path
    turn = pi / 2 if depth < 0 else -pi / 2
    star = 0 < depth < 1
    steps = corners * 2 if star else corners
    points = []
    for step in range(steps):
        angle = turn + 2 * pi * step / steps
        size = radius * (1.15 if not star or step % 2 == 0 else 1.15 * depth)
        points.append(QPointF(centre.x() + size * cos(angle), centre.y() + size * sin(angle)))
    path.addPolygon(QPolygonF(points))
    path.closeSubpath()
    return path
