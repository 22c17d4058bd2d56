"""What people write around a value, in eight languages, and what they write where there is none."""

from __future__ import annotations

from random import Random

# "{what}" is what the value is called; "{value}" stands where it goes.
AROUND: dict[str, tuple[str, ...]] = {
    "en": (
        "Here is the {what}: {value}.",
        "My {what} is {value}, can you check whether it is right?",
        "Please fill in the form for me, {what} {value}, and keep the rest as it is.",
        "{what}: {value}\n",
        "We were told to use {value} as the {what}, but it does not work.",
        "The customer's {what} ({value}) has to be changed in the system.",
    ),
    "de": (
        "Hier die Angaben, {what}: {value}.",
        "Meine {what} lautet {value}, bitte trag sie in das Formular ein.",
        "Im Antrag steht {what} {value}, ist das so richtig?",
        "{what}: {value}\n",
    ),
    "fr": (
        "Voici les informations, {what} : {value}.",
        "Le client a donné son {what} {value} au téléphone.",
        "Peux-tu vérifier ceci : {what} {value} ?",
        "{what} : {value}\n",
    ),
    "es": (
        "Estos son los datos, {what}: {value}.",
        "El cliente nos dio su {what} {value} ayer por la tarde.",
        "¿Puedes comprobar si {what} {value} es correcto?",
        "{what}: {value}\n",
    ),
    "it": (
        "Ecco i dati, {what}: {value}.",
        "Nel modulo c'è scritto {what} {value}, è corretto?",
        "{what}: {value}\n",
    ),
    "pt": ("Seguem os dados, {what}: {value}.", "O cliente informou {what} {value} ontem.", "{what}: {value}\n"),
    "nl": ("Hier zijn de gegevens, {what}: {value}.", "Op het formulier staat {what} {value}.", "{what}: {value}\n"),
    "pl": ("Oto dane, {what}: {value}.", "W formularzu jest {what} {value}, czy to dobrze?", "{what}: {value}\n"),
}

PLAIN: dict[str, tuple[str, ...]] = {
    "en": (
        "Can you summarise the notes from yesterday's call and list what is still open?",
        "The delivery was late again, so the customer asked for a discount of 12.5 % on order 2024-1187.",
        "I would like the answer to be short, friendly and without any technical terms.",
        "We moved the meeting to Thursday at 14:30 because the room on floor 3 was taken.",
        "Revenue grew by 7.2 % in the third quarter, mostly thanks to the two new warehouses in the north.",
        "Rewrite this paragraph so that a ten-year-old understands it, and keep it under 120 words.",
        "The function returns None when the list is empty, and I do not understand why the test still passes.",
        "Compare the two offers in a table with price, delivery time, warranty and terms of payment.",
        "She said that the report has to be ready by Monday, otherwise the board will postpone the decision.",
        "What is the difference between a left join and an inner join? Give an example with three rows.",
        "Translate the following e-mail into French, but leave the names of the products as they are.",
        "Our build takes 48 minutes since we upgraded to version 3.11, and 60 % of that is linking.",
    ),
    "de": (
        "Bitte fasse das Protokoll der letzten Sitzung zusammen und nenne die offenen Punkte.",
        "Die Lieferung kam drei Tage zu spät, deshalb möchte der Kunde einen Nachlass von 5 %.",
        "Kannst du den Absatz höflicher formulieren und auf 80 Wörter kürzen?",
        "Der Umsatz ist im dritten Quartal um 7,2 % gestiegen, vor allem im Norden.",
    ),
    "fr": (
        "Peux-tu résumer le compte rendu de la réunion d'hier et lister les points ouverts ?",
        "La livraison est arrivée avec trois jours de retard, le client demande une remise de 5 %.",
        "Réécris ce paragraphe de façon plus claire, en moins de 100 mots.",
    ),
    "es": (
        "¿Puedes resumir las notas de la reunión de ayer y decir qué queda pendiente?",
        "El pedido llegó tres días tarde y el cliente pide un descuento del 5 %.",
        "Escribe este párrafo de forma más sencilla y en menos de 100 palabras.",
    ),
    "it": (
        "Puoi riassumere gli appunti della riunione di ieri e dire che cosa resta da fare?",
        "La consegna è arrivata con tre giorni di ritardo e il cliente chiede uno sconto.",
    ),
    "pt": (
        "Você pode resumir as notas da reunião de ontem?",
        "A entrega atrasou três dias e o cliente pediu desconto.",
    ),
    "nl": ("Kun je de notulen van gisteren samenvatten?", "De levering kwam drie dagen te laat, de klant wil korting."),
    "pl": (
        "Czy możesz streścić notatki z wczorajszego spotkania?",
        "Dostawa spóźniła się o trzy dni, klient chce rabatu.",
    ),
}

ASIDES = (
    "```python\ndef read(path, limit=1024):\n    with open(path) as file:\n        return file.read(limit)\n```",
    "https://docs.example.com/guides/getting-started/installation.html?section=quick%20start&page=2",
    "/usr/local/lib/python3.13/site-packages/numpy/core/numeric.py",
    "M\u00fcller & S\u00f6hne \u2014 \u201ccaf\u00e9\u201d",
    '{"name": "value", "items": [1, 2, 3, 4, 5, 6]}',
    "SELECT name, SUM(amount) FROM orders GROUP BY name ORDER BY 2 DESC LIMIT 10;",
    "ERROR 2024-05-17T09:14:02Z worker-3 took 1532 ms, retry 2 of 5",
    "| item | price | stock |\n|---|---|---|\n| pump | 129.90 | 14 |\n| valve | 18.50 | 230 |",
)


def sentences(pick: Random, language: str, count: int) -> str:
    return " ".join(pick.choice(PLAIN[language]) for _ in range(count))


def chat(pick: Random, size: int, language: str = "en", asides: float = 0.0) -> str:
    """A prompt of so many characters in which nothing is to be found; `asides` is the share of code, links, tables."""
    pieces, length = [], 0
    while length < size:
        piece = pick.choice(ASIDES) if pick.random() < asides else pick.choice(PLAIN[language])
        piece += "\n\n" if pick.random() < 0.2 else " "
        pieces.append(piece)
        length += len(piece)
    return "".join(pieces)[:size]
