"""An invented newspaper of eight issues whose stories jump, printed for the joining to be measured on.

`ISSUES` holds the pages as files; `PAIRS` says, by the stories' numbers, which halves stand apart on two pages of one
issue. Traps: two jumps to one page, halves whose page is not there, marks damaged in several ways, a wrong
page letter, circled numbers lost, another story's page number.
"""

from __future__ import annotations

PAPER = "青洲日报"

# Headline, the part before the jump, the part after it.
STORIES = [
    (
        "新桥合龙",
        "主桥最后一段钢梁昨天吊装到位,新桥合龙。施工单位随后办理交工验收登",
        "记手续,桥面铺装和护栏年底前完成,届时钢梁上方装夜灯。",
    ),
    (
        "垃圾分四类投放",
        "河东片区三十个小区撤掉旧垃圾桶,改成四类投放点,每个投放点有人",
        "值守,厨余垃圾每天清运三次,其余垃圾每天一次。",
    ),
    ("早稻育秧进棚", "县农技站在两个镇试用工厂化育秧,秧盘码进大棚后自动喷", "水,秧苗二十天可以下田,农户按盘付钱。"),
    (
        "图书馆夜里开门",
        "市图书馆自习区延长开放,读者刷读者证进馆,夜里的座位可以提前一天预",
        "约,爽约三次的读者一周内不能再订座位。",
    ),
    (
        "水价听证会定了",
        "居民水价听证会下月举行,代表二十人,其中消费者代表十二",
        "人,由消费者委员会推荐,水价方案提前公布。",
    ),
    ("东坡学校搬迁", "东坡学校秋季搬进新校舍,旧校舍改作社区活动中心,校车线", "路跟着调整,学校开学前一周试跑校车。"),
    ("菜场装上电子秤", "城南菜场统一换上电子秤,摊主称重后小票带二维", "码,顾客扫码可以查到摊主和菜场的检测结果。"),
    (
        "养老院添床位",
        "市里今年新建养老床位八百张,护理员培训由卫校承",
        "担,护理员结业后到养老院上岗,床位优先给失能老人。",
    ),
    (
        "渡口停航换桥",
        "老渡口停航后,摆渡人转去做护桥员,渡船留在岸边供人参",
        "观,护桥员每天巡查两趟,摆渡的木桨收进展厅。",
    ),
    ("果园扩种脐橙", "果农今冬扩种脐橙三千亩,苗木由合作社统一采", "购,脐橙三年挂果,合作社保底收购。"),
    (
        "公交改走新路",
        "三路公交下月起改走滨江路,沿途增设六个站台,早晚高峰缩短发车间",
        "隔,滨江路站台都装雨棚,公交卡照常优惠。",
    ),
    ("医院分院开诊", "市二医院北区分院开诊,设门诊二十间,夜间急诊由总院医生轮", "流坐诊,分院门诊和总院共用检查结果。"),
    ("古樟挂牌保护", "全市一百二十棵古樟挂上保护牌,树冠下不准堆放杂", "物,古樟由护林员包干,枯枝由林业站修剪。"),
    (
        "体育馆免费开放",
        "市体育馆周末上午免费开放,羽毛球场要在网上约场,每人每周限",
        "一次,约场后不来的停用一个月,体育馆游泳池仍收费。",
    ),
    (
        "窗口延时办事",
        "政务大厅周六上午照常办事,不动产和社保窗口安排双班,群众取号后先到休息",
        "区等候,窗口叫号延时到十二点半。",
    ),
    (
        "防汛沙袋备足",
        "沿江十二个防汛点备足沙袋和水泵,值守人员四班倒,水位超过警戒线就敲",
        "锣通知,低处的住户先转移,沙袋由民兵搬运。",
    ),
    ("旧厂房变展厅", "停产多年的纺纱厂房改成展厅,留下两台纺纱机作展", "品,展厅一楼放纺织画册,二楼租给设计师。"),
    (
        "小区换燃气管",
        "老旧小区燃气管换成金属波纹管,燃气公司分楼栋施工,每户停气不超过四个小",
        "时,换管不收钱,施工前一天贴通知。",
    ),
    ("乡镇通快递", "全县快递进村到户,村里小卖部代收包裹,快递员每天送一", "趟,包裹满三天没人取就打电话,生鲜另走冷链。"),
    ("夜校开班报名", "工会夜校开出十二门课,剪纸和短视频两门最抢", "手,夜校每门课收一百元,剪纸班加开一期。"),
    ("河道清出水草", "清淤船在青溪河清出水草四百吨,河道保洁员沿岸巡", "查,水草运去堆肥,河道水质每月公布。"),
    ("车站改造分期", "汽车站改造分三期,先修候车厅,候车厅封闭期间旅客从东侧临时通", "道进站,汽车站二期再修停车场。"),
    ("老街修缮留旧貌", "老街修缮不拆骑楼,木窗按旧样重做,住户可以回", "迁,骑楼下的铺面先租给老字号。"),
    ("农机补贴先领", "今年农机补贴先申领后验机,收割机每台补到两万", "元,验机由农机站上门,补贴打到农户卡上。"),
    (
        "盲道清障排查",
        "城管队员排查盲道占用,拆掉挡路的石墩二百个,共享单车停放区外",
        "移,盲道断头处今年接通,石墩改成软桩。",
    ),
    ("水库鱼苗放流", "水库放流鱼苗六十万尾,禁渔期到六月底,护渔队夜里乘船", "巡库,垂钓区以外不准下竿,鱼苗多是鲢鳙。"),
]


