"""The asking in a question: what kind of words would answer, and whether it is a question for a newspaper at all.

Owns question words, greetings, tasks, private data and the words that lean on the turn before. Leaves out: what the
question is about (`rag/question.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

from rag.text import normalize
from rag.types import Reason


class Kind(StrEnum):
    """What kind of words would answer."""

    AMOUNT = "amount"
    NUMBER = "number"
    DATE = "date"
    PHONE = "phone"
    WHERE = "where"
    WHO = "who"
    LIST = "list"
    HOW = "how"
    WHY = "why"
    YESNO = "yesno"
    WHAT = "what"


# Kinds whose shape cannot be mistaken: without a figure there is no amount, without digits no phone.
FIGURED = frozenset({Kind.PHONE, Kind.AMOUNT, Kind.NUMBER, Kind.DATE})

_KIND_PATTERNS: tuple[tuple[Kind, str], ...] = (
    (
        Kind.PHONE,
        # "打了六个电话" asks for no number.
        r"(?:电话|热线|号码)(?:号码)?(?:是|要打)?(?:多少|几号|哪个|什么)|(?:多少|哪个|什么)(?:电话|热线|号码)|联系方式"
        r"|(?:电话|热线|号码)[呢吗]?[?？]?$",
    ),
    (
        Kind.AMOUNT,
        r"多少钱|几块钱|几元|多少元|什么价|(?:价格|票价|收费标准)(?![^,，?？]*[谁哪])(?=[^,，?？]{0,8}(?:多少|几|什么|咋|怎|贵|呢|[?？]|$))|花了?多少|投了多少"
        # "水价多少", "租金要交多少", but not "奖金发给多少人".
        r"|几[十百千万]?(?:个亿|亿)?(?:元|块(?=[钱一每,，?？]|$))|[投花罚贷补贴赔捐挣赚拨骗卖亏奖欠交收][^,，?？]{0,4}(?:几(?:[十百千万]|个?亿)|多少(?=[?？]|$))"
        r"|工钱|收入多少|多少[^,，?？人个名]{0,4}?(?:补[贴助]|投资|费|资金|奖金|工资|津贴|款)(?!人|对象|点|站)|多少(?:[万亿]元?|块)(?![\u4e00-\u9fff]?[人个名家户位次斤吨])"
        r"|(?:(?<![评降涨])价|费用?|租金|押金|资金|奖金|罚金|[罚贷货]款|投资|补[贴助]|工资|定金)(?:标准)?(?:现在|目前|大概|一共|总共)?"
        r"(?:[是为要得缴交收付给发罚涨降到了]|可以|能){0,3}多少(?![\u4e00-\u9fff]?[人个名家户位天年次条项台辆号])",
    ),
    (
        Kind.DATE,
        r"什么时候|什么时间|几时|何时|哪天|哪一天|哪年|哪一年|几月|几号|几点|哪个月|[公西]元几年|哪[一个]?年|多久开始|截止到?哪",
    ),
    (Kind.WHERE, r"哪里|哪儿|在哪|去哪|到哪|何处|什么地方|地址|哪个地方|从哪"),
    (Kind.WHO, r"谁|哪位|哪个人|什么人|哪个单位|哪个部门|叫什么|哪家|哪个(?=[?？]|$)"),
    (
        Kind.LIST,
        r"哪些|哪几|哪[两二三四五六七八九十]|分别|都有什么|有什么[^吗么]{0,6}(?:条件|材料|措施|要求|线路)|什么条件|什么材料",
    ),
    (Kind.WHY, r"为什么|为何|怎么会|什么原因|原因"),
    (Kind.HOW, r"怎么|怎样|如何|咋|流程|手续|步骤|怎么办"),
    (
        Kind.NUMBER,
        r"多少|几[个家名位人条项套栋件所次站度岁天年米公里户批部辆块届场倍成折%]|多大|多长|多高|多宽|多远|多久|多重|第几|几分",
    ),
    (
        Kind.YESNO,
        r"吗|(?<!什)[么不没](?:[?？]|$)|没有[?？]?$|是不是|能不能|会不会|可不可以|要不要|有没有|是否|行不行|算不算",
    ),
)
_KINDS = tuple((kind, re.compile(pattern)) for kind, pattern in _KIND_PATTERNS)

_COUNTED = "[个名家项条件人户元米公里天年次所站栋套岁批成倍分周趟辆]|小时|分钟"
_NUMBER = rf"(?:\d|[一二两三四五六七八九十百千万亿]+(?:余|多)?(?:{_COUNTED}))"
_SHAPES: dict[Kind, re.Pattern[str]] = {
    Kind.AMOUNT: re.compile(
        r"(?:\d|[一二两三四五六七八九十百千万亿])[\d.]*(?:余|多)?\s*(?:万|亿|千)?\s*(?:元|块|角|%|折)|免费|免收|全免|不收费"
    ),
    Kind.NUMBER: re.compile(_NUMBER),
    Kind.DATE: re.compile(
        r"\d{4}年|\d{1,2}\s*[月日号时点]|[:：]\d{2}|今年|去年|明年|年底|月底|上午|下午|近日|昨日|当日|[一二三四五六日]{1}起|周[一二三四五六日末]"
    ),
    Kind.PHONE: re.compile(r"\d{3,4}[-—－ ]?\d{3,8}|(?<!\d)\d{5}(?!\d)|1\d{10}"),
    Kind.WHERE: re.compile(
        r"[\u4e00-\u9fff]{2}(?:区|县|市|镇|乡|村|街道|社区|路|街|号|楼|栋|园|馆|中心|广场|医院|学校|大厅|窗口|站|校|场|厅|桥|城|省|院|局|所)"
    ),
    Kind.WHO: re.compile(
        r"[\u4e00-\u9fff]{2}(?:局|委|办|院|中心|公司|集团|部门|单位|协会|政府|学校|长|员|记|任|师|生|人|队|手|授|民|者)"
    ),
    Kind.LIST: re.compile(r"、|[；;]|[①②③]|一是|分别|包括|以及|[和及与]"),
    Kind.WHY: re.compile(r"因为|由于|因此|原因|为了|为|导致|所以|使得|致使|缘于|受.{1,12}影响|鉴于|随着"),
    Kind.HOW: re.compile(
        r"可(?:以|通过|在|到|凭|持)?|通过|凭|携带|需|填写|申请|登录|拨打|前往|提交|办理|方式|措施|采取|步骤|流程|先|再"
    ),
}

# Asking phrases, taken out before segmentation: left in, they glue themselves to the words beside them (钱修, 天缩).
ASKING = re.compile(
    r"(?:从|自)?(?:什么时候|啥时候|什么时间|何时|几时|哪一?[天年月]|几[月号点])(?:开始|起)(?:[的呢?？]|$)"
    r"|多少[钱元块]?|几?块钱|好多钱?|咋个|啥子|几(?=[个家名位人条项套栋件所次站度岁天年月号点米公里户批部辆块届场倍成折])[个天年月号点折]?|什么时候|啥时候|什么时间|哪一?[天年月个些位家儿里几种项款]"
    r"|为什么|为啥|为何|怎么[样办]?|怎样|如何|咋[办样]?|什么样?|多[久长大高宽远重](?=[了呢?？,，。\s]|$)"
    r"|(?P<v>[会能要是行让给收用可])不(?P=v)以?|可不可以|有没有|没有(?=[?？]|$)|[不没吗么呢吧](?=[?？]|$)|叫(?:什么|啥)"
)
# Question words of dialects → standard ones. 好多 and 好久 ask only where nothing else does.
_DIALECT = ((re.compile("啥子?"), "什么"), (re.compile("几多"), "多少"), (re.compile("钟头"), "小时"))
_HOW_MUCH = re.compile("好([多久长大高宽远重])(?!的)")
_MUCH = {"多": "多少"}
# Nouns that only name the kind of answer: of what, the rest of the question or the turn before must say.
BARE_NOUNS = frozenset(
    "电话 热线 号码 电话号码 联系方式 地址 地点 地方 位置 时间 日期 期限 费用 价格 价钱 金额 收费 原因 理由".split()
)
_WORD = re.compile(r"[\u3400-\u9fff]|[a-z0-9]{2}")
_GREETING = re.compile(
    r"^(?:你好|您好|哈喽|嗨|在吗|在不在|早上好|上午好|中午好|下午好|晚上好|早安|晚安|谢谢你?|多谢|再见|拜拜|hi|hello|hey|thanks?|你是谁|你叫什么名?字?)[呀啊哦吗呢的了!！。.~,，?？\s]*$"
)
_OUT_OF_SCOPE = re.compile(
    r"(?:写|作|编|创作|续写|仿写)(?:一|首|篇|个|段|几|点)[^。?？]{0,12}(?:诗|词|歌|小说|故事|作文|文案|代码|程序|剧本|绝句|律诗|对联|演讲稿|笑话)"
    r"|翻译(?:成|为|一下)|(?:忽略|无视|忘掉|忘记|不要管|绕过|ignore|disregard)[^。]{0,16}(?:指令|规则|提示|要求|设定|instructions?|prompts?|rules)"
    r"|系统提示|提示词|system\s*prompt|扮演|假装你|你现在是|越狱|jailbreak|讲个?笑话|算一?下\s*\d|帮我(?:写|画|编|算)"
)
_PRIVATE = re.compile(
    r"(?:手机号|手机号码|身份证号码?|家庭住址|家住哪|住在哪|住址|门牌号|银行卡号?|微信号|私人电话|家里电话|个人电话)"
)
# A rule about papers one must bring is a question of policy, not of a person.
_PAPERWORK = re.compile(r"带|需要|材料|办理|申请|登记|填|提供|补办|报名")
_FOLLOWUP_CUE = re.compile(
    r"^(?:那|那么|还有|另外|然后|其中|再|他|她|它|这|该|以及|总共|一共|具体)"
    r"|(?:他们?|她们?|它们?|这个|那个|该|这些|那些|其|上述|刚才|前面|第[一二三四五六七八九十]个)|呢[?？]?$"
)


@lru_cache(maxsize=1024)
def plainly_asked(text: str) -> str:
    """A question with the question words of dialects in their standard form; the rest as it is.

    >>> plainly_asked("装一部要好多钱?"), plainly_asked("好多人问,啥时候开?")
    ('装一部要多少钱?', '好多人问,什么时候开?')
    """
    plain = text
    for spoken, standard in _DIALECT:
        plain = spoken.sub(standard, plain)
    return (
        plain
        if ASKING.search(_HOW_MUCH.sub("", plain))
        else _HOW_MUCH.sub(lambda m: _MUCH.get(m[1], f"多{m[1]}"), plain)
    )


def kinds_of(text: str) -> tuple[Kind, ...]:
    """The kinds of answer asked for, the most telling first; WHAT when none shows."""
    asked = plainly_asked(text)
    found = tuple(kind for kind, pattern in _KINDS if pattern.search(asked))
    return found or (Kind.WHAT,)


def has_shape(kinds: Sequence[Kind], text: str) -> bool:
    """Whether a text has the shape of what is asked for first; what has no shape fits anything."""
    shapes = [_SHAPES[kind] for kind in kinds if kind in _SHAPES]
    return not shapes or shapes[0].search(text) is not None


def not_for_the_paper(text: str) -> Reason | None:
    """Why a message is no question to a newspaper: empty, a greeting, a task, somebody's private data."""
    plain = normalize(text).strip()
    if not _WORD.search(plain):
        return Reason.EMPTY
    if _GREETING.match(plain):
        return Reason.GREETING
    if _OUT_OF_SCOPE.search(plain):
        return Reason.OUT_OF_SCOPE
    if _PRIVATE.search(plain) and not _PAPERWORK.search(plain):
        return Reason.PRIVATE
    return None


def looks_like_followup(text: str) -> bool:
    """Whether the words alone say that the question leans on the turn before."""
    return bool(_FOLLOWUP_CUE.search(text.strip()))
