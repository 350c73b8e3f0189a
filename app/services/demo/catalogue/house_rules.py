"""House rules in the words of Dutch arts buildings, by code. Texts are ours; the habits behind them are the sector's."""

from app.services.demo.catalogue.types import HouseRuleSpec
from app.services.demo.catalogue.vocabulary import RuleKind

_RULES: dict[str, tuple[RuleKind, str, str]] = {
    "own_food": (
        "allow",
        "Eigen eten en drinken zonder alcohol mag je meenemen.",
        "You may bring your own food and soft drinks.",
    ),
    "amplified_22": (
        "allow",
        "Versterkte muziek mag tot 22.00 uur, met de ramen dicht.",
        "Amplified music is fine until 22:00, with the windows closed.",
    ),
    "amplified_23": ("allow", "Versterkte muziek mag tot 23.00 uur.", "Amplified music is fine until 23:00."),
    "backline": (
        "allow",
        "Drumstel en versterkers van het huis mag je gebruiken. Bekkens neem je zelf mee.",
        "You may use our drum kit and amplifiers. Bring your own cymbals.",
    ),
    "tap_ok": ("allow", "Tapschoenen mogen op deze vloer.", "Tap shoes are welcome on this floor."),
    "children": (
        "allow",
        "Groepen kinderen zijn welkom als er steeds een volwassene bij is.",
        "Groups of children are welcome as long as an adult stays with them.",
    ),
    "acoustic_only": (
        "deny",
        "Geen versterkte muziek: die hoor je in de ruimte ernaast.",
        "No amplified music: it carries into the room next door.",
    ),
    "no_own_drinks": (
        "deny",
        "Eigen drank meenemen kan niet. De bar van het huis schenkt op afspraak.",
        "You cannot bring your own drinks. Our bar opens by appointment.",
    ),
    "no_alcohol": ("deny", "Geen alcohol in het gebouw.", "No alcohol in the building."),
    "no_food": ("deny", "Niet eten in de zaal. Een fles water mag.", "No food in the room. A bottle of water is fine."),
    "no_party": ("deny", "Geen feesten.", "No parties."),
    "no_smoke": (
        "deny",
        "Geen rookmachine of kaarsen: het brandalarm reageert erop.",
        "No smoke machine or candles: they set off the fire alarm.",
    ),
    "no_subletting": ("deny", "Doorverhuren mag niet.", "You may not sublet the room."),
    "no_heels": (
        "deny",
        "Geen hakken, tapschoenen of buitenschoenen op de dansvloer.",
        "No heels, tap or outdoor shoes on the dance floor.",
    ),
    "no_pets": ("deny", "Geen huisdieren. Hulphonden zijn welkom.", "No pets. Assistance dogs are welcome."),
    "no_paid_music_lessons": (
        "deny",
        "Geen muziekles tegen betaling: die geven we hier zelf.",
        "No paid music lessons: we teach those here ourselves.",
    ),
    "kiln_by_us": (
        "deny",
        "De oven zetten wij aan. Je werk staat een week voor je klaar.",
        "We fire the kiln. Your work is kept for you for a week.",
    ),
    "no_nails": (
        "deny",
        "Geen spijkers, schroeven of tape. Hang je werk aan de rails.",
        "No nails, screws or tape. Hang your work from the rails.",
    ),
    "tidy": (
        "info",
        "Zet de meubels terug en laat de ruimte bezemschoon achter.",
        "Put the furniture back and leave the room swept.",
    ),
    "look_first": (
        "info",
        "Kijk even rond als je binnenkomt. Meld schade voordat je begint.",
        "Look around when you come in. Report damage before you start.",
    ),
    "adult_present": (
        "info",
        "Is de groep jonger dan 18, dan is er steeds een volwassene bij.",
        "If the group is under 18, an adult is present at all times.",
    ),
    "piano_care": (
        "info",
        "Zet niets op de vleugel of piano en verplaats hem niet.",
        "Put nothing on the piano and do not move it.",
    ),
    "technician": (
        "info",
        "Licht en geluid bedien je samen met onze technicus. Die boek je bij de balie.",
        "Lighting and sound are run with our technician. Book one at the desk.",
    ),
    "socks": (
        "info",
        "Dans op schone binnenschoenen, op sokken of blootsvoets.",
        "Dance in clean indoor shoes, in socks or barefoot.",
    ),
    "clay_sink": (
        "info",
        "Spoel klei en kwasten uit in de kleibak, niet in de gootsteen.",
        "Rinse clay and brushes in the clay trap, not in the sink.",
    ),
    "bikes": (
        "info",
        "Zet fietsen in de stalling en houd de stoep vrij.",
        "Park bicycles in the rack and keep the pavement clear.",
    ),
    "quiet_leave": (
        "info",
        "Na 22.00 uur ga je stil naar buiten: de buren slapen.",
        "After 22:00 please leave quietly: the neighbours are asleep.",
    ),
    "dishes": (
        "info",
        "Was af en zet het servies terug in de kast.",
        "Wash up and put the crockery back in the cupboard.",
    ),
    "door": (
        "info",
        "De buitendeur valt vanzelf in het slot. Zet hem niet open.",
        "The outer door locks itself. Do not prop it open.",
    ),
    "alarm": (
        "info",
        "Ga je als laatste weg? Zet het alarm aan. Een loos alarm kost € 50,00.",
        "Last to leave? Switch on the alarm. A false alarm costs € 50.00.",
    ),
    "try_first": (
        "info",
        "Eerst kijken mag: loop op een werkdag binnen bij de balie.",
        "Want to see it first? Drop by the desk on a weekday.",
    ),
}


def house_rules(codes: str) -> tuple[HouseRuleSpec, ...]:
    """The rules with these codes, each once, what may first and what one should know last."""
    order = ("allow", "deny", "info")
    chosen = [HouseRuleSpec(code, *_RULES[code]) for code in dict.fromkeys(codes.split())]
    return tuple(sorted(chosen, key=lambda rule: order.index(rule.kind)))
