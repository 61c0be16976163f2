"""What the slip of an envelope says."""

from __future__ import annotations

from pos.ids import PerformanceId
from pos.lifecycles import ORDER, OrderState
from pos.ports.storage import UnitOfWork
from pos.selling.order_money import owing_of
from pos.views.will_call import EnvelopeView, Where
from pos.will_call.rows import price_types_of, seats_of
from pos.will_call.standing import standing_of


def envelope_view(uow: UnitOfWork, envelope_id: str) -> EnvelopeView:
    """Return the slip of an envelope, as the order stands now. Raises NotFound."""
    envelope = uow.will_call.envelope(envelope_id)
    batch = uow.will_call.batch(envelope.batch_id)
    order = uow.orders.order(envelope.order_id)
    collected = uow.states.of(ORDER, order.order_id) is OrderState.COLLECTED
    chosen = PerformanceId(batch.performance_id)
    performance = uow.catalogue.performance(chosen)
    tickets = [
        each.ticket
        for each in standing_of(uow, order.order_id, collected=collected)
        if each.ticket.performance_id == chosen and (collected or each.where is not Where.GIVEN)
    ]
    company = uow.catalogue.company()
    owing = owing_of(uow, order)
    digits = "".join(c for c in order.phone if c.isdigit())
    return EnvelopeView(
        company=company.name,
        name=order.name,
        order_number=order.order_number,
        performance=performance.production,
        starts_at=performance.starts_at,
        seats=seats_of(uow, tickets, chosen),
        tickets=len(tickets),
        price_types=price_types_of(uow, tickets),
        owing=owing if owing else None,
        note=order.note,
        alternates=order.alternates,
        ask=company.will_call.ask_id,
        phone_last4=digits[-4:],
        number=envelope.number,
        slip_only=envelope.slip_only,
    )
