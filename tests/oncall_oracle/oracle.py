#!/usr/bin/env python3
"""Holds `tocsin oncall render` against a second implementation that shares nothing with it.

The other side of the comparison is as simple as it can be: Python's own zone database, one look at the wall clock for every
minute, no formula. Schedules are random, by seed, around days on which a clock is changed.

    oracle.py PATH/TO/tocsin [--seed 1] [--count 62]
"""
import argparse
import json
import random
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

ZONES = """Australia/Lord_Howe Africa/Cairo America/Havana America/Santiago America/Sao_Paulo Pacific/Apia Antarctica/Troll
America/Chicago Asia/Beirut Asia/Amman America/Asuncion Asia/Tehran Asia/Gaza Africa/Casablanca Europe/Warsaw Europe/London
Europe/Dublin Atlantic/Azores America/New_York America/Los_Angeles America/St_Johns America/Scoresbysund America/Nuuk
America/Mexico_City America/Port-au-Prince America/Caracas Pacific/Auckland Pacific/Chatham Pacific/Fiji Pacific/Norfolk
Pacific/Easter Australia/Sydney Australia/Adelaide Asia/Kolkata Asia/Kathmandu Asia/Pyongyang Asia/Damascus Asia/Jerusalem
Europe/Moscow Europe/Istanbul Africa/Windhoek Africa/Khartoum Africa/Juba Asia/Hebron Africa/El_Aaiun Europe/Lisbon America/Denver
America/Halifax America/Tijuana America/Argentina/San_Luis America/Montevideo America/Anchorage America/Adak Pacific/Tongatapu
Pacific/Fakaofo Pacific/Kiritimati Europe/Volgograd Asia/Kamchatka Asia/Ulaanbaatar Africa/Sao_Tome Antarctica/Casey UTC""".split()
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAY = 24 * 60
EPOCH = datetime(1970, 1, 1)


def minutes(naive):
    return int((naive - EPOCH).total_seconds()) // 60


def naive(wall_minutes):
    return EPOCH + timedelta(minutes=wall_minutes)


class Clock:
    """What a zone's wall clocks show in every minute from `begin` to `end` (UTC, minutes since the epoch)."""

    def __init__(self, zone, begin, end):
        self.begin = begin
        info = ZoneInfo(zone)
        self.shown = [minutes(datetime.fromtimestamp(m * 60, info).replace(tzinfo=None)) for m in range(begin, end)]
        self.first_minute = {}
        furthest = self.shown[0] - 1
        for i, shown in enumerate(self.shown):
            while furthest < shown:
                furthest += 1
                self.first_minute[furthest] = begin + i
        # The last minute that shows it; what no minute shows lies in a gap, which has one end for both rules.
        shown_last = {shown: begin + i for i, shown in enumerate(self.shown)}
        self.last_minute = {wall: shown_last.get(wall, minute) for wall, minute in self.first_minute.items()}

    def first(self, wall):
        return self.first_minute.get(wall, self.begin if wall < self.shown[0] else self.begin + len(self.shown))

    def last(self, wall):
        return self.last_minute.get(wall, self.begin if wall < self.shown[0] else self.begin + len(self.shown))