def _head(day: str, page: str) -> str:
    return f"{PAPER} 2023年5月{day} 第{page}版"


def _whole(title: str, body: str) -> str:
    return f"# {title}\n\n{PAPER}讯(记者/甘一禾) {body}"


def _start(story: int, mark: str, *, glued: bool = False) -> str:
    title, first, _ = STORIES[story]
    return f"# {title}\n\n{PAPER}讯(记者/甘一禾) {first}" + (" " if glued else "\n\n") + mark


def _end(story: int, mark: str, *, title: bool = False, glued: bool = False) -> str:
    name, _, rest = STORIES[story]
    return mark + (" " if glued else "\n\n") + (f"## {name}\n\n" if title else "") + rest


_SHORT = _whole("天晴三日", "气象台预计未来三天晴到多云,早晚温差大。")
# Page files of one issue each: folder name to page number to the page's items.
_LAYOUT: dict[str, dict[str, list[str]]] = {
    "2023-05-09": {  # circled numbers, plain marks
        "01": [_start(0, "▶▶下转02版①"), _start(1, "▶▶下转02版②"), _start(2, "▶ 下转 03版"), _start(3, "(下转第四版)")],
        "02": [_end(1, "◀上接 01版②"), _SHORT, _end(0, "◀上接 01版①")],
        "03": [_SHORT, _end(2, "◀◀上接01版")],
        "04": [_end(3, "(上接第一版)", glued=True), _SHORT],
    },
    "2023-05-10": {  # two unnumbered jumps to the same page
        "A01": [_start(4, "下转A02版"), _start(5, "下转A02版"), _start(6, "下转A03版", glued=True)],
        "A02": [_end(5, "上接A01版", title=True), _end(4, "上接A01版", title=True)],
        "A03": [_end(6, "《《上接A1版》", glued=True)],
    },
    "2023-05-11": {  # halves whose other page is not in the archive, beside whole pairs
        "01": [_start(7, "▶▶下转05版"), _start(9, "▶▶下转02版")],
        "02": [_end(9, "◀◀上接01版"), _end(8, "◀◀上接06版")],
    },
    "2023-05-12": {  # damaged marks
        "01": [_start(10, "▶ 下 转 0 2版"), _start(11, "下转０３版"), _start(12, "▶▶下转04扳"), _start(13, "▶转05")],
        "02": [_end(10, "◀上 接 01 版")],
        "03": [_end(11, "上接O1版")],
        "04": [_end(12, "◀◀上接01板")],
        "05": [_end(13, "◀◀上接01版")],
    },
    "2023-05-13": {  # a wrong or missing page letter
        "A01": [_start(14, "▶▶下转A02版"), _start(15, "▶▶下转3版")],
        "A02": [_end(14, "◀◀上接B01版", title=True)],
        "A03": [_end(15, "◀◀上接A01版")],
    },
    "2023-05-14": {  # circled numbers lost on one side
        "01": [_start(16, "▶▶下转02版①"), _start(17, "▶▶下转02版②"), _start(18, "▶▶下转03版")],
        "02": [_end(17, "◀◀上接01版", title=True), _end(16, "◀◀上接01版", title=True)],
        "03": [_end(18, "◀◀上接01版①")],
    },
    "2023-05-15": {  # jumps between inner pages, and onward
        "01": [_start(19, "▶▶下转04版"), _start(20, "▶▶下转02版")],
        "02": [_end(20, "◀◀上接01版"), _start(21, "▶▶下转03版")],
        "03": [_end(21, "◀◀上接02版"), _start(22, "▶▶下转04版")],
        "04": [_end(22, "◀◀上接03版"), _end(19, "◀◀上接01版")],
    },
    "2023-05-16": {  # the last page stands first in the folder's order
        "01": [_start(23, "▶▶下转08版①"), _start(24, "▶▶下转07版①"), _start(25, "▶▶下转07版②")],
        "07": [_end(25, "◀◀上接01版②"), _end(24, "◀◀上接01版①")],
        "08": [_SHORT, _end(23, "◀◀上接01版①", title=True)],
    },
}
ISSUES: dict[str, dict[str, str]] = {
    folder: {
        number: "\n\n".join([_head(f"{int(folder[-2:])}日", number), *items]) + "\n" for number, items in pages.items()
    }
    for folder, pages in _LAYOUT.items()
}
PAIRS = frozenset(range(len(STORIES))) - {7, 8}
