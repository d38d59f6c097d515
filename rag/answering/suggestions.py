"""A printed sentence → a short question it answers, in the paper's own words.

Owns the shapes of sentences of which it is plain what they tell: a phone, a place, a day, an amount, a list, what does
not count, and the questions reporters ask and answer themselves. A shape that is not plain gives no question. Leaves
out: which sentences are worth a question (`followups.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.text import word_classes

SHORTEST, LONGEST = 4, 16
_NAME_CHARS = 10

_BREAK = re.compile(r"(?:[,，。;；!！\s]|[:：](?!\d))+")
# What only the sentence before explains, or what the reader cannot have seen.
_LEANS = re.compile(r"^(?:但|而|并|也|还|又|就|再|其|另|此|该|这|那|所|同|仅|只|均|都|由此|目前|当天|同时|[一二三]是)")
_WHOSE = re.compile(r"当地时间|[我你您咱他她它这那该此谁“”\"‘’《》]|记者|笔者|上述|为此|对此|其[中他余]")
_VAGUE = re.compile(
    r"^(?:.{0,2}(?:怎么办|为什么|为何|怎么回事|怎么样|怎样|如何|是什么|原因何在))$|发生了?什么|什么意思|难道|何不|何必|岂|不是吗|好不好|对不对|是不是真|有多[好美难]"
)
_ASKS_PLAINLY = re.compile(r"怎么|如何|哪|几|多少|什么|谁|吗$|能不能|要不要|能否|是否|多[久长大]|呢$")

_CLOCK = r"(?:上午|下午|晚上|早上|早|晚)?\d{1,2}(?:[:：]\d{2}|[点时](?:半|\d{1,2}分)?)"
_TO = r"\s*[至到—–~～-]+\s*"
_DAY = r"(?:\d{4}年|[今明]年)?\d{1,2}月(?:\d{1,2}[日号]|底|初|中旬|上旬|下旬)?"
_WHEN = rf"{_DAY}(?:\([^()]{{1,8}}\))?(?:{_CLOCK})?"
_STARTS = "施行|实施|执行|生效|受理|开放|开始受理|开始报名|启用|开通|开工|开考|开学|开放预约"
_ENDS = "公布|公示|完工|竣工|通车|通水|开通|开工|开考|开学|开业|启用|建成|建成投用|投用|交付|结束|截止|开抢"
_UNITS = ("个工作日 个小时 个月 小时 分钟 公里 平方米 平方公里 米 亩 人 户 名 册 天 年 岁 个 套").split()
_UNIT = "|".join(_UNITS)
_MONEY = r"(?:百|千|万|亿)*元"
_NUMBER = r"\d[\d.,]*(?:余|多)?(?:百|千|万|亿)?(?:余|多)?"
_PHONE = r"\d{3,4}[-—]\d{4,8}|(?<!\d)(?:12\d{3}|96\d{3,4}|95\d{3})(?!\d)"

# What a phone is for is said just before its number, or just after.
_PHONE_FOR = (
    (re.compile(r"(举报|投诉|监督|报警(?!器)|报名|预约|订餐|抢修|挂号)"), "{}打哪个电话"),
    (re.compile(r"(?:咨询|问询|询问|有疑问|不清楚|详情|详询|问题|客服|服务热线)"), "咨询打哪个电话"),
)
_BEFORE, _AFTER = 14, 6
_ADDRESS = re.compile(r"(?:^|[,，。;；\s])(?P<whose>[\u4e00-\u9fff]{0,6}?)的?地址\s*(?:[:：]|是|在)")
_GO_TO = re.compile(
    r"(?:到|去|至)[^,，。;；:：\d]{2,16}?(?:窗口|中心|大厅|社区|街道|站|网点|局|馆|营业厅|服务处|柜台)[^,，。;；:：\d]{0,4}?(?P<do>办理|申请|领取|申领|登记|认领|申报|填表|缴费|报名)$"
)
_LISTED = re.compile(
    r"^(?P<name>[\u4e00-\u9fff]{2,8}?)(?P<has>有|分为|分)(?P<many>[二两三四五六七八九十]|\d{1,2})(?P<each>种|类|个|条|项|处|家|步|样)"
    r"(?P<of>[\u4e00-\u9fff]{0,4})[:：]"
)
_LISTED_BY_NAME = re.compile(r"^(?P<name>[\u4e00-\u9fff]{2,12})分别(?:是|为)[:：]?")
_PAPERS = re.compile(
    r"(?:带|凭|持|提交|出示|上传|填写)[^。;；]{0,10}(?:身份证|户口[簿本]|居住证|社保卡|结婚证|房产证|毕业证|合同|发票|证明|照片)"
)
_DONE_WITH_PAPERS = re.compile(r"申请|申领|办理|办卡|报名|登记|领取|领卡|入学|认证|缴费")
_ONLINE = re.compile(
    r"[“\"][^”\"]{2,12}[”\"](?:微信)?(?:小程序|公众号|客户端|网站|平台|APP|app)[^,，。;；]{0,8}?(?P<do>报名|预约|办理|申请|缴费|查询|申报|领取|抢票|下载)"
)
_FINED = re.compile(rf"(?:处|罚款?)(?:以)?{_NUMBER}{_MONEY}(?:以[上下])?(?:的?罚款)?")
_NOT_ACCEPTED = re.compile(r"的[,，](?P<verb>不予受理|不再受理|不予登记|不予补贴|不得申请|不能申请|不能参加|不能报名)")
_WHO_DOES = re.compile(r"^由(?P<who>[\u4e00-\u9fff、]{3,16})(?P<do>承建|主办|承办|负责|承担|分担|运营|管理)$")
_WHOM = re.compile(r"^(?P<name>[\u4e00-\u9fff]{0,4}(?:对象|范围))(?:是|为|包括)(?=[\u4e00-\u9fff]{2})")

_STARTS_ON = re.compile(rf"^(?P<name>[\u4e00-\u9fff]{{2,{_NAME_CHARS}}}?)?自?(?:{_WHEN})起(?:正式)?(?P<do>{_STARTS})$")
_HAPPENS_ON = re.compile(
    rf"^(?P<name>[\u4e00-\u9fff]{{2,{_NAME_CHARS}}}?)??(?:计划|预计|将|定于|将于|拟于|最迟)?(?:于|在)?(?:{_WHEN}前?)(?:正式)?(?P<do>{_ENDS})$"
)
_BETWEEN = re.compile(
    rf"(?:{_WHEN}){_TO}(?:{_WHEN}|\d{{1,2}}[日号])(?:接受|开放)?(?P<do>受理申请|受理|报名|申请|预约|申报|登记|公示|缴费)$"
)
_OPEN = re.compile(rf"{_CLOCK}{_TO}{_CLOCK}(?:开放|营业|有人接听?)$")
_FREE = re.compile(
    rf"^(?P<name>(?!全部|一律)[\u4e00-\u9fff、]{{2,{_NAME_CHARS}}}?)(?:一律|全部|都|均)?(?:免费|不收费|不收钱|不要钱)$"
)
_TIME_IS = re.compile(
    rf"^(?P<name>[\u4e00-\u9fff]{{2,6}}(?:时间|时段|日期|期限))(?:统一|定)?(?:为|是|在)?(?P<days>{_WHEN})?(?P<clocks>{_CLOCK}(?:{_TO}{_CLOCK})?)?"
)
_AT_CLOCK = re.compile(rf"^(?P<name>首班车|末班车|首末班车)(?:时间)?(?:为|是)?{_CLOCK}")
# What has a price, and what is measured: other sums and counts are told in passing.
_PRICED = re.compile(
    r"[^每]{2}每[\u4e00-\u9fff]|费|价|票|租金|标准|补[贴助]|投资|工资|月薪|奖金|押金|差额|上限|额度|单[场程]|[收罚]$|可提|支付"
)
_MEASURED = re.compile(
    r"(?:全长|借期|有效期|期限最?[长短]?|过渡期|名额|面积|占地|年满|缴存满|规模|全程)(?:约|近|共|留了|预计|为|达)*$"
)
_COSTS = re.compile(
    rf"^(?P<name>[每\u4e00-\u9fff、]{{2,{_NAME_CHARS}}}?(?:[是为仅约需补收缴付罚奖领]|不超过|补贴|补助|最高|最低|达到?|提高到|提至|降到|降至)?)(?:{_NUMBER}){_MONEY}$"
)
_CHANGED_TO = re.compile(
    rf"^(?P<name>[\u4e00-\u9fff]{{2,{_NAME_CHARS}}}?)(?:的)?由(?:原来的)?[^,，。]{{1,10}}?(?P<to>提高到|提至|提到|调整为|调整到|降到|降至|降为|调为|改为)(?P<what>{_NUMBER}(?:{_MONEY}|%|{_UNIT}))$"
)
_COUNTS = re.compile(rf"^(?P<name>[每\u4e00-\u9fff、]{{2,{_NAME_CHARS}}}?)(?:约|近)?(?:{_NUMBER})(?P<unit>{_UNIT})$")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question and how much a reader is likely to want it (higher is better)."""

    text: str
    worth: float


