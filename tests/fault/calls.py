"""Every system call of a small run fails in turn, in every process.

A fault has one place: process, call, which of its calls. Where a process makes
the same call more often than is worth trying, the first, the last and some
between fail. What is done before main, by the loader, is the loader's.
"""

import errno
import shutil

from small import (CALLS, NAMES, Judge, Small, Undone, before_main, label_of,
                   points, roles, spread, worth)

MOST = 8  # of one call in one process

ERRORS = {
    "openat": ("EIO", "ENOMEM", "EMFILE", "EACCES", "ENOSPC"),
    "openat2": ("EIO", "EMFILE", "EACCES", "ENOSYS"),
    "read": ("EIO", "ENOMEM", "EINTR"),
    "pread64": ("EIO", "ENOMEM", "EINTR"),
    "write": ("EIO", "ENOSPC", "EDQUOT", "EINTR"),
    "pwrite64": ("EIO", "ENOSPC", "EDQUOT", "EINTR"),
    "copy_file_range": ("EIO", "ENOSPC", "ENOSYS", "EINTR"),
    "splice": ("EIO", "ENOMEM", "EINTR", "EINVAL"),
    "sync_file_range": ("EIO", "ENOSYS"),
    "fsync": ("EIO", "ENOSPC", "EDQUOT"),
    "syncfs": ("EIO", "ENOSPC", "ENOSYS"),
    "close": ("EIO", "ENOSPC", "EINTR"),  # is closed, and says so
    "renameat2": ("EIO", "ENOSPC", "EACCES", "ENOSYS"),
    "mkdirat": ("EIO", "ENOSPC", "EDQUOT", "EACCES"),
    "mkdir": ("EIO", "ENOSPC", "EACCES"),
    "unlinkat": ("EIO", "EACCES"),
    "linkat": ("EIO", "EMFILE"),
    "fallocate": ("EIO", "ENOSPC", "ENOSYS", "EINTR"),
    "ftruncate": ("EIO", "ENOSPC"),
    "fchmod": ("EIO", "EACCES"),
    "utimensat": ("EIO", "EACCES"),
    "getdents64": ("EIO", "ENOMEM"),
    "newfstatat": ("EIO", "ENOMEM"),
    "fstat": ("EIO", "ENOMEM"),
    "faccessat2": ("EIO", "EACCES"),
    "lseek": ("EIO",),
    "fcntl": ("EMFILE", "ENOMEM"),
    "flock": ("EIO", "ENOMEM"),
    "dup2": ("EMFILE", "EINTR"),
    "pipe2": ("EMFILE", "ENOMEM"),
    "socketpair": ("EMFILE", "ENOMEM"),
    "sendmsg": ("EIO", "ENOMEM", "EINTR"),
    "recvmsg": ("EIO", "ENOMEM", "EMFILE", "EINTR"),
    "poll": ("EIO", "ENOMEM", "EINTR"),
    "ppoll": ("EIO", "ENOMEM", "EINTR"),
    "wait4": ("EIO", "EINTR"),
    "clone": ("ENOMEM", "EMFILE"),
    "clone3": ("ENOMEM", "EMFILE"),
    "mmap": ("ENOMEM",),
    "mprotect": ("ENOMEM",),
    "madvise": ("EIO", "ENOMEM"),
    "mremap": ("ENOMEM",),
    "getrandom": ("EIO", "ENOSYS", "EINTR"),
    "prctl": ("EACCES", "ENOSYS"),
    "prlimit64": ("EACCES",),
    "seccomp": ("EACCES", "ENOSYS", "ENOMEM"),
    "close_range": ("EMFILE", "ENOSYS"),
    "landlock_create_ruleset": ("EMFILE", "ENOMEM"),
    "landlock_add_rule": ("EACCES", "ENOMEM"),
    "landlock_restrict_self": ("EACCES", "ENOMEM"),
    "capset": ("EACCES",),
    "umask": ("EIO",),
    "getppid": ("EIO",),
}
# What an error of these is, the kernel has done the call all the same.
LATE = ("close",)
# (What the ledger's log holds is moved into the ledger later: that may fail.)
# Without these a package may be lost with the next power cut: no run that saw
# one of them fail has made one.
MUST_HOLD = ("fsync", "syncfs", "renameat2", "pwrite64", "fallocate")


def cases(small, form, only=None):
    calls = points(small, form)
    loader = before_main(small)
    of = roles(calls)
    for (process, nr), n in sorted(worth(calls).items()):
        name = NAMES.get(nr)
        first = 1 + (loader.get(nr, 0) if process == 0 else 0)
        if only and of[process] not in only:
            continue
        for at in spread(first, n, MOST) if first <= n else ():
            for error in ERRORS.get(name, ()):
                yield form, of[process], process, name, at, error


def main():
    small = Small()
    judge = Judge(small)

    def one(case):
        form, role, process, name, at, error = case
        out = small.folder()
        how = "late" if name in LATE else "error"
        run = small.run(small.command(out, form), trip=[
            "-c", str(CALLS[name]), "-p", str(process), "-n", str(at),
            "-a", f"{how}:{getattr(errno, error)}"])
        if not run.struck:
            small.count("not reached")
        else:
            small.count("faults")
            label = f"{error} in the {label_of(role, process, name, at)}"
            if not judge.judge(run, out, form, label):
                pass
            elif error == "EINTR" and run.exit != 6:
                small.complain(run, label, "an interruption is no fault")
            elif error != "EINTR" and name in MUST_HOLD and run.exit != 1:
                if name == "pwrite64" and role == "monitor" and \
                        small.ledger_is_good():
                    small.count("faults that the ledger's log outlives")
                else:
                    small.complain(run, label, "it goes on")
        shutil.rmtree(out)

    todo = list(cases(small, "folder"))
    todo += cases(small, "zip", ("assembler", "signer", "monitor"))
    small.each(one, todo)
    small.end({"faults": 2000})


if __name__ == "__main__":
    try:
        main()
    except Undone as why:
        print(f"skipped: {why}")
