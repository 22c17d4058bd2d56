"""Letters of other scripts, and a few odd Latin ones, that look like ASCII; compared by eye, in common fonts."""

from __future__ import annotations

# Each line: the ASCII character, then those that look like it and that NFKC leaves as they are.
_LOOK_ALIKES = """
A АΑᎪᗅꓮ𐊠
B ВΒᏴᗷꓐ
C СϹᏟꓚⲤ
D Ꭰᗞꓓᗪ
E ЕΕᎬꓰⴹ
F ϜᖴꓝҒ
G ԌᏀꓖᏳ
H НΗᎻᕼꓧҢ
I ІΙӀⵏꓲ
J ЈᎫᒍꓙͿ
K КΚᏦꓗҚⲔ
L ᏞᒪꓡⳐ
M МΜᎷꓟⲘϺ
N ΝꓠⲚ
O ОΟՕⲞꓳ
P РΡᏢᑭꓑⲢ
Q Ԛⵕ
R ᎡᏒᖇꓣ
S ЅՏᏕᏚꓢ
T ТΤᎢꓔⲦ
U Սᑌꓴ
V ѴᏙᐯꓦⴸ
W ԜᎳᏔꓪ
X ХΧ᙭ꓫⲬ
Y ҮΥᎩꓬⲨ
Z ΖᏃꓜ
a аαɑ
b ЬᏏƅ
c сϲⅽⲥᴄ
d ԁᏧժ
e еҽ℮
f ẝք
g ɡց
h һհᏂ
i іıɩιꙇ
j јϳ
k кκᴋ
l ӏⵊ
m ᴍм
n ոп
o оοօσⲟᴏ
p рρⲣ
q ԛգ
r гᴦ
s ѕꜱ
t тτᴛ
u υսᴜ
v νѵᴠ
w ԝᴡѡ
x хχ
y уүγ
z ᴢ
0 Ⲟ
3 ЗӠƷ
4 Ꮞ
6 б
- ‐‑‒–—―−⁃﹘➖
' ‘’ʼ′
" “”″
. ․
/ ⁄∕
: ꞉∶
_ ˍ
"""  # noqa: RUF001 - look-alikes are what this table is


def _table() -> dict[int, str]:
    table: dict[int, str] = {}
    for line in _LOOK_ALIKES.split("\n"):
        if line:
            ascii_, _, others = line.partition(" ")
            for letter in others:
                table.setdefault(ord(letter), ascii_)
    # Letters in a frame or a disk, and flags, which are pairs of letters.
    for first in (0x1F150, 0x1F170, 0x1F1E6):
        table.update((first + at, chr(ord("A") + at)) for at in range(26))
    return table


LOOK_ALIKES: dict[int, str] = _table()
"""A code point, and the ASCII character that it looks like."""
