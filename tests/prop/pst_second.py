"""ambit inspect --second-opinion on PSTs of ambit-corpus: two readers agree on
every message; a store that is broken is told as such, with what libpst says."""

import re
import subprocess

from common import Test, truth

MBOX = b"From a@example.com Mon Jan  1 00:00:00 2024\n\n"


def inspect(test, store, *options):
    return subprocess.run([test.ambit, "inspect", "--second-opinion",
                           *options, store], capture_output=True, text=True)


def counts(lines):
    """What stands in the two columns, by the words before them."""
    return {line[:44].strip(): line[44:].split() for line in lines}


def agree(test):
    provider = test.generate("whole", "--seed", 81, "--bytes", "2M",
                             "--traps", 200, "--format", "pst")
    rows = [r for r in truth(provider) if r["store"] == "alice-pst"]
    done = inspect(test, provider / "alice/mail.pst")
    test.equal((done.returncode, done.stderr), (0, ""), "it says all is well")
    lines = done.stdout.splitlines()
    got = counts(lines)
    test.equal(got["messages"], [str(len(rows))] * 2, "messages of both")
    test.equal(got["that cannot be read"], ["0", "0"], "all can be read")
    recipients = int(got["recipients"][0])
    test.equal(got["attachments without a method"], ["0", str(recipients)],
               "phantoms of libpst: one for each recipient")
    test.equal(lines[-3:], ["libpst came to the end of the store",
                            "libpst takes recipients for attachments without"
                            " a method: counted out",
                            "0 differences: in 0 ambit is right by the bytes,"
                            " 0 need a look; none decides"], "no difference")
    test.check("@" not in done.stdout, "no value of evidence")
    quiet = inspect(test, provider / "alice/mail.pst", "--quiet")
    test.equal((quiet.returncode, quiet.stdout), (0, ""), "--quiet is quiet")
    named = inspect(test, "alice-pst", "--registry",
                    provider / "registry.xml")
    test.equal(named.stdout, done.stdout, "the same by the registry's name")


def lost(test):
    """A row whose message has no node: one less for both, and told."""
    provider = test.generate("lost", "--seed", 81, "--bytes", "2M",
                             "--format", "pst", "--harm", "lost-node")
    rows = [r for r in truth(provider) if r["store"] == "alice-pst"]
    done = inspect(test, provider / "alice/mail.pst")
    got = counts(done.stdout.splitlines())
    test.equal(got["messages"], [str(len(rows) - 1)] * 2, "one is lost")
    test.equal(got["rows of folders without a node"], ["1", "-"],
               "and its row is seen by ambit alone")


def damaged(test):
    """What ambit cannot read and libpst does is a difference, and no more."""
    provider = test.generate("length", "--seed", 81, "--bytes", "2M",
                             "--format", "pst", "--harm", "length")
    lines = inspect(test, provider / "alice/mail.pst").stdout.splitlines()
    got = counts(lines)
    test.equal(got["that cannot be read"], ["1", "0"], "by ambit alone")
    test.check(re.fullmatch(r"nid=\d+ item: ambit a damaged message, libpst a"
                            r" message; look at the bytes: .*", lines[0]),
               "it is told which", lines[0])
    test.check(lines[-1].startswith("1 differences: in 0 ambit is right"),
               "and counted", lines[-1])


def refused(test):
    """What ambit refuses, libpst is asked of all the same."""
    provider = test.generate("overlap", "--seed", 81, "--bytes", "2M",
                             "--format", "pst", "--harm", "overlap")
    store = provider / "alice/mail.pst"
    done = inspect(test, store)
    test.equal(done.returncode, 1, "a store that is refused: exit 1")
    test.check(done.stderr.startswith(f"ambit: {store}: K4 at offset"),
               "by its name and reason", done.stderr)
    got = counts(done.stdout.splitlines())
    test.equal(got["messages"][0], "-", "ambit says nothing")
    test.check(int(got["messages"][1]) > 0, "libpst does")
    data = bytearray(store.read_bytes())
    data[10] = 21  # a version that libpst takes for another kind
    store.write_bytes(data)
    done = inspect(test, store)
    test.equal(done.returncode, 1, "another version is refused")
    plain = test.dir / "mbox"
    plain.write_bytes(MBOX)
    done = inspect(test, plain)
    test.equal((done.returncode, done.stderr),
               (1, f"ambit: {plain}: a second opinion is there on pst and ost"
                   " alone, not on mbox\n"), "of other stores there is none")


def no_store(test):
    """What only bears the name is refused by it, and is no mail either."""
    begin = "no PST or OST begins so"
    for name, data, why in (("no.pst", MBOX, begin),
                            ("bit.PST", b"!BDO" + bytes(1020), begin),
                            ("empty.ost", b"", "shorter than a header")):
        store = test.dir / name
        store.write_bytes(data.ljust(1024 if data else 0, b"\n"))
        for option in ("--second-opinion", "--quiet"):
            done = subprocess.run([test.ambit, "inspect", option, store],
                                  capture_output=True, text=True)
            test.equal((done.returncode, done.stderr),
                       (1, f"ambit: {store}: K2 at offset 0: {why}\n"),
                       f"{name} is refused, {option}")


def main():
    test = Test()
    agree(test)
    lost(test)
    damaged(test)
    refused(test)
    no_store(test)
    test.end()


if __name__ == "__main__":
    main()
