#include "check.h"
#include "rebuilt.h"

struct row {
	const char *name, *script, *eml;
};

#define X10  "xxxxxxxxxx"
#define X100 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10

/* pst.md 14.4: attachments by their method. */
static const struct row rows[] = {
	{ "14.4: by value, with a type and a name",
	    MAIL_TEXT "A\n"
		      "3701 b abc\n"
		      "3704 u SHORT.TXT\n"
		      "3705 i 1\n"
		      "3707 u long name.txt\n"
		      "370e u text/csv\n"
		      ".\n",
	    BEGUN TYPE "text/csv\n" BIT7 ATTACHED "=\"long name.txt\"\n"
		       "\n"
		       "abc\n"
		       "--=_A--\n" },
	{ "14.4: by value, with a short name and no type",
	    MAIL_TEXT "A\n"
		      "3701 b abc\n"
		      "3704 u SHORT.TXT\n"
		      "3705 i 1\n"
		      ".\n",
	    BEGUN TYPE "application/octet-stream\n" BIT7 ATTACHED
		       "=\"SHORT.TXT\"\n"
		       "\n"
		       "abc\n"
		       "--=_A--\n" },
	{ "14.4: by value, with no name",
	    MAIL_TEXT "A\n"
		      "3701 b a\n"
		      "3705 i 1\n"
		      ".\n"
		      "A\n"
		      "3701 b b\n"
		      "3705 i 1\n"
		      ".\n",
	    BEGUN TYPE "application/octet-stream\n" NUMBER_1 "a\n"
		       "--=_A\n" TYPE "application/octet-stream\n" BIT7 ATTACHED
		       "=\"attachment-2\"\n"
		       "\n"
		       "b\n"
		       "--=_A--\n" },
	{ "14.4: a type that is no token/token",
	    MAIL_TEXT "A\n"
		      "3701 b a\n"
		      "3705 i 1\n"
		      "370e u text/plain; x=\"y\"%u000d%u000aBcc: a\n"
		      ".\n",
	    BEGUN TYPE "application/octet-stream\n" NUMBER_1 "a\n"
		       "--=_A--\n" },
	{ "14.4: a type that would have parts",
	    MAIL_TEXT "A\n"
		      "3701 b a\n"
		      "3705 i 1\n"
		      "370e u Multipart/mixed\n"
		      ".\n"
		      "A\n"
		      "3701 b a\n"
		      "3705 i 1\n"
		      "370e u message/rfc822\n"
		      ".\n",
	    BEGUN TYPE "application/octet-stream\n" NUMBER_1 "a\n"
		       "--=_A\n" TYPE "application/octet-stream\n" BIT7 ATTACHED
		       "=\"attachment-2\"\n"
		       "\n"
		       "a\n"
		       "--=_A--\n" },
	{ "14.4: a name that is no ASCII",
	    MAIL_TEXT "A\n"
		      "3701 b a\n"
		      "3705 i 1\n"
		      "3707 u \303\234bersicht 1.txt\n"
		      ".\n",
	    BEGUN TYPE "application/octet-stream\n" BIT7 ATTACHED
		       "*=UTF-8''%C3%9Cbersicht%201.txt\n"
		       "\n"
		       "a\n"
		       "--=_A--\n" },
	{ "14.4: a name longer than a line",
	    MAIL_TEXT "A\n"
		      "3701 b a\n"
		      "3705 i 1\n"
		      "3707 u " X100 X100 X100 X100 X100 X100 X100 "\n"
		      ".\n",
	    BEGUN TYPE "application/octet-stream\n" BIT7 ATTACHED
		       "*0*=UTF-8''" X100 X100 X100 X100 X100 X100 ";\n"
		       "\tfilename*1*=" X100 "\n"
		       "\n"
		       "a\n"
		       "--=_A--\n" },
	{ "14.4: no name can leave its line, or its quotes",
	    MAIL_TEXT "A\n"
		      "3701 b a\n"
		      "3705 i 1\n"
		      "3707 u a%u000d%u000aX: y\n"
		      ".\n"
		      "A\n"
		      "3701 b a\n"
		      "3705 i 1\n"
		      "3707 u a\"; x=\"\\\n"
		      ".\n",
	    BEGUN TYPE "application/octet-stream\n" BIT7 ATTACHED
		       "*=UTF-8''a%EF%BF%BD%EF%BF%BDX%3A%20y\n"
		       "\n"
		       "a\n"
		       "--=_A\n" TYPE "application/octet-stream\n" BIT7 ATTACHED
		       "=\"a\\\"; x=\\\"\\\\\"\n"
		       "\n"
		       "a\n"
		       "--=_A--\n" },
	{ "14.4: a path is a name, and is followed by nobody",
	    MAIL_TEXT "A\n"
		      "3701 b a\n"
		      "3705 i 1\n"
		      "3707 u ../../etc/passwd\n"
		      ".\n",
	    BEGUN TYPE "application/octet-stream\n" BIT7 ATTACHED
		       "=\"../../etc/passwd\"\n"
		       "\n"
		       "a\n"
		       "--=_A--\n" },
	{ "14.4: bytes that are no text",
	    MAIL_TEXT "A\n"
		      "3701 x 00ff0d0a\n"
		      "3705 i 1\n"
		      ".\n",
	    BEGUN TYPE "application/octet-stream\n" BASE64 ATTACHED
		       "=\"attachment-1\"\n"
		       "\n"
		       "AP8NCg==\n"
		       "--=_A--\n" },
	{ "14.4: an empty file is no flaw",
	    MAIL_TEXT "A\n"
		      "3701 b \n"
		      "3705 i 1\n"
		      ".\n",
	    BEGUN TYPE "application/octet-stream\n" NUMBER_1 "\n"
		       "--=_A--\n" },
	{ "14.4: by value, and no value",
	    MAIL_TEXT "A\n"
		      "3705 i 1\n"
		      "3707 u a.txt\n"
		      ".\n",
	    "flaw attachments\n" BEGUN TYPE
	    "application/octet-stream\n" BIT7 ATTACHED "=\"a.txt\"\n"
	    "\n"
	    "\n"
	    "--=_A--\n" },
	{ "14.4: by no method",
	    MAIL_TEXT "A\n"
		      "3705 i 0\n"
		      ".\n",
	    "flaw attachments\n" BEGUN TYPE
	    "application/octet-stream\n" NUMBER_1 "\n"
	    "--=_A--\n" },
	{ "14.4: by a method that nobody knows",
	    MAIL_TEXT "A\n"
		      "3701 b a\n"
		      "3705 i 9\n"
		      ".\n",
	    "flaw attachments\n" BEGUN TYPE
	    "application/octet-stream\n" NUMBER_1 "a\n"
	    "--=_A--\n" },
	{ "14.4: by value, and an object",
	    MAIL_TEXT "A\n"
		      "3701 o a\n"
		      "3705 i 1\n"
		      ".\n",
	    "flaw attachments\n" BEGUN TYPE
	    "application/octet-stream\n" NUMBER_1 "a\n"
	    "--=_A--\n" },
	{ "14.4: an OLE object",
	    MAIL_TEXT "A\n"
		      "3701 o abc\n"
		      "3705 i 6\n"
		      "3707 u chart\n"
		      "370e u image/png\n"
		      ".\n",
	    BEGUN TYPE "application/octet-stream\n" BIT7 ATTACHED "=\"chart\"\n"
		       "\n"
		       "abc\n"
		       "--=_A--\n" },
	{ "14.4: by reference, never followed",
	    MAIL_TEXT "A\n"
		      "3705 i 2\n"
		      "3707 u plan.doc\n"
		      "3708 u C:\\PLAN~1.DOC\n"
		      "370d u \\\\srv\\plan.doc\n"
		      ".\n"
		      "A\n"
		      "3705 i 3\n"
		      "3708 u C:\\A\n"
		      ".\n"
		      "A\n"
		      "3705 i 4\n"
		      ".\n"
		      "A\n"
		      "3705 i 7\n"
		      "370d u https://example.org/\303\244\n"
		      ".\n",
	    "flaw reference\n" BEGUN TYPE
	    "text/plain; charset=utf-8\n" BIT7 ATTACHED "=\"plan.doc\"\n"
	    "\n"
	    "\\\\srv\\plan.doc\n"
	    "--=_A\n" TYPE "text/plain; charset=utf-8\n" BIT7 ATTACHED
	    "=\"attachment-2\"\n"
	    "\n"
	    "C:\\A\n"
	    "--=_A\n" TYPE "text/plain; charset=utf-8\n" BIT7 ATTACHED
	    "=\"attachment-3\"\n"
	    "\n"
	    "\n"
	    "--=_A\n" TYPE "text/plain; charset=utf-8\n" BASE64 ATTACHED
	    "=\"attachment-4\"\n"
	    "\n"
	    "aHR0cHM6Ly9leGFtcGxlLm9yZy/DpA==\n"
	    "--=_A--\n" },
	{ "14.4: by reference, and bytes all the same",
	    MAIL_TEXT "A\n"
		      "3701 b a\n"
		      "3705 i 2\n"
		      "3708 u C:\\A\n"
		      ".\n",
	    "flaw attachments\n"
	    "flaw reference\n" BEGUN TYPE "text/plain; charset=utf-8\n" NUMBER_1
	    "C:\\A\n"
	    "--=_A--\n" },
	{ "14.4: a message within, and one within that",
	    MAIL_TEXT "A\n"
		      "3001 u x\n"
		      "3705 i 5\n"
		      "M\n" MAIL "0037 u In\n"
		      "1000 u \303\244\n"
		      "A\n"
		      "3705 i 5\n"
		      "M\n" MAIL "0037 u Inmost\n"
		      ".\n"
		      ".\n"
		      ".\n"
		      ".\n",
	    BEGUN TYPE "message/rfc822\n" NUMBER_1 "Subject: In\n" REBUILT TYPE
		       "multipart/mixed;\n"
		       "\tboundary=\"=_B\"\n" BIT7 "\n"
		       "--=_B\n" TYPE "text/plain; charset=utf-8\n" BASE64 "\n"
		       "w6Q=\n"
		       "--=_B\n" TYPE "message/rfc822\n" NUMBER_1
		       "Subject: Inmost\n" REBUILT EMPTY "\n"
		       "--=_B--\n"
		       "\n"
		       "--=_A--\n" },
	{ "14.4: a message within that is not there",
	    MAIL_TEXT "A\n"
		      "3705 i 5\n"
		      ".\n",
	    "flaw attachments\n" BEGUN TYPE
	    "application/octet-stream\n" NUMBER_1 "\n"
	    "--=_A--\n" },
	{ "14.4: what HTML shows stands with it",
	    MAIL "1013 b <img src=cid:a@b>\n"
		 "A\n"
		 "3701 b a\n"
		 "3705 i 1\n"
		 "3712 u a@b\n"
		 "3714 i 4\n"
		 ".\n"
		 "A\n"
		 "3701 b b\n"
		 "3705 i 1\n"
		 ".\n",
	    REBUILT MIXED
	    "--=_A\n" TYPE "multipart/related; type=\"text/html\";\n"
	    "\tboundary=\"=_B\"\n" BIT7 "\n"
	    "--=_B\n" TYPE "text/html\n" BIT7 "\n"
	    "<img src=cid:a@b>\n"
	    "--=_B\n" TYPE "application/octet-stream\n" BIT7
	    "Content-Disposition: inline;\n"
	    "\tfilename=\"attachment-1\"\n"
	    "Content-ID: <a@b>\n"
	    "\n"
	    "a\n"
	    "--=_B--\n"
	    "--=_A\n" TYPE "application/octet-stream\n" BIT7 ATTACHED
	    "=\"attachment-2\"\n"
	    "\n"
	    "b\n"
	    "--=_A--\n" },
	{ "14.4: and beside both forms of the body",
	    MAIL "1000 u a\n"
		 "1013 b <p>\n"
		 "A\n"
		 "3701 b a\n"
		 "3705 i 1\n"
		 "3712 u <a@b>\n"
		 "3714 i 5\n"
		 ".\n",
	    REBUILT TYPE "multipart/related; type=\"multipart/alternative\";\n"
			 "\tboundary=\"=_A\"\n" BIT7 "\n"
			 "--=_A\n" TYPE "multipart/alternative;\n"
			 "\tboundary=\"=_B\"\n" BIT7 "\n"
			 "--=_B\n" TEXT "a\n"
			 "--=_B\n" TYPE "text/html\n" BIT7 "\n"
			 "<p>\n"
			 "--=_B--\n"
			 "--=_A\n" TYPE "application/octet-stream\n" BIT7
			 "Content-Disposition: inline;\n"
			 "\tfilename=\"attachment-1\"\n"
			 "Content-ID: <a@b>\n"
			 "\n"
			 "a\n"
			 "--=_A--\n" },
	{ "14.4: what would be shown, and no body",
	    MAIL "A\n"
		 "3701 b a\n"
		 "3705 i 1\n"
		 "3712 u a@b\n"
		 "3714 i 4\n"
		 ".\n",
	    REBUILT TYPE "application/octet-stream\n" BIT7
			 "Content-Disposition: inline;\n"
			 "\tfilename=\"attachment-1\"\n"
			 "Content-ID: <a@b>\n"
			 "\n"
			 "a" },
	{ "14.4: no content id can leave its line",
	    MAIL "1013 b <p>\n"
		 "A\n"
		 "3701 b a\n"
		 "3705 i 1\n"
		 "3712 u a@b>%u000d%u000aX: <y\n"
		 "3714 i 4\n"
		 ".\n",
	    "flaw encoding\n" REBUILT TYPE
	    "multipart/related; type=\"text/html\";\n"
	    "\tboundary=\"=_A\"\n" BIT7 "\n"
	    "--=_A\n" TYPE "text/html\n" BIT7 "\n"
	    "<p>\n"
	    "--=_A\n" TYPE "application/octet-stream\n" BIT7
	    "Content-Disposition: inline;\n"
	    "\tfilename=\"attachment-1\"\n"
	    "\n"
	    "a\n"
	    "--=_A--\n" },
	{ "14.4: one attachment and no body is the message",
	    MAIL "A\n"
		 "3701 b a\n"
		 "3705 i 1\n"
		 "3707 u a.txt\n"
		 "370e u text/plain\n"
		 ".\n",
	    REBUILT TYPE "text/plain\n" BIT7 ATTACHED "=\"a.txt\"\n"
			 "\n"
			 "a" },
};

static void
it_is_rebuilt_so(void **state)
{
	const struct row *row = *state;

	assert_string_equal(rebuilt_shown(row->script, 65536), row->eml);
	assert_string_equal(rebuilt_shown(row->script, 1), row->eml);
}

int
main(void)
{
	struct CMUnitTest tests[COUNT(rows)];

	for (size_t i = 0; i < COUNT(rows); i++)
		tests[i] = (struct CMUnitTest){ rows[i].name, it_is_rebuilt_so,
			NULL, NULL, (void *)(uintptr_t)&rows[i] };
	return cmocka_run_group_tests_name("rebuild_attach", tests, NULL, NULL);
}
