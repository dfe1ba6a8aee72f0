#include "check.h"
#include "rebuilt.h"

struct row {
	const char *name, *script, *eml;
};

/* pst.md 14.1 and 14.2: what the header is made of. */
static const struct row rows[] = {
	{ "14.1: a message of nothing", MAIL, REBUILT EMPTY },
	{ "14.1: the stored fields are kept, byte for byte and in order, but "
	  "for the frame's",
	    MAIL "0037 u Other\n"
		 "007d u Received: from a by b;%u000d%u000a\tMon, 1 Mar 2021 "
		 "10:00:00 +0100%u000d%u000aFROM:  Ann "
		 "<ann@example.org>%u000d%u000aMIME-Version: 1.0 "
		 "(x)%u000d%u000aX-Y: =?utf-8?q?a?=%u000d%u000a" TYPE
		 "text/plain;%u000d%u000a charset=x%u000d%u000asubject: "
		 "Hi%u000d%u000a%u000d%u000a\n",
	    "Received: from a by b;\n"
	    "\tMon, 1 Mar 2021 10:00:00 +0100\n"
	    "FROM:  Ann <ann@example.org>\n"
	    "X-Y: =?utf-8?q?a?=\n"
	    "subject: Hi\n" REBUILT EMPTY },
	{ "14.1: what the stored fields lack comes from properties, in one "
	  "order",
	    MAIL "0037 u Hi\n"
		 "0039 t 132591744000000000\n"
		 "0042 u Ann\n"
		 "0064 u SMTP\n"
		 "0065 u ann@example.org\n"
		 "007d u Received: from a by b; Mon, 1 Mar 2021 10:00:00 "
		 "+0100%u000d%u000a\n"
		 "0c1a u Sue\n"
		 "0c1e u SMTP\n"
		 "0c1f u sue@example.org\n"
		 "1035 u <1@example.org>\n"
		 "1039 u <2@example.org> <3@example.org>\n"
		 "1042 u <3@example.org>\n"
		 "R\n"
		 "0c15 i 2\n"
		 "3001 u Cy\n"
		 "39fe u cy@example.org\n"
		 ".\n"
		 "R\n"
		 "0c15 i 1\n"
		 "3001 u Bo\n"
		 "39fe u bo@example.org\n"
		 ".\n"
		 "R\n"
		 "0c15 i 3\n"
		 "39fe u dee@example.org\n"
		 ".\n"
		 "R\n"
		 "0c15 i 0x10000001\n"
		 "39fe u eve@example.org\n"
		 ".\n",
	    "Received: from a by b; Mon, 1 Mar 2021 10:00:00 +0100\n"
	    "From: \"Ann\" <ann@example.org>\n"
	    "Sender: \"Sue\" <sue@example.org>\n"
	    "To: \"Bo\" <bo@example.org>,\n"
	    " <eve@example.org>\n"
	    "Cc: \"Cy\" <cy@example.org>\n"
	    "Bcc: <dee@example.org>\n"
	    "Subject: Hi\n"
	    "Date: Tue, 2 Mar 2021 16:00:00 +0000\n"
	    "Message-ID: <1@example.org>\n"
	    "In-Reply-To: <3@example.org>\n"
	    "References: <2@example.org>\n"
	    " <3@example.org>\n" REBUILT EMPTY },
	{ "14.1: a date that is not set, or of no year of mail",
	    MAIL "0039 t 0x0cb34557a3dd4000\n", REBUILT EMPTY },
	{ "14.1: the last instant before 1970",
	    MAIL "0039 t 116444735999999999\n", REBUILT EMPTY },
	{ "14.1: the first instant of 1970, and what is finer than a second",
	    MAIL "0039 t 116444736009999999\n",
	    "Date: Thu, 1 Jan 1970 00:00:00 +0000\n" REBUILT EMPTY },
	{ "14.1: Exchange's title of a header is no field",
	    MAIL "007d u Microsoft Mail Internet Headers Version "
		 "2.0%u000d%u000aSubject: a%u000d%u000a\n",
	    "Subject: a\n" REBUILT EMPTY },
	{ "14.1: a header of bare LF, without the last",
	    MAIL "007d s Subject: a%0aTo: b@example.org\n",
	    "Subject: a\n"
	    "To: b@example.org\n" REBUILT EMPTY },
	{ "14.1: a header that is no ASCII goes in whole",
	    MAIL "0037 u Hi\n"
		 "007d u Subject: Gr\303\274\303\237e%u000d%u000a\n",
	    "Subject: Hi\n" REBUILT TYPE
	    "text/plain; charset=utf-8\n" BASE64 ATTACHED "=\"headers.txt\"\n"
	    "\n"
	    "U3ViamVjdDogR3LDvMOfZQ0K\n" },
	{ "14.1: a header with a flaw goes in whole",
	    MAIL "0037 u Hi\n"
		 "007d u Subject: a%u000d%u000ano field%u000d%u000a\n",
	    "Subject: Hi\n" REBUILT TYPE
	    "text/plain; charset=utf-8\n" BIT7 ATTACHED "=\"headers.txt\"\n"
	    "\n"
	    "Subject: a\n"
	    "no field\n" },
	{ "14.1: a header with a field twice goes in whole (H1)",
	    MAIL "0037 u Hi\n"
		 "007d u Subject: a%u000d%u000aSubject: b%u000d%u000a\n",
	    "Subject: Hi\n" REBUILT TYPE
	    "text/plain; charset=utf-8\n" BIT7 ATTACHED "=\"headers.txt\"\n"
	    "\n"
	    "Subject: a\n"
	    "Subject: b\n" },
	{ "14.1: a header with a bare CR goes in whole (H2)",
	    MAIL "0037 u Hi\n"
		 "007d u Subject: a%u000db%u000d%u000a\n",
	    "Subject: Hi\n" REBUILT TYPE
	    "text/plain; charset=utf-8\n" BASE64 ATTACHED "=\"headers.txt\"\n"
	    "\n"
	    "U3ViamVjdDogYQ1iDQo=\n" },
	{ "14.1: a header with a NUL goes in whole (H2)",
	    MAIL "0037 u Hi\n"
		 "007d u Subject: a%u0000b%u000d%u000a\n",
	    "Subject: Hi\n" REBUILT TYPE
	    "text/plain; charset=utf-8\n" BASE64 ATTACHED "=\"headers.txt\"\n"
	    "\n"
	    "U3ViamVjdDogYQBiDQo=\n" },
	{ "14.1: what stands behind a header goes in too",
	    MAIL "007d u Subject: a%u000d%u000a%u000d%u000a--x%u000d%u000a" TYPE
		 "text/plain%u000d%u000a\n",
	    "Subject: a\n" REBUILT TYPE
	    "text/plain; charset=utf-8\n" BIT7 ATTACHED "=\"headers.txt\"\n"
	    "\n"
	    "Subject: a\n"
	    "\n"
	    "--x\n" TYPE "text/plain\n" },
	{ "14.1: the frame's fields are not enough to be kept",
	    MAIL "0037 u Hi\n"
		 "007d u " TYPE "text/plain%u000d%u000a\n",
	    "Subject: Hi\n" REBUILT EMPTY },
	{ "14.1: a header that is no string is a flaw",
	    MAIL "007d b Subject: a\n", "flaw property\n" REBUILT EMPTY },
	{ "14.1: the mark of a subject's prefix is no text",
	    MAIL "0037 u %u0001%u0005RE: Hi\n",
	    "Subject: RE: Hi\n" REBUILT EMPTY },
	{ "14.1: a mark and no more", MAIL "0037 u %u0001\n", REBUILT EMPTY },
	{ "14.1: a subject that is no ASCII",
	    MAIL "0037 u Gr\303\274\303\237e aus der Stadt, die ein langes "
		 "Wort Stra\303\237e hat\n",
	    "Subject: "
	    "=?UTF-8?B?R3LDvMOfZSBhdXMgZGVyIFN0YWR0LCBkaWUgZWluIGxhbmdlcyBX?=\n"
	    " =?UTF-8?B?b3J0IFN0cmHDn2UgaGF0?=\n" REBUILT EMPTY },
	{ "14.1: a subject in the code page of the item",
	    MAIL "0037 s Gr%fc%dfe\n"
		 "3ffd i 1252\n",
	    "Subject: =?UTF-8?B?R3LDvMOfZQ==?=\n" REBUILT EMPTY },
	{ "14.1: the same in the internet's code page, where that is all",
	    MAIL "0037 s %cf%f0\n"
		 "3fde i 1251\n",
	    "Subject: =?UTF-8?B?0J/RgA==?=\n" REBUILT EMPTY },
	{ "14.1: a subject in no code page", MAIL "0037 s Gr%fce\n",
	    "flaw encoding\n"
	    "Subject: =?UTF-8?B?R3Lvv71l?=\n" REBUILT EMPTY },
	{ "14.1: half a surrogate", MAIL "0037 u a%ud83d\n",
	    "flaw encoding\n"
	    "Subject: =?UTF-8?B?Ye+/vQ==?=\n" REBUILT EMPTY },
	{ "14.1: a whole one", MAIL "0037 u %ud83d%ude00\n",
	    "Subject: =?UTF-8?B?8J+YgA==?=\n" REBUILT EMPTY },
	{ "14.1: a subject like an encoded word is encoded",
	    MAIL "0037 u =?utf-8?q?a?=\n",
	    "Subject: =?UTF-8?B?PT91dGYtOD9xP2E/PQ==?=\n" REBUILT EMPTY },
	{ "14.1: a subject with blanks that a fold would lose is encoded",
	    MAIL "0037 u  a  b\n",
	    "Subject: =?UTF-8?B?IGEgIGI=?=\n" REBUILT EMPTY },
	{ "14.1: no subject can begin a line",
	    MAIL "0037 u a%u000d%u000aBcc: x@example.org%u0000\n",
	    "Subject: "
	    "=?UTF-8?B?Ye+/ve+/vUJjYzogeEBleGFtcGxlLm9yZ++/vQ==?=\n" REBUILT
		EMPTY },
	{ "14.1: no id can begin a line",
	    MAIL "1035 u <1@example.org>%u000d%u000aBcc: x@example.org\n"
		 "1039 u <a>%u000a%u000a<b>\n"
		 "1042 u <\303\244@example.org>\n",
	    "flaw encoding\n"
	    "References: <a>\n"
	    " <b>\n" REBUILT EMPTY },
	{ "14.2: a name in quotes",
	    MAIL "0042 u Ann \"A\" \\ B\n"
		 "0064 u SMTP\n"
		 "0065 u ann@example.org\n",
	    "From: \"Ann \\\"A\\\" \\\\ B\" <ann@example.org>\n" REBUILT
		EMPTY },
	{ "14.2: a name that is no ASCII",
	    MAIL "0042 u J\303\266rg\n"
		 "0064 u SMTP\n"
		 "0065 u joerg@example.org\n",
	    "From: =?UTF-8?B?SsO2cmc=?=\n"
	    " <joerg@example.org>\n" REBUILT EMPTY },
	{ "14.2: a name that is the address is not said twice",
	    MAIL "0042 u ANN@example.org\n"
		 "0064 u SMTP\n"
		 "0065 u ann@example.org\n",
	    "From: <ann@example.org>\n" REBUILT EMPTY },
	{ "14.2: an address of Exchange alone",
	    MAIL "0042 u Ann\n"
		 "0064 u EX\n"
		 "0065 u /O=ORG/CN=ANN\n",
	    "From: \"Ann\" <\"/O=ORG/CN=ANN\"@ex.invalid>\n" REBUILT EMPTY },
	{ "14.2: the internet's address before it",
	    MAIL "0042 u Ann\n"
		 "0064 u EX\n"
		 "0065 u /O=ORG/CN=ANN\n"
		 "5d02 u ann@example.org\n",
	    "From: \"Ann\" <ann@example.org>\n" REBUILT EMPTY },
	{ "14.2: a one-off entry, of UTF-16",
	    MAIL "R\n"
		 "0c15 i 1\n"
		 "0fff x "
		 "00000000812b1fa4bea310199d6e00dd010f5402000000804100000053004"
		 "d005400500000006100400062002e0063000000\n"
		 ".\n",
	    "To: <a@b.c>\n" REBUILT EMPTY },
	{ "14.2: a one-off entry, of bytes",
	    MAIL "R\n"
		 "0c15 i 1\n"
		 "0fff x "
		 "00000000812b1fa4bea310199d6e00dd010f5402000000004100534d54500"
		 "06140622e6300\n"
		 ".\n",
	    "To: <a@b.c>\n" REBUILT EMPTY },
	{ "14.2: a one-off entry that does not end",
	    MAIL "R\n"
		 "0c15 i 1\n"
		 "0fff x "
		 "00000000812b1fa4bea310199d6e00dd010f5402000000004100534d54500"
		 "06140622e63\n"
		 "3001 u Ann\n"
		 ".\n",
	    "To: \"Ann\":;\n" REBUILT EMPTY },
	{ "14.2: a name and no address",
	    MAIL "R\n"
		 "0c15 i 1\n"
		 "3001 u Team\n"
		 ".\n"
		 "R\n"
		 "0c15 i 1\n"
		 "3001 u Bo\n"
		 "39fe u bo@example.org\n"
		 ".\n",
	    "To: \"Team\":;,\n"
	    " \"Bo\" <bo@example.org>\n" REBUILT EMPTY },
	{ "14.2: neither",
	    MAIL "R\n"
		 "0c15 i 1\n"
		 ".\n",
	    REBUILT EMPTY },
	{ "14.2: sent by another",
	    MAIL "0042 u Ann\n"
		 "0064 u SMTP\n"
		 "0065 u ann@example.org\n"
		 "0c1a u Sue\n"
		 "0c1e u SMTP\n"
		 "0c1f u sue@example.org\n",
	    "From: \"Ann\" <ann@example.org>\n"
	    "Sender: \"Sue\" <sue@example.org>\n" REBUILT EMPTY },
	{ "14.2: sent by the same",
	    MAIL "0042 u Ann\n"
		 "0064 u SMTP\n"
		 "0065 u ann@example.org\n"
		 "0c1a u Sue\n"
		 "0c1e u SMTP\n"
		 "0c1f u ANN@example.org\n",
	    "From: \"Ann\" <ann@example.org>\n" REBUILT EMPTY },
	{ "14.2: only who sent it",
	    MAIL "0c1a u Sue\n"
		 "0c1e u SMTP\n"
		 "0c1f u sue@example.org\n",
	    "From: \"Sue\" <sue@example.org>\n" REBUILT EMPTY },
	{ "14.2: an address that is none cannot leave its quotes",
	    MAIL "0064 u SMTP\n"
		 "0065 u a\"@b> , <c@example.org\n",
	    "From: <\"a\\\"@b> , <c@example.org\"@address.invalid>\n" REBUILT
		EMPTY },
	{ "14.2: nor its line",
	    MAIL "0042 u x%u000d%u000aCc: y@example.org\n"
		 "0064 u SMTP\n"
		 "0065 u a@b%u000d%u000aBcc: x@example.org\n",
	    "From: "
	    "=?UTF-8?B?eO+/ve+/vUNjOiB5QGV4YW1wbGUub3JnIDxhQGLvv73vv71CY2M6?=\n"
	    " =?UTF-8?B?IHhAZXhhbXBsZS5vcmc+?=\n"
	    " <strange@address.invalid>\n" REBUILT EMPTY },
	{ "14.2: an address beyond ASCII goes with the name",
	    MAIL "0042 u Jo\n"
		 "0064 u SMTP\n"
		 "0065 u j\303\266@example.org\n",
	    "From: =?UTF-8?B?Sm8gPGrDtkBleGFtcGxlLm9yZz4=?=\n"
	    " <strange@address.invalid>\n" REBUILT EMPTY },
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
	return cmocka_run_group_tests_name("rebuild_header", tests, NULL, NULL);
}
