"""CJK radicals that stand for ideographs in a PDF's text layer, and in what was copied from one -> the ideographs.

A typesetter maps a glyph back to one of its characters; where a font draws ⽂ (U+2F42) and 文 with the same glyph, that
may be the radical. NFKC folds the Kangxi block only, and would turn ① into 1 and ㎡ into m2 along with it.

The mapping is Unicode's property Equivalent_Unified_Ideograph (EquivalentUnifiedIdeograph.txt of the Unicode Character
Database, https://www.unicode.org/Public/UCD/latest/ucd/, version 17.0), complete for
U+2E80..U+2FDF. U+2E80 has no equivalent and stays.
"""

from __future__ import annotations

from typing import Final

_NONE = "\N{WHITE SQUARE}"

# U+2E80..U+2EF3 in order; the square stands where there is no equivalent (U+2E80) or no character (U+2E9A)
_SUPPLEMENT = (
    "□厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑𫜹忄心扌攵□旡日月歺母"
    "民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹艹"
    "艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠"
    "饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)
# U+2F00..U+2FD5 in order
_KANGXI = (
    "一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土"
    "士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳心戈戶手"
    "支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉"
    "瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳"
    "聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛"
    "辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音頁風飛食首香馬骨高髟鬥鬯"
    "鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠"
)

RADICALS: Final[dict[int, str]] = {
    block + index: ideograph
    for block, ideographs in ((0x2E80, _SUPPLEMENT), (0x2F00, _KANGXI))
    for index, ideograph in enumerate(ideographs)
    if ideograph != _NONE
}


def fold_radicals(text: str) -> str:
    """The text with its radicals as ideographs, character for character; all else as it was.

    >>> fold_radicals("⼯⻔①㎡")
    '工门①㎡'
    """
    return text.translate(RADICALS)
