"""An alert in a few lines for people at a desk: what, why, and what to keep in mind."""

from __future__ import annotations

from nlp_guard.records import Alert, Growth, Phrase, Verdict

TITLES = {
    Verdict.EXTORTION: Phrase(zh="疑似敲诈勒索", en="Looks like extortion"),
    Verdict.SUSPICIOUS: Phrase(zh="可疑：请留意", en="Suspicious: keep an eye on it"),
}
GROWTH = {
    Growth.VERDICT: Phrase(zh="首次达到该级别", en="reached this level"),
    Growth.THREAT: Phrase(zh="新的威胁", en="a new threat"),
    Growth.AMOUNT: Phrase(zh="要价提高", en="a higher sum"),
    Growth.RATE: Phrase(zh="抽成提高", en="a higher share"),
    Growth.DEADLINE: Phrase(zh="新的期限", en="a new deadline"),
    Growth.PAYEE: Phrase(zh="新的收款账号", en="a new payee"),
    Growth.RING: Phrase(zh="与其他会话有关联", en="tied to other conversations"),
}
ADVICE = Phrase(
    zh="请勿付款、承诺或争吵；保留全部记录，请对方用文字写明金额、收款账号和期限。由人判断。",
    en="Do not pay, promise or argue; keep everything; ask for sum, payee and deadline in "
    "writing. People decide.",
)


def title(alert: Alert, lang: str) -> str:
    """Return one line: the verdict and how sure it is.

    Probabilities are not certainty: what rounds to 100 % is said to be over 99 %.
    """
    chance = alert.detection.verdict_probability
    percent = ">99" if chance > 0.99 else f"{chance:.0%}".rstrip("%")
    return f"{TITLES[alert.verdict].said_in(lang)} ({percent} %)"


def lines(alert: Alert, lang: str) -> list[str]:
    """Return what is new and why, and what to do; no word of what was said."""
    separator = "、" if lang.startswith("zh") else ", "
    grown = separator.join(GROWTH[growth].said_in(lang) for growth in alert.growth)
    reasons = [f"· {reason.said_in(lang)}" for reason in alert.reasons]
    ring = [", ".join(alert.ring)] if alert.ring else []
    return [grown, *ring, *reasons, ADVICE.said_in(lang)]


def language(alert: Alert) -> str:
    """Return the language in which the desk is written to."""
    return "en" if alert.conversation.lang == "en" else "zh"
