#!/usr/bin/env python3
"""What a script would do: select by Date with Python's mailbox.
usage: by_date.py mbox|maildir PATH FROM UNTIL"""
import mailbox
import os
import sys
from datetime import datetime
from email.utils import parsedate_to_datetime

kind, path, begin, end = sys.argv[1:]
begin = datetime.fromisoformat(begin.replace("Z", "+00:00"))
end = datetime.fromisoformat(end.replace("Z", "+00:00"))


def maildir():
    """Its folders too: mailbox.Maildir wants new/ and tmp/ in each."""
    for folder, _, names in os.walk(path):
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                yield mailbox.MaildirMessage(file)


found = 0
for message in mailbox.mbox(path) if kind == "mbox" else maildir():
    try:
        at = parsedate_to_datetime(message["Date"])
        if begin <= at < end:
            found += 1
            sys.stdout.write(message.as_string())
    except (TypeError, ValueError):
        pass
print("%d selected" % found, file=sys.stderr)
