"""Sheets of an invented institution in layouts drawn at random, each with what a right rulebook says of it.

What real issuers do differently is a field of `Layout`; any two of them may meet in a sheet. A grid is rows of cells:
None goes on with the cell above, LEFT with the cell to the left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, groupby
from random import Random

from schemas import Rule, Rulebook, decimal_text

LEFT = "<"
Grid = list[list[str | None]]
# what a criterion says, and the rules it is: effect, amount, measures
CRITERIA = (
    ("未按时报送月度台账，每次扣0.5分", "deduct 0.5 次"),
    ("设备巡检漏项扣0.2分/处，扣完为止", "deduct 0.2 处"),
    ("擅自停机扣2分", "deduct 2"),
    ("无故缺席调度会扣0.3分/人次，早退扣0.1分/人次", "deduct 0.3 人次", "deduct 0.1 人次"),
    ("仓库账物不符，每处扣0.5分，累计不超过2分", "deduct 0.5 处"),
    ("未建立应急预案扣1分", "deduct 1"),
    ("发现账外资金的，本项不得分", "zero"),
    ("每增加一家合作企业加0.5分", "award 0.5 家"),
    ("群众来信未在5日内答复，扣0.4分/件", "deduct 0.4 件"),
    ("视情节轻重扣1-3分", "deduct 1-3"),
)
# what happened, its amount, its measure
EVENTS = (
    ("台账漏填", "0.5", "处"),
    ("擅自停机", "2", ""),
    ("合同未经审核签订", "1.5", "份"),
    ("库区通道堵塞", "0.6", "处"),
    ("票据填写错误", "0.1", "张"),
    ("无故缺席调度会", "0.3", "人次"),
)
DUTIES = ("按月汇总上报运行台账，数据准确。", "耐心接待来访人员。", "按合同约定组织验收。", "保持库房整洁有序。")
DEPARTMENTS = ("供应保障处", "信息运维中心", "绿化服务队", "基建管理科")
CATEGORIES = ("基础管理", "业务工作", "服务质量", "安全生产", "队伍建设")
PROJECTS = ("台账管理", "设备运行", "窗口服务", "合同履约", "档案移交", "成本控制", "信息报送", "资产清查", "现场秩序")
ITEMS = (
    "月度报表",
    "巡检维护",
    "来访接待",
    "卷宗归档",
    "能耗定额",
    "库房管理",
    "简报编发",
    "盘点核对",
    "票据审核",
    "技能比武",
    "值守安排",
    "校企联络",
)
HEADINGS = {
    "serial": ("序号", "编号"),
    "category": ("类别", "考核类别", "一级指标"),
    "project": ("项目", "考核项目", "二级指标"),
    "item": ("名称", "条目", "三级指标"),
    "duties": ("工作任务", "考核内容", "工作要求"),
    "criteria": ("评分标准", "考核标准", "评分细则", "计分办法"),
    "event": ("扣分情形", "扣分事项"),
    "amount": ("扣分值", "扣分标准"),
    "points": ("分值", "标准分", "满分", "分值（分）"),
    "methods": ("考核方式", "评价方法"),
    "assessors": ("考核部门", "考核单位"),
    "form": ("自评得分", "得分"),
}
LEVELS = ("category", "project", "item")
MARKS = {"1.": "{}.", "1、": "{}、", "（1）": "（{}）"}
BONUS = ("加分项", 4, "获市级以上表彰的，每次加2分，最高加4分。")


@dataclass(frozen=True)
class Layout:
    """How a sheet is laid out; see `drawn`."""

    levels: int  # category; category and project; category, project and item
    categories: str  # column, band (a row over all columns), tables (one each below a heading)
    points: str  # front, middle, end: where their column stands; label: behind the name
    repeated: bool  # labels written out in each row instead of merged
    row: str  # item, criterion: what a row is
    amounts: bool  # events and amounts in columns of their own
    mark: str  # of criteria and duties
    category_points: bool
    duties: bool
    serial: bool
    methods: bool
    assessors: bool
    form: bool
    total: bool
    bonus: bool
    title: int
    inside: bool  # the title is a row of the table
    wide_header: bool  # 指标 over the labels' headings


@dataclass(frozen=True)
class Told:
    """What a right rulebook says of a task."""

    path: str
    duties: str
    criteria: str
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """A sheet as text above its tables, and what it says. `tables`: the heading of each, and its cells."""

    layout: Layout
    title: tuple[str, ...]
    tables: tuple[tuple[str | None, Grid], ...]
    department: str
    year: int
    tasks: tuple[Told, ...]


def told(book: Rulebook) -> tuple[Told, ...]:
    """What a rulebook says, in the same form."""
    return tuple(
        Told(
            " > ".join(f"{name} {'-' if points is None else decimal_text(points)}" for name, points in task.path),
            " ".join(duty.text for duty in task.duties),
            " ".join(criterion.text for criterion in task.criteria),
            tuple(_in_short(rule) for criterion in task.criteria for rule in criterion.rules),
        )
        for sheet in book.sheets
        for task in sheet.tasks
    )


def _in_short(rule: Rule) -> str:
    """deduct 0.5 次"""
    amount = rule.amount
    if amount is None or amount.min is None or amount.max is None:
        return rule.effect
    bounds = dict.fromkeys((decimal_text(amount.min), decimal_text(amount.max)))
    return " ".join([rule.effect, "-".join(bounds), *rule.per])


@dataclass(frozen=True)
class _Item:
    """What is assessed: names with points where they have some; criteria each with their rules."""

    names: tuple[tuple[str, int | None], ...]
    duties: tuple[str, ...]
    criteria: tuple[tuple[str, ...], ...]


def drawn(seed: int) -> Case:
    """The case of this seed."""
    rng = Random(seed)
    layout = _layout(rng)
    department, year = rng.choice(DEPARTMENTS), rng.randint(2018, 2024)
    heads = {role: rng.choice(names) for role, names in HEADINGS.items()}
    title = _title(department, year, layout.title)
    tables: list[tuple[str | None, Grid]] = []
    tasks: list[Told] = []
    body: Grid = []
    of_category = groupby(_items(rng, layout), key=lambda item: item.names[0])
    for number, (names, items) in zip("一二三", of_category, strict=True):
        before = "" if layout.categories == "column" else f"{number}、"
        own = list(items)
        tasks += [_told(item, before) for item in own]
        heading = before + _label(*names)
        if layout.categories == "band":
            body.append([heading, *[LEFT] * (len(_roles(layout)) - 1)])
        body += _rows(own, len(tasks) - len(own), layout)
        if layout.categories == "tables":
            tables.append((heading, [*_header(layout, heads), *body]))
            body = []
    if layout.bonus:
        tasks.append(Told(f"{BONUS[0]} {BONUS[1]}", "", BONUS[2], ("award 2 次",)))
    if body:
        above: Grid = [[line, *[LEFT] * (len(_roles(layout)) - 1)] for line in title] if layout.inside else []
        tables.append((None, [*above, *_header(layout, heads), *body, *_ends(tasks, layout)]))
    return Case(layout, () if layout.inside else title, tuple(tables), department, year, tuple(tasks))


def _layout(rng: Random) -> Layout:
    def maybe(share: float) -> bool:
        return rng.random() < share

    categories = rng.choice(("column", "column", "band", "tables"))
    amounts = maybe(0.2)
    levels = rng.choice((1, 2, 2, 3)) if categories == "column" else 2
    pointed, whole = maybe(0.5), categories == "column" and not amounts
    return Layout(
        levels=levels,
        categories=categories,
        points=rng.choice(("front", "middle", "end", "label")),
        repeated=maybe(0.3) and categories == "column",
        row="criterion" if amounts else rng.choice(("item", "criterion")),
        amounts=amounts,
        mark=rng.choice(tuple(MARKS)),
        category_points=pointed and levels > 1,
        duties=levels == 1 or maybe(0.7),
        serial=maybe(0.4),
        methods=maybe(0.3),
        assessors=maybe(0.3),
        form=maybe(0.3),
        total=maybe(0.3),
        bonus=maybe(0.3) and whole and (pointed or levels == 1),
        title=rng.randint(0, 3),
        inside=maybe(0.2) and categories == "column",
        wide_header=maybe(0.2) and levels > 1 and categories == "column",
    )


def _title(department: str, year: int, kind: int) -> tuple[str, ...]:
    return (
        (f"青岚职业技术学院{year}年度绩效考核细则", f"部门：{department}"),
        (f"{year}年{department}目标管理考核表",),
        (f"青岚职业技术学院绩效目标量化考核任务表（{year}年）", f"被考核部门：{department}"),
        (f"{department}{year}年度考核评分表",),
    )[kind]


def _items(rng: Random, layout: Layout) -> Iterator[_Item]:
    projects, items = iter(rng.sample(PROJECTS, 9)), iter(rng.sample(ITEMS, 12))
    sayings = cycle(_sayings(rng, layout))
    for category in rng.sample(CATEGORIES, 3):
        below: list[tuple[str, list[tuple[str, int]]]] = []  # projects with their items' points
        for _ in range(1 if layout.levels == 1 else rng.randint(1, 2)):
            count = rng.randint(1, 2) if layout.levels == 3 else 1
            below.append((next(projects), [(next(items), rng.choice((5, 6, 8, 10))) for _ in range(count)]))
        whole = sum(points for _, own in below for _, points in own)
        for project, own in below:
            for item, points in own:
                top, middle = (whole, sum(p for _, p in own)) if layout.category_points else (None, None)
                yield _Item(
                    names=(
                        ((category, points),),
                        ((category, top), (project, points)),
                        ((category, top), (project, middle), (item, points)),
                    )[layout.levels - 1],
                    duties=tuple(rng.sample(DUTIES, rng.randint(1, 2))) if layout.duties else (),
                    criteria=tuple(next(sayings) for _ in range(rng.randint(1, 2))),
                )


def _sayings(rng: Random, layout: Layout) -> list[tuple[str, ...]]:
    if not layout.amounts:
        return [(f"{text}。", *rules) for text, *rules in rng.sample(CRITERIA, len(CRITERIA))]
    return [
        (f"{event}扣{_amount(points, by)}", f"deduct {points} {by}".strip())
        for event, points, by in rng.sample(EVENTS, len(EVENTS))
    ]


def _amount(points: str, by: str) -> str:
    return f"{points}分/{by}" if by else f"{points}分"


def _told(item: _Item, before: str) -> Told:
    path = " > ".join(f"{name} {'-' if points is None else points}" for name, points in item.names)
    rules = tuple(rule for _, *own in item.criteria for rule in own)
    return Told(before + path, " ".join(item.duties), " ".join(text for text, *_ in item.criteria), rules)


# --- on paper


def _roles(layout: Layout) -> list[str]:
    """The columns, from left to right."""
    levels = list(LEVELS[: layout.levels])
    points = {place: ["points"] * (layout.points == place) for place in ("front", "middle", "end")}
    return [
        *["serial"] * layout.serial,
        *(levels if layout.categories == "column" else levels[1:]),
        *points["front"],
        *["duties"] * layout.duties,
        *points["middle"],
        *(["event", "amount"] if layout.amounts else ["criteria"]),
        *points["end"],
        *(role for role in ("methods", "assessors", "form") if getattr(layout, role)),
    ]


def _header(layout: Layout, heads: dict[str, str]) -> Grid:
    roles = _roles(layout)
    if not layout.wide_header:
        return [[heads[role] for role in roles]]
    first = next(i for i, role in enumerate(roles) if role in LEVELS)
    over = [heads[r] if r not in LEVELS else "指标" if i == first else LEFT for i, r in enumerate(roles)]
    return [over, [heads[role] if role in LEVELS else None for role in roles]]


def _rows(items: Sequence[_Item], before: int, layout: Layout) -> Grid:
    """The rows of a category."""
    found: Grid = []
    labels: list[tuple[str, ...]] = []
    for number, item in enumerate(items, before + 1):
        for index, said in enumerate(_said(item, layout)):
            said |= {"serial": str(number), "points": str(item.names[-1][1])} if index == 0 else {}
            last = len(item.names) - 1
            own = tuple(
                _label(name, points if i < last or layout.points == "label" else None)
                for i, (name, points) in enumerate(item.names)
            )
            shown = {
                role: label
                for i, (role, label) in enumerate(zip(LEVELS, own, strict=False))
                if layout.repeated or not labels or labels[-1][: i + 1] != own[: i + 1] or (i == last and index == 0)
            }
            labels.append(own)
            found.append([(said | shown).get(role) for role in _roles(layout)])
    return found


def _said(item: _Item, layout: Layout) -> Iterator[dict[str, str]]:
    """What each row of an item says besides its labels."""
    first = {
        "duties": _numbered(item.duties, layout),
        "methods": "查阅资料",
        "assessors": "综合办公室",
        "form": "",
    }
    texts = [text for text, *_ in item.criteria]
    if layout.row == "item":
        yield first | {"criteria": _numbered(texts, layout)}
        return
    lines = texts if layout.amounts else _numbered(texts, layout).split("\n")
    for index, line in enumerate(lines):
        event, _, amount = line.partition("扣")
        said = {"event": event, "amount": amount} if layout.amounts else {"criteria": line}
        yield (first if index == 0 else {}) | said


def _numbered(texts: Sequence[str], layout: Layout) -> str:
    """One below the other, numbered where there are several."""
    marks = [MARKS[layout.mark].format(n) for n in range(1, len(texts) + 1)] if len(texts) > 1 else [""] * len(texts)
    return "\n".join(mark + text for mark, text in zip(marks, texts, strict=True))


def _label(name: str, points: int | None) -> str:
    return name if points is None else f"{name}（{points}分）"


def _ends(tasks: Sequence[Told], layout: Layout) -> Iterator[list[str | None]]:
    """Rows below the items."""
    roles = _roles(layout)
    if layout.bonus:
        at = roles.index("criteria")
        yield [_label(*BONUS[:2]), *[LEFT] * (at - 1), BONUS[2], *[LEFT] * (len(roles) - at - 1)]
    if layout.total and "points" in roles:
        at = roles.index("points")
        total = sum(int(task.path.rpartition(" ")[2]) for task in tasks if task.path[-1] != "-")
        yield ["合计", *[LEFT] * (at - 1), str(total), *[""] * (len(roles) - at - 1)]


def spans(grid: Grid) -> Iterator[tuple[int, int, int, int, str]]:
    """The cells of a grid: row, column, rows, columns, text."""
    for r, row in enumerate(grid):
        for c, text in enumerate(row):
            if text is None or text == LEFT:
                continue
            down = next((i for i in range(r + 1, len(grid)) if grid[i][c] is not None), len(grid)) - r
            right = next((i for i in range(c + 1, len(row)) if row[i] != LEFT), len(row)) - c
            yield r, c, down, right, text
