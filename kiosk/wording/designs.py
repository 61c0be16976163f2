"""What is wrong with a design of papers, and with a ticket laid out by it: one sentence for each
code of ``printing/designfile.py`` and ``printing/designcheck.py``.

``{first}``, ``{second}`` and ``{third}`` are the finding's evidence in its order. The place stands
before the sentence.
"""

from __future__ import annotations

from kiosk.wording.say import Say

DESIGN_WORDS: dict[str, Say] = {
    "design_unreadable": Say("This cannot be read: {first}."),
    "design_line_too_long": Say("A line is longer than {first} characters."),
    "design_key_missing": Say("This is missing."),
    "design_key_unknown": Say("A design has nothing of this name."),
    "design_key_misspelt": Say("A design has nothing of this name; did you mean {first}?"),
    "design_value_wrong": Say("{first} cannot stand here; allowed: {second}."),
    "design_value_quoted": Say("It should be {first} without quotes: {second}."),
    "design_field_unknown": Say(
        "There is no field {first}; foyer design list --fields names them all."
    ),
    "design_field_misspelt": Say("There is no field {first}; did you mean {second}?"),
    "design_too_many_elements": Say("It has {first} elements; at most {second} are drawn."),
    "design_outside_stock": Say("It leaves the stock or its clear edge, ending at {first}."),
    "design_crosses_perforation": Say("It stands on the perforation at {first}."),
    "design_crowds_code": Say(
        "It stands {second} deep in the code {first} or in the blank edge round it."
    ),
    "design_no_code": Say("There are tickets on which no code would stand."),
    "design_block_missing": Say("A receipt must have the block {first}."),
    "design_logo_elsewhere": Say(
        "{first} is not the plain name of a PNG file in the folder of the designs."
    ),
    "design_logo_missing": Say("The picture {first} is not in the folder of the designs."),
    "design_logo_too_large": Say("The picture has {first}; at most {second} are read."),
    "design_logo_unreadable": Say("The picture is not a whole {first} file."),
    "design_not_for_stock": Say("The design is for stock of {first}; the printer prints {second}."),
    "ticket_text_cut": Say("“{first}” is cut to “{second}”."),
    "ticket_text_too_small": Say("“{first}” comes out at {second}, smaller than {third}."),
    "ticket_character_missing": Say("The typeface lacks {first} in “{second}”."),
    "ticket_outside_printable": Say("{first} is not all on what the printer reaches, {second}."),
    "ticket_overlap": Say("“{first}” is printed over by {second}; they share {third}."),
    "ticket_code_too_small": Say("A bar or square of the code is {first}; it takes {second}."),
}
