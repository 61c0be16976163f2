"""Series that were sold, in plain SQL for ``foyer verify``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

PACKAGES: Mapping[str, str] = MappingProxyType(
    {
        "package.elsewhere": """
            SELECT p.ticket_id AS subject, s.order_id AS expected, t.order_id AS actual
            FROM package_ticket p JOIN package_sold s USING (package_id)
            JOIN ticket t ON t.ticket_id = p.ticket_id
            WHERE t.order_id <> s.order_id""",
        "package.people": """
            SELECT s.package_id AS subject, s.quantity AS expected,
                   count(DISTINCT p.number) AS actual
            FROM package_sold s LEFT JOIN package_ticket p USING (package_id)
            GROUP BY s.package_id HAVING count(DISTINCT p.number) <> s.quantity""",
        # One person sits once at a date. What came back, whatever issue of it, sits nowhere: it may
        # have been exchanged out of the date, and into it again.
        "package.date_twice": """
            SELECT coalesce(a.adds_to, p.package_id) || ' ' || p.number AS subject,
                   1 AS expected, count(*) AS actual
            FROM package_ticket p JOIN ticket t ON t.ticket_id = p.ticket_id
            LEFT JOIN package_added a ON a.package_id = p.package_id
            WHERE (t.order_id, t.position) NOT IN (
                SELECT gone.order_id, gone.position
                FROM refund_line l JOIN ticket gone ON gone.ticket_id = l.ticket_id)
            GROUP BY coalesce(a.adds_to, p.package_id), p.number, t.performance_id
            HAVING count(*) > 1""",
        # Dates are added to a series that was sold as one, to people who are in it.
        "package.added": """
            SELECT a.package_id AS subject, s.code AS expected, n.code AS actual
            FROM package_added a JOIN package_sold s ON s.package_id = a.adds_to
            JOIN package_sold n ON n.package_id = a.package_id
            WHERE s.code <> n.code OR a.adds_to IN (SELECT package_id FROM package_added)
               OR EXISTS (SELECT 1 FROM package_ticket p WHERE p.package_id = a.package_id
                    AND p.number NOT IN (SELECT o.number FROM package_ticket o
                        WHERE o.package_id = a.adds_to))""",
    }
)
