"""What the chat page says, in each language of the interface.

Owns: the words of head, box, messages, panel and of the page's script. Leaves out: words every page shares
(`labels.py`); what the archive or the answerer says, which is shown as it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from rag.web.language import Language


@dataclass(frozen=True, slots=True)
class ChatTexts:
    """Plain text; `{…}` is filled in where it is used."""

    ask: str
    stop: str
    begin: str
    box: str
    placeholder: str
    welcome: str
    welcome_more: str
    browse: str
    talk: str
    question: str
    answer: str
    question_cut: str
    search_step: str
    compose_step: str
    found: str
    composed: str
    seconds: str
    resolved: str
    to_sources: str
    near: str
    fault: str
    stopped: str
    ask_again: str
    sources: str
    source: str
    source_count: str
    sources_empty: str
    sources_waiting: str
    sources_failed: str
    sources_declined: str
    sources_hint: str
    related: str
    read: str
    close_sources: str
    quotes_gone: str
    copy: str
    copy_answer: str
    copy_references: str
    clip_question: str
    print: str
    print_all: str
    good: str
    bad: str
    why: str
    why_good: str
    why_bad: str
    why_kept: str
    why_send: str
    why_not: str
    voted: str
    not_voted: str
    revise: str
    revising: str
    revising_not: str
    talks: str
    talks_none: str
    talks_where: str
    shut: str
    sure: str
    forget_all: str
    not_reopened: str


_ZH = ChatTexts(
    ask="提问",
    stop="停止",
    begin="新对话",
    box="问题",
    placeholder="写下您的问题",
    welcome="想知道报上怎么说？",
    welcome_more="用平常的话提问。答案都是报纸原话，每句标明哪一天、第几版；报上没有的，就说没有。",
    browse="不想提问，也可以自己翻：",
    talk="对话",
    question="问题",
    answer="回答",
    question_cut="……（共{count}字）",
    search_step="检索",
    compose_step="成文",
    found="检索到{count}篇报道",
    composed="成文{count}句",
    seconds="，用时{seconds:.2f}秒",
    resolved="按“{question}”查找",
    to_sources="引用来源 {count} 篇",
    near="相关但未回答",
    fault="服务器出了差错，没能答完。请稍后再问一次。",
    stopped="已停止，答案不完整。",
    ask_again="问题还在上面，可以改一改再问。",
    sources="引用来源",
    source="来源{numbers}：{title}",
    source_count="{count}篇报道",
    sources_empty="提问以后，答案每句话的出处会列在这里：哪一天的报纸、第几版、原文怎么写。"
    "点答案里的编号，就能找到对应的一条。",
    sources_waiting="正在查找……",
    sources_failed="这一问没有得到答案，也就没有来源。",
    sources_declined="这一问没有引用任何报道。",
    sources_hint="可以换一个说法，或者写上年份、地点、单位的名称再问。",
    related="其他相关报道",
    read="阅读全文",
    close_sources="收起来源",
    quotes_gone="有{count}处引文所在的报道已不在报库里，或者文字已变，这些编号已去掉。",
    copy="复制",
    copy_answer="复制回答",
    copy_references="复制全部引文",
    clip_question="问：{question}",
    print="打印",
    print_all="打印这段对话",
    good="有用",
    bad="没用",
    why="说说原因（可以不填）",
    why_good="这个回答有用",
    why_bad="这个回答没用",
    why_kept="会和这一问一答一起留给本站管理员改进，{days}天后删除。不记录您是谁，请不要写姓名、电话。",
    why_send="提交",
    why_not="取消",
    voted="已记下，谢谢。",
    not_voted="没能记下，请稍后再试。",
    revise="改问题",
    revising="正在修改前面的问题，提问后，它后面的对话会被替换。",
    revising_not="不改了",
    talks="对话记录",
    talks_none="还没有对话。",
    talks_where="对话只保存在这台设备的浏览器里，最多30段。",
    shut="关闭",
    sure="确定删除？",
    forget_all="全部删除",
    not_reopened="这段对话读不出来，没能打开。",
)
_EN = ChatTexts(
    ask="Ask",
    stop="Stop",
    begin="New chat",
    box="Question",
    placeholder="Ask in Chinese",
    welcome="What did the paper say?",
    welcome_more="Ask in Chinese, in everyday words. Answers are the paper’s own sentences, each with its day "
    "and page; what was not printed is not answered.",
    browse="Or leaf through the paper yourself:",
    talk="Conversation",
    question="Question",
    answer="Answer",
    question_cut="… ({count} characters)",
    search_step="Search",
    compose_step="Compose",
    found="Reports found: {count}",
    composed="Sentences: {count}",
    seconds=" in {seconds:.2f} s",
    resolved="Searched as “{question}”",
    to_sources="Sources: {count}",
    near="Related, but no answer",
    fault="Something went wrong on the server and the answer was not finished. Please ask again later.",
    stopped="Stopped; the answer is not complete.",
    ask_again="Your question is still above; change it a little and ask again.",
    sources="Sources",
    source="Source {numbers}: {title}",
    source_count="({count})",
    sources_empty="Once you ask, every sentence’s source is listed here: which day’s paper, which page, "
    "and the words as printed. Press a number in the answer to find its source.",
    sources_waiting="Searching …",
    sources_failed="This question got no answer, so there are no sources.",
    sources_declined="No report was quoted for this question.",
    sources_hint="Try other words, or add a year, a place or the name of an office.",
    related="Other related reports",
    read="Read it all",
    close_sources="Close sources",
    quotes_gone="{count} quotes are no longer in the archive, or not in these words; their numbers were taken out.",
    copy="Copy",
    copy_answer="Copy answer",
    copy_references="Copy references",
    clip_question="Question: {question}",
    print="Print",
    print_all="Print this conversation",
    good="Useful",
    bad="Not useful",
    why="Tell us why (you may leave this empty)",
    why_good="This answer was useful",
    why_bad="This answer was not useful",
    why_kept="Kept with this question and answer for the people who run this site, and deleted after {days} days. "
    "Who you are is not recorded; please write no names or telephone numbers.",
    why_send="Send",
    why_not="Cancel",
    voted="Noted, thank you.",
    not_voted="This could not be noted. Please try again later.",
    revise="Change",
    revising="You are changing an earlier question; what follows it will be replaced.",
    revising_not="Leave it",
    talks="Conversations",
    talks_none="No conversations yet.",
    talks_where="Conversations are kept in this browser on this device alone, at most 30 of them.",
    shut="Close",
    sure="Really delete?",
    forget_all="Delete all",
    not_reopened="This conversation could not be read.",
)
TEXTS = {Language.ZH: _ZH, Language.EN: _EN}
