#include "check.h"
#include "rebuilt.h"

struct row {
	const char *name, *script, *eml;
};

/* pst.md 14.7: signed and encrypted ones. */
static const struct row rows[] = {
	{ "14.7: a signed message's bytes are the body",
	    "001a u IPM.Note.SMIME.MultipartSigned\n"
	    "0037 u Hi\n"
	    "1000 u m\n"
	    "A\n"
	    "3701 b " TYPE "multipart/signed; "
	    "boundary=\"x\"%0d%0a%0d%0a--x%0d%0a%0d%0aa%0d%0a--x--%0d%0a\n"
	    "3705 i 1\n"
	    "370e u multipart/signed\n"
	    ".\n",
	    "Subject: Hi\n" REBUILT TYPE "multipart/signed; boundary=\"x\"\n"
	    "\n"
	    "--x\n"
	    "\n"
	    "a\n"
	    "--x--\n" },
	{ "14.7: not with a field that is none of the body's",
	    "001a u IPM.Note.SMIME.MultipartSigned\n"
	    "0037 u Hi\n"
	    "1000 u m\n"
	    "A\n"
	    "3701 b Bcc: a@b%0d%0a" TYPE "multipart/signed; "
	    "boundary=\"x\"%0d%0a%0d%0a--x%0d%0a%0d%0aa%0d%0a--x--%0d%0a\n"
	    "3705 i 1\n"
	    "370e u multipart/signed\n"
	    ".\n",
	    "Subject: Hi\n" BEGUN TYPE "application/octet-stream\n" NUMBER_1
	    "Bcc: a@b\n" TYPE "multipart/signed; boundary=\"x\"\n"
	    "\n"
	    "--x\n"
	    "\n"
	    "a\n"
	    "--x--\n"
	    "\n"
	    "--=_A--\n" },
	{ "14.7: nor with a byte that mail cannot have",
	    "001a u IPM.Note.SMIME.MultipartSigned\n"
	    "0037 u Hi\n"
	    "1000 u m\n"
	    "A\n"
	    "3701 b " TYPE "multipart/signed; "
	    "boundary=\"x\"%0d%0a%0d%0a--x%0d%0a%0d%0aa%0d%0a--x--%0d%0a%ff\n"
	    "3705 i 1\n"
	    "370e u multipart/signed\n"
	    ".\n",
	    "Subject: Hi\n" BEGUN TYPE
	    "application/octet-stream\n" BASE64 ATTACHED "=\"attachment-1\"\n"
	    "\n"
	    "Q29udGVudC1UeXBlOiBtdWx0aXBhcnQvc2lnbmVkOyBib3VuZGFyeT0ieCINCg0KLS"
	    "14DQoNCmEN\n"
	    "Ci0teC0tDQr/\n"
	    "--=_A--\n" },
	{ "14.7: nor beside another attachment",
	    "001a u IPM.Note.SMIME.MultipartSigned\n"
	    "0037 u Hi\n"
	    "1000 u m\n"
	    "A\n"
	    "3701 b " TYPE "multipart/signed; "
	    "boundary=\"x\"%0d%0a%0d%0a--x%0d%0a%0d%0aa%0d%0a--x--%0d%0a\n"
	    "3705 i 1\n"
	    "370e u multipart/signed\n"
	    ".\n"
	    "A\n"
	    "3701 b a\n"
	    "3705 i 1\n"
	    ".\n",
	    "Subject: Hi\n" BEGUN TYPE
	    "application/octet-stream\n" NUMBER_1 TYPE
	    "multipart/signed; boundary=\"x\"\n"
	    "\n"
	    "--x\n"
	    "\n"
	    "a\n"
	    "--x--\n"
	    "\n"
	    "--=_A\n" TYPE "application/octet-stream\n" BIT7 ATTACHED
	    "=\"attachment-2\"\n"
	    "\n"
	    "a\n"
	    "--=_A--\n" },
	{ "14.7: nor in another class",
	    MAIL_TEXT
	    "A\n"
	    "3701 b " TYPE "multipart/signed; "
	    "boundary=\"x\"%0d%0a%0d%0a--x%0d%0a%0d%0aa%0d%0a--x--%0d%0a\n"
	    "3705 i 1\n"
	    "370e u multipart/signed\n"
	    ".\n",
	    BEGUN TYPE "application/octet-stream\n" NUMBER_1 TYPE
		       "multipart/signed; boundary=\"x\"\n"
		       "\n"
		       "--x\n"
		       "\n"
		       "a\n"
		       "--x--\n"
		       "\n"
		       "--=_A--\n" },
	{ "14.7: nor beside a header that must be kept",
	    "001a u IPM.Note.SMIME.MultipartSigned\n"
	    "0037 u Hi\n"
	    "007d u no field%u000d%u000a\n"
	    "1000 u m\n"
	    "A\n"
	    "3701 b " TYPE "multipart/signed; "
	    "boundary=\"x\"%0d%0a%0d%0a--x%0d%0a%0d%0aa%0d%0a--x--%0d%0a\n"
	    "3705 i 1\n"
	    "370e u multipart/signed\n"
	    ".\n",
	    "Subject: Hi\n" BEGUN TYPE
	    "application/octet-stream\n" NUMBER_1 TYPE
	    "multipart/signed; boundary=\"x\"\n"
	    "\n"
	    "--x\n"
	    "\n"
	    "a\n"
	    "--x--\n"
	    "\n"
	    "--=_A\n" TYPE "text/plain; charset=utf-8\n" BIT7 ATTACHED
	    "=\"headers.txt\"\n"
	    "\n"
	    "no field\n"
	    "\n"
	    "--=_A--\n" },
	{ "14.7: an opaque one that is signed",
	    "001a u IPM.Note.SMIME\n"
	    "0037 u Hi\n"
	    "1000 u m\n"
	    "A\n"
	    "3701 x 300d06092a864886f70d010702a000\n"
	    "3705 i 1\n"
	    "370e u application/x-pkcs7-mime\n"
	    ".\n",
	    "Subject: Hi\n" REBUILT TYPE
	    "application/pkcs7-mime; smime-type=signed-data\n" BASE64 ATTACHED
	    "=\"smime.p7m\"\n"
	    "\n"
	    "MA0GCSqGSIb3DQEHAqAA\n" },
	{ "14.7: one that is encrypted",
	    "001a u IPM.Note.SMIME\n"
	    "0037 u Hi\n"
	    "1000 u m\n"
	    "A\n"
	    "3701 x 300d06092a864886f70d010703a000\n"
	    "3705 i 1\n"
	    "370e u application/pkcs7-mime\n"
	    ".\n",
	    "flaw encrypted\n"
	    "Subject: Hi\n" REBUILT TYPE
	    "application/pkcs7-mime; smime-type=enveloped-data\n" BASE64
		ATTACHED "=\"smime.p7m\"\n"
	    "\n"
	    "MA0GCSqGSIb3DQEHA6AA\n" },
	{ "14.7: one that does not say",
	    "001a u IPM.Note.SMIME\n"
	    "0037 u Hi\n"
	    "1000 u m\n"
	    "A\n"
	    "3701 b abc\n"
	    "3705 i 1\n"
	    "370e u application/pkcs7-mime\n"
	    ".\n",
	    "flaw encrypted\n"
	    "Subject: Hi\n" REBUILT TYPE
	    "application/pkcs7-mime\n" BIT7 ATTACHED "=\"smime.p7m\"\n"
	    "\n"
	    "abc" },
	{ "14.7: one that is encrypted, under another type",
	    "001a u IPM.Note.SMIME\n"
	    "0037 u Hi\n"
	    "1000 u m\n"
	    "A\n"
	    "3701 x 300d06092a864886f70d010703a000\n"
	    "3705 i 1\n"
	    "3707 u smime.p7m\n"
	    "370e u application/octet-stream\n"
	    ".\n",
	    "flaw encrypted\n"
	    "Subject: Hi\n" BEGUN TYPE
	    "application/octet-stream\n" BASE64 ATTACHED "=\"smime.p7m\"\n"
	    "\n"
	    "MA0GCSqGSIb3DQEHA6AA\n"
	    "--=_A--\n" },
	{ "14.7: what is encrypted, and attached to mail, is an attachment",
	    MAIL_TEXT "A\n"
		      "3701 x 300d06092a864886f70d010703a000\n"
		      "3705 i 1\n"
		      "370e u application/pkcs7-mime\n"
		      ".\n",
	    BEGUN TYPE "application/pkcs7-mime\n" BASE64 ATTACHED
		       "=\"attachment-1\"\n"
		       "\n"
		       "MA0GCSqGSIb3DQEHA6AA\n"
		       "--=_A--\n" },
	{ "MS-OXORMMS: mail under rights management",
	    MAIL_TEXT "A\n"
		      "3701 b abc\n"
		      "3705 i 1\n"
		      "3707 u message.rpmsg\n"
		      "370e u application/x-microsoft-rpmsg-message\n"
		      ".\n",
	    "flaw encrypted\n" BEGUN TYPE
	    "application/x-microsoft-rpmsg-message\n" BIT7 ATTACHED
	    "=\"message.rpmsg\"\n"
	    "\n"
	    "abc\n"
	    "--=_A--\n" },
	{ "MS-OXORMMS: the same by its bytes",
	    MAIL_TEXT "A\n"
		      "3701 x 76e80460c411e38601\n"
		      "3705 i 1\n"
		      ".\n"
		      "A\n"
		      "3701 x 76e80460c411e387\n"
		      "3705 i 1\n"
		      ".\n",
	    "flaw encrypted\n" BEGUN TYPE
	    "application/octet-stream\n" BASE64 ATTACHED "=\"attachment-1\"\n"
	    "\n"
	    "dugEYMQR44YB\n"
	    "--=_A\n" TYPE "application/octet-stream\n" BASE64 ATTACHED
	    "=\"attachment-2\"\n"
	    "\n"
	    "dugEYMQR44c=\n"
	    "--=_A--\n" },
	{ "MS-OXORMMS: nor by bytes that only nearly are it",
	    MAIL_TEXT "A\n"
		      "3701 x 76e80460c411e387\n"
		      "3705 i 1\n"
		      ".\n",
	    BEGUN TYPE "application/octet-stream\n" BASE64 ATTACHED
		       "=\"attachment-1\"\n"
		       "\n"
		       "dugEYMQR44c=\n"
		       "--=_A--\n" },
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
	return cmocka_run_group_tests_name("rebuild_signed", tests, NULL, NULL);
}
