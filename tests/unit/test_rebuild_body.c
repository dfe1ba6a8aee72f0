#include "check.h"
#include "rebuilt.h"

struct row {
	const char *name, *script, *eml;
};

/* pst.md 14.3, 14.5, 14.6: the forms of a body, and how it is encoded. */
static const struct row rows[] = {
	{ "14.3: text as UTF-8", MAIL "1000 u Gr\303\274\303\237e\n",
	    REBUILT TYPE "text/plain; charset=utf-8\n" BASE64 "\n"
			 "R3LDvMOfZQ==\n" },
	{ "14.3: text that is ASCII leaves as it is",
	    MAIL "1000 u a%u000d%u000ab%u000d%u000a\n",
	    REBUILT TEXT "a\n"
			 "b\n" },
	{ "14.3: an empty body is none", MAIL "1000 u \n", REBUILT EMPTY },
	{ "14.3: text and HTML are alternatives",
	    MAIL "1000 u a\n"
		 "1013 b <b>a</b>\n",
	    REBUILT TYPE "multipart/alternative;\n"
			 "\tboundary=\"=_A\"\n" BIT7 "\n"
			 "--=_A\n" TEXT "a\n"
			 "--=_A\n" TYPE "text/html\n" BIT7 "\n"
			 "<b>a</b>\n"
			 "--=_A--\n" },
	{ "14.3: HTML in the charset of the item, as stored",
	    MAIL "1013 b <b>%e4</b>\n"
		 "3fde i 1252\n",
	    REBUILT TYPE "text/html; charset=windows-1252\n" BASE64 "\n"
			 "PGI+5DwvYj4=\n" },
	{ "14.3: HTML in a charset without a name",
	    MAIL "1013 b <b>a</b>\n"
		 "3fde i 12345\n",
	    REBUILT TYPE "text/html\n" BIT7 "\n"
			 "<b>a</b>" },
	{ "14.3: HTML that is stored as a string",
	    MAIL "1013 u <b>\303\244</b>\n"
		 "3fde i 1252\n",
	    REBUILT TYPE "text/html; charset=utf-8\n" BASE64 "\n"
			 "PGI+w6Q8L2I+\n" },
	{ "14.3: RTF is kept",
	    MAIL "1009 x 15000000090000004d454c41000000007b5c7274663120617d\n",
	    REBUILT TYPE "application/rtf\n" BIT7 ATTACHED "=\"body.rtf\"\n"
			 "\n"
			 "{\\rtf1 a}" },
	{ "14.3: HTML is taken out of RTF where there is none",
	    MAIL "1000 u a\n"
		 "1009 x "
		 "60000000540000004d454c41000000007b5c727466315c616e73695c66726"
		 "f6d68746d6c317b5c2a5c68746d6c7461673634203c703e7d5c68746d6c72"
		 "746620785c68746d6c7274663020615c2765347b5c2a5c68746d6c7461673"
		 "732203c2f703e7d7d\n",
	    REBUILT MIXED
	    "--=_A\n" TYPE "multipart/alternative;\n"
	    "\tboundary=\"=_B\"\n" BIT7 "\n"
	    "--=_B\n" TEXT "a\n"
	    "--=_B\n" TYPE "text/html; charset=utf-8\n" BASE64 "\n"
	    "PHA+YcOkPC9wPg==\n"
	    "--=_B--\n"
	    "--=_A\n" TYPE "application/rtf\n" BIT7 ATTACHED "=\"body.rtf\"\n"
	    "\n"
	    "{\\rtf1\\ansi\\fromhtml1{\\*\\htmltag64 <p>}\\htmlrtf x\\htmlrtf0 "
	    "a\\'e4{\\*\\htmltag72 </p>}}\n"
	    "--=_A--\n" },
	{ "14.3: and is not where there is some",
	    MAIL "1009 x "
		 "60000000540000004d454c41000000007b5c727466315c616e73695c66726"
		 "f6d68746d6c317b5c2a5c68746d6c7461673634203c703e7d5c68746d6c72"
		 "746620785c68746d6c7274663020615c2765347b5c2a5c68746d6c7461673"
		 "732203c2f703e7d7d\n"
		 "1013 b <b>a</b>\n",
	    REBUILT MIXED
	    "--=_A\n" TYPE "text/html\n" BIT7 "\n"
	    "<b>a</b>\n"
	    "--=_A\n" TYPE "application/rtf\n" BIT7 ATTACHED "=\"body.rtf\"\n"
	    "\n"
	    "{\\rtf1\\ansi\\fromhtml1{\\*\\htmltag64 <p>}\\htmlrtf x\\htmlrtf0 "
	    "a\\'e4{\\*\\htmltag72 </p>}}\n"
	    "--=_A--\n" },
	{ "14.3: text is taken out of RTF where there is none",
	    MAIL "1009 x "
		 "290000001d0000004d454c41000000007b5c727466315c616e73695c66726"
		 "f6d7465787420615c70617220627d\n",
	    REBUILT MIXED "--=_A\n" TEXT "a\n"
			  "b\n"
			  "--=_A\n" TYPE "application/rtf\n" BIT7 ATTACHED
			  "=\"body.rtf\"\n"
			  "\n"
			  "{\\rtf1\\ansi\\fromtext a\\par b}\n"
			  "--=_A--\n" },
	{ "14.3: RTF that does not unfold is damage",
	    MAIL "1000 u a\n"
		 "1009 x 15000000090000004d454c41010000007b5c7274663120617d\n",
	    "flaw lost\n" REBUILT TEXT "a" },
	{ "14.3: a body that is no text is a flaw", MAIL "1000 i 7\n",
	    "flaw property\n" REBUILT EMPTY },
	{ "14.5: a bare LF is encoded", MAIL "1000 u a%u000ab\n",
	    REBUILT TYPE "text/plain; charset=utf-8\n" BASE64 "\n"
			 "YQpi\n" },
	{ "14.5: a bare CR is encoded", MAIL "1000 u a%u000db\n",
	    REBUILT TYPE "text/plain; charset=utf-8\n" BASE64 "\n"
			 "YQ1i\n" },
	{ "14.5: a CR at the end is encoded", MAIL "1000 u a%u000d\n",
	    REBUILT TYPE "text/plain; charset=utf-8\n" BASE64 "\n"
			 "YQ0=\n" },
	{ "14.5: a NUL is encoded", MAIL "1000 u a%u0000b\n",
	    REBUILT TYPE "text/plain; charset=utf-8\n" BASE64 "\n"
			 "YQBi\n" },
	{ "14.5: 57 bytes are a line of base64, and 58 are two",
	    MAIL "1000 u "
		 "\303\244xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxx\n",
	    REBUILT TYPE "text/plain; charset=utf-8\n" BASE64 "\n"
			 "w6R4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4e"
			 "Hh4eHh4eHh4eHh4eHh4eHh4\n"
			 "eA==\n" },
	{ "14.6: a line that begins as a boundary does is encoded",
	    MAIL "1000 u a%u000d%u000a--=_b\n",
	    REBUILT TYPE "text/plain; charset=utf-8\n" BASE64 "\n"
			 "YQ0KLS09X2I=\n" },
	{ "14.6: within a line it does not",
	    MAIL "1000 u a%u000d%u000a --=_b\n",
	    REBUILT TEXT "a\n"
			 " --=_b" },
	{ "14.8: a class that is none of ours has its properties",
	    "001a u IPM.Foo\n"
	    "1000 u a\n",
	    REBUILT MIXED "--=_A\n" TEXT "a\n"
			  "--=_A\n" TYPE
			  "text/plain; charset=utf-8\n" BIT7 ATTACHED
			  "=\"properties.txt\"\n"
			  "\n"
			  "001a001f = IPM.Foo\n"
			  "1000001f = a\n"
			  "\n"
			  "--=_A--\n" },
	{ "14.8: a note is text",
	    "001a u IPM.StickyNote\n"
	    "1000 u a\n",
	    REBUILT TEXT "a" },
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
	return cmocka_run_group_tests_name("rebuild_body", tests, NULL, NULL);
}