def suggestions(sentence: str, asked_before: str = "") -> Iterator[Suggestion]:
    """Questions that `sentence` answers, without question mark; `asked_before` is the sentence before, if it asks.

    >>> [s.text for s in suggestions("全长14.3公里,首班车6:10,结果7月18日公布。")]
    ['结果什么时候公布', '首班车几点', '全长多少公里']
    """
    found = [*_reporters(asked_before), *_whole(sentence)]
    for clause in _BREAK.split(sentence):
        if not _LEANS.match(clause):
            found += _clause(clause)
    fit = [s for s in found if SHORTEST <= len(s.text) <= LONGEST and not _WHOSE.search(s.text)]
    yield from sorted(dict.fromkeys(fit), key=lambda s: -s.worth)


def _reporters(asked: str) -> Iterator[Suggestion]:
    """The question a reporter asks before answering it: “手续怎么走?”."""
    text = re.split(r"[:：]", asked.rstrip("?？! ！"))[-1].strip()
    if _ASKS_PLAINLY.search(text) and not _VAGUE.search(text) and not _LEANS.match(text):
        yield Suggestion(text, 1.0)


def _whole(sentence: str) -> Iterator[Suggestion]:
    if phone := re.search(_PHONE, sentence):
        around = sentence[max(0, phone.start() - _BEFORE) : phone.end() + _AFTER]
        for pattern, question in _PHONE_FOR:
            if match := pattern.search(around):
                yield Suggestion(question.format(*match.groups()), 0.75)
                break
    if match := _ADDRESS.search(sentence):
        yield Suggestion(f"{match['whose']}地址在哪里", 0.7)
    if (match := _LISTED.match(sentence)) and _is_name(match["name"]):
        yield Suggestion(f"{match['name']}{match['has']}哪{match['many']}{match['each']}{match['of']}", 0.95)
    elif match := _LISTED_BY_NAME.match(sentence):
        yield Suggestion(f"{match['name']}分别是哪些", 0.9)
    if _PAPERS.search(sentence) and (match := _DONE_WITH_PAPERS.search(sentence)):
        yield Suggestion(f"{match[0]}要带哪些材料", 0.9)
    if match := _ONLINE.search(sentence):
        yield Suggestion(f"怎么{match['do']}", 0.85)
    if _FINED.search(sentence):
        yield Suggestion("哪些情况要罚款", 0.8)
    if match := _NOT_ACCEPTED.search(sentence):
        yield Suggestion(f"哪些情况{match['verb']}", 0.9)


