"""Tickets that are hard to send quickly: by name, the language of their words and what they say."""

from __future__ import annotations

from typing import Any

from pos.views.papers import TicketView
from tests.unit.printing.builders import a_ticket, general_admission

CZECH: dict[str, Any] = {
    "production": "Příhody lišky Bystroušky",
    "subtitle": "Opera o třech dějstvích",
    "company": "Říční filharmonie",
    "section": "Přízemí vlevo",
    "holder": "Žofie Černohorská-Přibylová",
}
RUSSIAN: dict[str, Any] = {
    "production": "Лебединое озеро и другие удивительные истории старого города",
    "subtitle": "Балет в четырёх действиях с прологом и эпилогом",
    "company": "Симфонический оркестр",
    "venue": "Речной центр исполнительских искусств",
    "hall": "Большой зал",
    "section": "Партер, левая сторона",
    "price_type": "Абонемент льготный",
    "holder": "Вячеслав Константинопольский",
    "notes": ("restricted_view", "duplicate"),
    "issue": 2,
}
VIETNAMESE: dict[str, Any] = {
    "production": "Hồ Thiên Nga và những câu chuyện kỳ diệu",
    "subtitle": "Vở ba lê bốn màn",
    "company": "Dàn nhạc giao hưởng Sông Nước",
    "venue": "Trung tâm biểu diễn nghệ thuật ven sông",
    "section": "Khán phòng tầng trệt",
    "price_type": "Người lớn",
    "holder": "Nguyễn Thị Ánh Tuyết",
}
LONGEST: dict[str, Any] = {
    "production": "The Extraordinary and Most Lamentable Midsummer Concert of Everybody We Know",
    "subtitle": "With a chorus of two hundred, fireworks, and an interval of thirty minutes",
    "company": "The Willamette Bridge Symphony and Philharmonic Chorus",
    "section": "Lower Balcony Left Centre",
    "holder": "Maximiliana Featherstonehaugh-Montgomery",
    "notes": ("restricted_view", "wheelchair", "companion"),
}

CORPUS: dict[str, tuple[str, TicketView]] = {
    "plain": ("en", a_ticket()),
    "longest": ("en", a_ticket(**LONGEST)),
    "general admission": ("en", general_admission()),
    "czech": ("en", a_ticket(**CZECH)),
    "russian": ("en", a_ticket(**RUSSIAN)),
    "all in russian": ("ru", a_ticket(**RUSSIAN)),
    "vietnamese": ("en", a_ticket(**VIETNAMESE)),
    "all in vietnamese": ("vi", a_ticket(**VIETNAMESE)),
    "russian general admission": ("ru", general_admission(production="Лебединое озеро")),
    "emoji": ("en", a_ticket(production="Rock 🎸 Night 中", holder="Ana 😀")),
}
