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


_ZH = ChatTexts(
    ask="提问",
    stop="停止",
    begin="新对话",
    box="问题",
    placeholder="输入问题，按回车发送",
    welcome="想知道报上怎么说？",
    welcome_more="用平常的话提问。答案都是报纸原话，每句标明哪一天、第几版；报上没有的，就说没有。",
    talk="对话",
    question="问题",
    answer="回答",
    question_cut="……（共{count}字）",
    search_step="检索",
    compose_step="成文",
    found="检索到{count}篇报道",
    composed="成文{count}句",
    seconds="{seconds:.2f}秒",
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
)
_EN = ChatTexts(
    ask="Ask",
    stop="Stop",
    begin="New conversation",
    box="Question",
    placeholder="Ask in Chinese, then press Enter",
    welcome="What did the paper say?",
    welcome_more="Ask in Chinese, in everyday words. Answers are the paper’s own sentences, each with its day "
    "and page; what was not printed is not answered.",
    talk="Conversation",
    question="Question",
    answer="Answer",
    question_cut="… ({count} characters)",
    search_step="Search",
    compose_step="Compose",
    found="{count} reports found",
    composed="{count} sentences",
    seconds="{seconds:.2f} s",
    resolved="Searched as “{question}”",
    to_sources="Sources: {count}",
    near="Related, but no answer",
    fault="Something went wrong on the server and the answer was not finished. Please ask again later.",
    stopped="Stopped; the answer is not complete.",
    ask_again="Your question is still above; change it a little and ask again.",
    sources="Sources",
    source="Source {numbers}: {title}",
    source_count="{count} reports",
    sources_empty="Once you ask, every sentence’s source is listed here: which day’s paper, which page, "
    "and the words as printed. Press a number in the answer to find its source.",
    sources_waiting="Searching …",
    sources_failed="This question got no answer, so there are no sources.",
    sources_declined="No report was quoted for this question.",
    sources_hint="Try other words, or add a year, a place or the name of an office.",
    related="Other related reports",
    read="Read it all",
    close_sources="Close sources",
)
TEXTS = {Language.ZH: _ZH, Language.EN: _EN}