def _clause(clause: str) -> Iterator[Suggestion]:
    for pattern, question, worth in _SIMPLE:
        if (match := pattern.search(clause)) and _is_name(match.groupdict().get("name")):
            yield Suggestion(question.format(**{k: v or "" for k, v in match.groupdict().items()}), worth)
    if (match := _TIME_IS.match(clause)) and (match["days"] or match["clocks"]):
        yield Suggestion(f"{match['name']}是{'什么时候' if match['days'] else '几点到几点'}", 0.8)
    if (match := _CHANGED_TO.match(clause)) and _is_name(match["name"]):
        many = "多少钱" if "元" in match["what"] else "多少"
        yield Suggestion(f"{match['name']}{match['to']}{many}", 0.8)
    if (match := _COSTS.match(clause)) and _PRICED.search(match["name"]) and _is_name(match["name"]):
        yield Suggestion(f"{match['name']}多少钱", 0.7)
    if (match := _COUNTS.match(clause)) and _MEASURED.search(match["name"]) and _is_name(match["name"]):
        yield Suggestion(f"{match['name']}多少{match['unit']}", 0.6)


_SIMPLE = (
    (_GO_TO, "到哪里{do}", 0.85),
    (_WHOM, "{name}是哪些", 0.85),
    (_STARTS_ON, "{name}从什么时候起{do}", 0.8),
    (_HAPPENS_ON, "{name}什么时候{do}", 0.8),
    (_BETWEEN, "什么时候{do}", 0.85),
    (_OPEN, "几点到几点开放", 0.75),
    (_FREE, "{name}要钱吗", 0.75),
    (_AT_CLOCK, "{name}几点", 0.7),
    (_WHO_DOES, "由谁{do}", 0.5),
)


def _is_name(words: str | None) -> bool:
    """Whether words open like a thing (总投资, 每学期, 开放时间), or nothing is named; people are nobody's business."""
    if not words or words.endswith("班车"):
        return True
    classes = [flag for _, flag in word_classes(words)]
    if not classes or "nr" in classes or re.search("的[是为]?$", words):
        return False
    return classes[0][0] in "nbrvjsla" and classes[0] not in {"vshi", "vyou"}
