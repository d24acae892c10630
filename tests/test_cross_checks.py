"""What the grammar does not know is doubted: measures, caps and verbs that stand in none of its tables."""

from __future__ import annotations

import pytest

from normalize.clause.clauses import read_criterion

UNKNOWN = [
    # counted by what no table holds
    ("缺两筐扣1分", "unit-doubtful"),
    ("网箱少3筐扣2分", "unit-doubtful"),
    ("一筏未系牢,扣1分", "unit-doubtful"),
    ("一人缺岗,未报扣1分", "unit-doubtful"),
    ("网具各成员加3分", "unit-doubtful"),
    ("鱼苗逐筏扣1分", "unit-doubtful"),
    ("生长不良,按10筏扣一分", "unit-doubtful"),
    ("每两排网箱少一个浮球的,扣6分", "unit-doubtful"),
    # a range for several, or one of its numbers for each
    ("获评县级、市级、省级渔港的分别加1-3分", "list-doubtful"),
    # what scores stands within a trigger
    ("网箱全部登记得分,未登记扣2分", "amount-in-trigger"),
    ("2塘均登记,得满分1塘登记,得1分", "amount-in-trigger"),
    ("有水表,得2分无水表,得1分以上均缺,不得分", "amount-in-trigger"),
    ("按塘授课,培养塘长(如果只念文件,本项不得分)", "clause-unparsed"),
    ("有一项未落实的,不得分,限期整改(自繁自养的塘场,符合标准,得4分)", "clause-unparsed"),
    ("巡塘记录(3分,少一次扣1分),无记录扣2分", "amount-in-trigger"),
    # words before a cap, behind a rule, or of a limit that no rule took
    ("未巡塘扣2分,以本塘分数扣完为止", "clause-runs-on"),
    ("每缺一次扣2分,到该塘分数扣完为止", "clause-runs-on"),
    ("每缺一次扣1分,上不封顶", "cap-unplaced"),
    ("每缺一次扣1分,扣分不超过该塘总分", "cap-unplaced"),
    ("每增一箱加1分,满分5分", "cap-unplaced"),
    # for each of them, or once for all
    ("为每位塘长配备观测仪的得1分", "unit-doubtful"),
    ("每口鱼塘均有塘长的得1分", "unit-doubtful"),
    ("每个片区至少有一名塘长经过市级培训的得1分", "unit-doubtful"),
    # by one of two, or by both
    ("每台每停氧1小时扣1分", "unit-doubtful"),
    ("每箱每缺一网扣1分", "unit-doubtful"),
    ("成活率比上年每低一个点扣1分", "unit-doubtful"),
    # how much, and in which direction, is not said by the number alone
    ("未巡塘的至少扣2分", "amount-vague"),
    ("未巡塘的扣不低于2分", "amount-vague"),
    ("巡塘脱岗扣分,每发现一次扣10分", "amount-vague"),
    ("成活率每升降1%加减1分", "effect-doubtful"),
    ("未巡塘的按少一人扣1分的标准执行", "amount-in-trigger"),
    # what scores and was not read
    ("未巡塘-2;旷工-5", "clause-unparsed"),
    ("未巡塘的扣分在1-3分之间", "clause-unparsed"),
    ("管护优良的全分", "clause-unparsed"),
    ("管护优良的得相应分", "clause-unparsed"),
    ("管护优良的酌情加", "clause-unparsed"),
    # in a bracket that was set aside
    ("苗种立项(国家级20分、省级10分)", "clause-unparsed"),
    ("苗种立项(国家级20分、省级10分),结题再加2分", "amount-in-trigger"),
    ("未巡塘(2分/次)", "clause-unparsed"),
    ("有记录(得2分),无记录(不得分)", "clause-unparsed"),
    ("[扣2分]未巡塘", "clause-unparsed"),
    # points in other words, beside money, or without an event
    ("未巡塘的,扣分:2分", "clause-unparsed"),
    ("未巡塘的扣分值2分", "clause-unparsed"),
    ("未巡塘的扣20元(2分)", "clause-unparsed"),
    ("未巡塘的扣2分或5分", "trigger-missing"),
    ("每月巡塘不少于5次,每1次扣0.5分", "unit-doubtful"),  # 少 was lost
    ("每月巡塘至少5次,每沙1次扣0.5分", "unit-doubtful"),
    ("每月巡塘至少5次,沙1次扣0.5分", "unit-doubtful"),
    ("完成投放3批得6分,每1批扣2分", "unit-doubtful"),
    ("成活率低于90%的,低2个百分点扣1分", "unit-doubtful"),  # 每
    ("成活率低于90%的,每低2个白分点扣1分", "unit-doubtful"),
    ("每月巡塘不少于5欠,每少1次扣0.5分", "number-suspect"),
    ("成活率达到100知以上,每降低2%扣1分", "number-suspect"),
    ("全年至少投放鱼苗3批。每批扣1分", "unit-doubtful"),
    ("实行加分制,最多加10分:良种引进加5分", "cap-unplaced"),
]
KNOWN = [
    "缺1993年鱼情表的扣3分",
    "发生一级险情扣20分",
    "未按一塘一策管护扣1分",
    "各班组巡塘不到位,扣1分",
    "每个网箱项目未验收扣0.5分",
    "每两排网箱未消毒,扣6分",
    "全部登记得2分,否则不得分",
    "登记齐全得满分,缺一本扣1分",
    "巡塘记录(共3本),无记录扣2分",
    "每人每次未巡塘扣1分",
    "每缺一个点扣1分",
    "巡塘不力酌情扣分,每缺一次扣1分",
    "未巡塘不参加扣1分",
    "每增一箱加1分,同一箱多次申报的按最高分计",
    "每缺一次扣1分,请假不得超过2次",
    "水温25-30,未测扣1分",
    "累计扣分达10分的不得评优,未巡塘扣1分",
    "未巡塘的扣2分(20元)",
    "巡塘记录(共3本,每本2分)不全的扣1分",
    "巡塘(90分以上、95分以下)达标的加1分",
    "各塘逐步提质、分层递进,得1.5分",
    "漏报、错报的分别扣1-5分",
    "新建投饵机、增氧机的,每个加0.5分",
    "每名塘长发表文章加1分",
    "未巡塘扣2分,扣完为止",
    "每缺一次扣2分,本项扣完为止",
    "被县里采用的每项加3分,被市里采用的每项加5分",
    "参加例会(2分,少一次扣0.5分,扣完为止)",
    "每月巡塘不少于5次,每少1次扣0.5分",
    "每月巡塘不少于5次,漏1次扣0.5分",
    "完成投放3批得6分,每少1批扣2分",
    "成活率低于90%的,每低2个百分点扣1分",
    "成活率低于90%的扣1分,低于80%的扣2分",
    "巡塘记录不少于5份且完整,每少1份扣0.5分",
    "每月巡塘不少于5次,每次得0.5分",
    "每月巡塘不少于5次,每次不足1小时扣0.5分",
    "每月巡塘不少于5次,记录每缺一份扣0.5分",
]


@pytest.mark.parametrize(("text", "code"), UNKNOWN)
def test_what_is_not_accounted_for_is_doubted(text: str, code: str) -> None:
    assert code in {doubt.code for doubt in read_criterion(text).doubts}


@pytest.mark.parametrize("text", KNOWN)
def test_what_is_accounted_for_is_not(text: str) -> None:
    reading = read_criterion(text)
    assert reading.rules
    assert not reading.doubts


def test_a_rule_that_is_doubted_already_is_not_doubted_twice() -> None:
    doubts = read_criterion("鱼苗死亡,每逾一潮扣1分,以本塘分数扣完为止").doubts
    assert "clause-runs-on" not in {doubt.code for doubt in doubts}
    assert doubts