def add_months(start, months):
    month = start.year * 12 + start.month - 1 + months
    year, month = month // 12, month % 12 + 1
    last = ((datetime(year + month // 12, month % 12 + 1, 1)) - timedelta(days=1)).day
    return start.replace(year=year, month=month, day=min(start.day, last))


def handoff_walls(layer):
    start, k = datetime.fromisoformat(layer["start"]), 0
    unit = {"hourly": timedelta(hours=1), "daily": timedelta(days=1), "weekly": timedelta(days=7)}
    while True:
        k += 1
        if layer["rotation"] == "monthly":
            yield minutes(add_months(start, k * layer["every"]))
        else:
            yield minutes(start + k * layer["every"] * unit[layer["rotation"]])


def active_minutes(layer, clock):
    """Whether each minute lies in a window."""
    if "restrict" not in layer:
        return [True] * len(clock.shown)
    out = [False] * len(clock.shown)
    first_day, last_day = min(clock.shown) // DAY - 2, max(clock.shown) // DAY + 2
    for window in layer["restrict"]:
        begin, end = (int(window[k][:2]) * 60 + int(window[k][3:]) for k in ("from", "to"))
        for day in range(first_day, last_day):
            if DAYS[naive(day * DAY).weekday()] not in window["days"]:
                continue
            until = day * DAY + end + (DAY if end <= begin else 0)
            for minute in range(max(clock.first(day * DAY + begin), clock.begin), min(clock.last(until), clock.begin + len(out))):
                out[minute - clock.begin] = True
    return out


def turns(layer, clock):
    """For each minute the number of the turn, or None if nobody is on this layer."""
    active = active_minutes(layer, clock)
    start = clock.first(minutes(datetime.fromisoformat(layer["start"])))
    end = clock.first(minutes(datetime.fromisoformat(layer["until"]))) if "until" in layer else clock.begin + len(active)
    out, number, used = [None] * len(active), 0, False
    walls = handoff_walls(layer)
    following = next(walls)
    for minute in range(start, clock.begin + len(active)):
        i = minute - clock.begin
        if clock.shown[i] >= following:
            number += 1 if used else 0
            used = False
            while clock.shown[i] >= following:
                following = next(walls)
        if active[i]:
            used = True
            if minute < end:
                out[i] = number
    return out


def render(schedule, begin, end):
    lead = min(begin, *(minutes(datetime.fromisoformat(layer["start"])) for layer in schedule["layers"])) - 2 * DAY
    by_layer = []
    for layer in schedule["layers"]:
        clock = Clock(layer.get("time_zone", schedule["time_zone"]), lead, end + 3 * DAY)
        by_layer.append([layer, turns(layer, clock)])
    running, shifts = {}, []
    for minute in range(begin, end):
        now = set()
        for layer, numbers in reversed(by_layer):
            number = numbers[minute - lead]
            if number is None:
                continue
            turn = layer["users"][number % len(layer["users"])]
            now |= {(person, layer["id"], number) for person in (turn if isinstance(turn, list) else [turn])}
            if schedule["combine"] == "layers":
                break
        for key in [k for k in running if k not in now]:
            shifts.append((running.pop(key), minute, key[0], key[1]))
        for key in now:
            running.setdefault(key, minute)
    shifts += [(start, end, key[0], key[1]) for key, start in running.items()]
    return sorted(shifts)


def some_change(dice, zone):
    """A day on which the zone's clock is changed, between 2007 and 2036; any day if it never is."""
    info = ZoneInfo(zone)
    year = dice.randint(2007, 2036)
    days = [datetime(year, 1, 1) + timedelta(days=d) for d in range(366)]
    changes = [d for d in days if d.replace(tzinfo=info).utcoffset() != (d + timedelta(days=1)).replace(tzinfo=info).utcoffset()]
    return dice.choice(changes or days)


def some_layer(dice, number, people, change):
    rotation = dice.choice(["hourly", "hourly", "daily", "daily", "weekly", "monthly"])
    ago = {"hourly": 6, "daily": 12, "weekly": 20, "monthly": 65}[rotation]
    start = change - timedelta(days=dice.randint(0, ago)) + timedelta(minutes=15 * dice.randint(0, 95))
    layer = {"id": f"l{number}", "rotation": rotation, "every": dice.choice([1, 1, 2, 3, 5]), "start": start.isoformat(timespec="minutes")}
    layer["users"] = [dice.sample(people, 2) if dice.random() < 0.2 else dice.choice(people) for _ in range(dice.randint(1, 5))]
    if dice.random() < 0.25:
        layer["until"] = (start + timedelta(minutes=30 * dice.randint(1, 1000))).isoformat(timespec="minutes")
    if dice.random() < 0.5:
        layer["restrict"] = []
        for _ in range(dice.randint(1, 2)):
            begin, end = (f"{m // 60:02}:{m % 60:02}" for m in (30 * dice.randint(0, 47), 30 * dice.randint(0, 47)))
            layer["restrict"].append({"days": dice.sample(DAYS, dice.randint(1, 7)), "from": begin, "to": begin if dice.random() < 0.2 else end})
    if dice.random() < 0.2:
        layer["time_zone"] = dice.choice(ZONES)
    return layer


def some_file(seed):
    dice = random.Random(seed)
    # Each zone has its turn.
    zone = ZONES[seed % len(ZONES)]
    change = some_change(dice, zone)
    people = [f"p{n}" for n in range(6)]
    schedule = {"id": "s", "time_zone": zone, "combine": dice.choice(["layers", "union"])}
    schedule["layers"] = [some_layer(dice, n, people, change) for n in range(dice.randint(1, 3))]
    begin = minutes(change) - dice.randint(0, 3) * DAY
    return {"people": [{"id": p} for p in people], "schedules": [schedule]}, begin, begin + dice.randint(3, 9) * DAY


def rendered(tocsin, path, begin, end):
    def at(minute):
        return naive(minute).isoformat() + "Z"

    command = [tocsin, "oncall", "render", "--oncall-file", path, "--from", at(begin), "--to", at(end), "-o", "json"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        raise SystemExit(f"{' '.join(command)}\n{run.stderr}")

    def minute(text):
        return minutes(datetime.fromisoformat(text).astimezone(timezone.utc).replace(tzinfo=None))

    return sorted((minute(s["from"]), minute(s["until"]), s["person"], s["layer"]) for s in json.loads(run.stdout)["shifts"])


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("tocsin")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--count", type=int, default=len(ZONES))
    asked = options.parse_args()
    shifts = 0
    for seed in range(asked.seed, asked.seed + asked.count):
        file, begin, end = some_file(seed)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "oncall.yaml"
            path.write_text(json.dumps(file))
            ours, theirs = rendered(asked.tocsin, str(path), begin, end), render(file["schedules"][0], begin, end)
        shifts += len(theirs)
        if ours == theirs:
            continue
        print(f"seed {seed}: {json.dumps(file['schedules'][0])}")
        for name, only in (("tocsin", set(ours) - set(theirs)), ("oracle", set(theirs) - set(ours))):
            for start, until, person, layer in sorted(only)[:10]:
                print(f"  {name} alone: {naive(start)}Z to {naive(until)}Z {person} {layer}")
        return 1
    print(f"{asked.count} schedules, {shifts} shifts: the same")
    return 0


if __name__ == "__main__":
    sys.exit(main())
