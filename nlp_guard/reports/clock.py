"""Times as a reader of the case reads them: in the case's own zone, which is always named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from nlp_guard.records import Investigation, Phrase


@dataclass(frozen=True, slots=True)
class Clock:
    """Writes times in one zone.

    Example:
        >>> from zoneinfo import ZoneInfo
        >>> clock = Clock(ZoneInfo("Asia/Shanghai"))
        >>> at = datetime(2015, 7, 24, 4, 0, tzinfo=UTC)
        >>> clock.stamp(at), clock.time(at), clock.zone_name(at)
        ('2015-07-24 12:00', '12:00', 'Asia/Shanghai (UTC+08:00)')
    """

    zone: tzinfo

    def at(self, moment: datetime) -> datetime:
        """Return the moment in the zone."""
        return moment.astimezone(self.zone)

    def stamp(self, moment: datetime, *, seconds: bool = False) -> str:
        """Write date and time."""
        return (
            f"{self.at(moment):%Y-%m-%d %H:%M:%S}"
            if seconds
            else f"{self.at(moment):%Y-%m-%d %H:%M}"
        )

    def time(self, moment: datetime, *, seconds: bool = False) -> str:
        """Write the time of day."""
        return f"{self.at(moment):%H:%M:%S}" if seconds else f"{self.at(moment):%H:%M}"

    def day(self, moment: datetime) -> Phrase:
        """Name the day.

        Example:
            >>> Clock(UTC).day(datetime(2015, 7, 24, tzinfo=UTC))
            Phrase(zh='7月24日', en='24 July')
        """
        local = self.at(moment)
        return Phrase(
            zh=f"{local.month}月{local.day}日", en=f"{local.day} {_MONTHS[local.month - 1]}"
        )

    def moment(self, moment: datetime) -> Phrase:
        """Name day and minute.

        Example:
            >>> Clock(UTC).moment(datetime(2015, 7, 24, 12, 5, tzinfo=UTC))
            Phrase(zh='7月24日 12:05', en='24 July 12:05')
        """
        day = self.day(moment)
        return Phrase(zh=f"{day.zh} {self.time(moment)}", en=f"{day.en} {self.time(moment)}")

    def stretch(self, start: datetime, end: datetime) -> Phrase:
        """Name a stretch of time; the day once where it is the same."""
        first = self.moment(start)
        if self.at(start).date() == self.at(end).date():
            last = self.time(end)
            return Phrase(zh=f"{first.zh}–{last}", en=f"{first.en}–{last}")
        then = self.moment(end)
        return Phrase(zh=f"{first.zh}–{then.zh}", en=f"{first.en} – {then.en}")

    def zone_name(self, moment: datetime) -> str:
        """Name the zone and its offset at a moment."""
        offset = _offset(self.at(moment))
        key = getattr(self.zone, "key", "")
        return (
            f"{key} (UTC{offset})"
            if key and key != "UTC"
            else f"UTC{offset}".removesuffix("+00:00")
        )


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def clock_of(investigation: Investigation) -> Clock:
    """Return a clock in the zone that most dated records carry; UTC where none is dated."""
    zones = Counter(
        moment.tzinfo for moment in _moments(investigation) if moment.tzinfo is not None
    )
    return Clock(zones.most_common(1)[0][0] if zones else UTC)


def newest(investigation: Investigation) -> datetime | None:
    """Return the time of the newest dated record that was read: what "now" is to the evidence."""
    return max(_moments(investigation), default=None)


def how_long(gap: timedelta) -> Phrase:
    """Say a length of time in its two largest units.

    Example:
        >>> how_long(timedelta(hours=50, minutes=59))
        Phrase(zh='2 天 2 小时', en='2 d 2 h')
        >>> how_long(timedelta(seconds=20))
        Phrase(zh='不到 1 分钟', en='less than 1 min')
    """
    minutes = int(abs(gap).total_seconds() // 60)
    if minutes == 0:
        return Phrase(zh="不到 1 分钟", en="less than 1 min")
    counts = (
        (minutes // 1440, "天", "d"),
        (minutes // 60 % 24, "小时", "h"),
        (minutes % 60, "分钟", "min"),
    )
    first = next(i for i, (n, _, _) in enumerate(counts) if n)
    said = [unit for unit in counts[first : first + 2] if unit[0]]
    return Phrase(
        zh=" ".join(f"{n} {zh}" for n, zh, _ in said),
        en=" ".join(f"{n} {en}" for n, _, en in said),
    )


def seconds(at_s: float) -> str:
    """Write a place in a recording.

    Example:
        >>> seconds(4.2), seconds(3723.94)
        ('0:04.2', '1:02:03.9')
    """
    tenths = int(at_s * 10 + 0.5)
    minutes, tenths = divmod(tenths, 600)
    hours, minutes = divmod(minutes, 60)
    rest = f"{tenths // 10:02d}.{tenths % 10}"
    return f"{hours}:{minutes:02d}:{rest}" if hours else f"{minutes}:{rest}"


def _moments(investigation: Investigation) -> Iterator[datetime]:
    for order in investigation.orders:
        if moment := order.paid_at or order.created_at:
            yield moment
    for detection in investigation.detections:
        for utterance in detection.conversation.utterances:
            if utterance.sent_at:
                yield utterance.sent_at


def _offset(moment: datetime) -> str:
    offset = moment.utcoffset() or timedelta(0)
    sign, minutes = ("-" if offset < timedelta(0) else "+"), abs(offset) // timedelta(minutes=1)
    return f"{sign}{minutes // 60:02d}:{minutes % 60:02d}"
