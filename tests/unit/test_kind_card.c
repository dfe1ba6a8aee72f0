#include "kinds.h"

#define CLASS(class) "001a u " class "\n"
#define CONTACT      CLASS("IPM.Contact")
#define LIST         CLASS("IPM.DistList")
#define TOP(kind)                                               \
	"text/vcard; charset=utf-8\nBEGIN:VCARD\nVERSION:4.0\n" \
	"KIND:" kind "\nPRODID:-//ambit//rebuilt//EN\n"         \
	"UID;VALUE=text:" KINDS_DIGEST "\n"
#define CARD(lines)  "contact.vcf: " TOP("individual") lines "END:VCARD\n"
#define GROUP(lines) "list.vcf: " TOP("group") lines "END:VCARD\n"

/* One-off entry ids: flags, provider, version, flags, three strings. */
#define ONE_OFF "00000000812b1fa4bea310199d6e00dd010f54020000"
#define WIDE    ONE_OFF "0080"
#define NARROW  ONE_OFF "0000"
#define BOB                    \
	"42006f00620000005300" \
	"4d0054005000000062"   \
	"0040007800"           \
	"0000"
#define EVE        \
	"457665"   \
	"00"       \
	"4558"     \
	"00"       \
	"2f4f3d78" \
	"00"
/* Of a contact elsewhere: [MS-OXOCNTC] 2.2.2.2.4.1.1. */
#define WRAPPED "00000000c091add3519dcf11a4a900aa0047faa4c30102"

static const struct kind_row rows[] = {
	{ "a contact and no more", CONTACT, CARD("FN:\n") },
	{ "a name and its parts",
	    CONTACT "3001 u Dr. Ann B. Doe, Jr.\n3a05 u Jr.\n3a06 u Ann\n"
		    "3a11 u Doe\n3a44 u B.\n3a45 u Dr.\n",
	    CARD("FN:Dr. Ann B. Doe\\, Jr.\nN:Doe;Ann;B.;Dr.;Jr.\n") },
	{ "a name to file it under", CONTACT "4,8005:8000 u Doe; Ann\n",
	    CARD("FN:Doe\\; Ann\n") },
	{ "a part of a name cannot become two",
	    CONTACT "3a06 u Ann;Eve%0d%0aEMAIL:eve@example.com\n",
	    CARD("FN:\nN:;Ann\\;Eve\\nEMAIL:eve@example.com;;;\n") },
	{ "where he works",
	    CONTACT "3a16 u Example, Inc.\n3a17 u Boss\n3a18 u Sales\n"
		    "3a19 u 34/4141\n3a46 u Smith\n",
	    CARD("FN:\nORG:Example\\, Inc.;Sales\nTITLE:Boss\nROLE:Smith\n"
		 "X-AMBIT-OFFICE:34/4141\n") },
	{ "telephones",
	    CONTACT "3a08 u 1\n3a09 u 2\n3a1c u 3\n3a21 u 5\n3a24 u 4\n",
	    CARD("FN:\nTEL;TYPE=work,voice:1\nTEL;TYPE=home,voice:2\n"
		 "TEL;TYPE=cell,voice:3\nTEL;TYPE=work,fax:4\n"
		 "TEL;TYPE=pager:5\n") },
	{ "three addresses of mail",
	    CONTACT
	    "4,8080:8000 u Ann\n4,8082:8001 u SMTP\n"
	    "4,8083:8002 u ann@example.com\n4,8092:8003 u EX\n"
	    "4,8093:8004 u /O=x/CN=ann\n4,80a3:8005 u ann@example.org\n",
	    CARD("FN:\nEMAIL:ann@example.com\n"
		 "EMAIL:\"/O=x/CN=ann\"@ex.invalid\n"
		 "EMAIL:ann@example.org\n") },
	{ "addresses of houses, each in its place",
	    CONTACT
	    "3a26 u D\n3a27 u Bonn\n3a29 u Weg 1\n3a59 u Ulm\n"
	    "3a5a u DE\n3a5b u 89073\n3a5c u BW\n3a5d u Gasse 2%0aHof\n"
	    "3a5e u 77\n3a5f u Rom\n4,8045:8000 u Street 3\n"
	    "4,8046:8001 u Town\n4,8047:8002 u State\n4,8048:8003 u 12345\n"
	    "4,8049:8004 u US\n4,804a:8005 u Box 5\n",
	    CARD("FN:\n"
		 "ADR;TYPE=work:Box 5;;Street 3;Town;State;12345;US\n"
		 "ADR;TYPE=home:77;;Gasse 2\\nHof;Ulm;BW;89073;DE\n"
		 "ADR:;;;Rom;;;\nADR;PREF=1:;;Weg 1;Bonn;;;D\n") },
	{ "days that he keeps",
	    CONTACT "3a41 t 133511328000000000\n3a42 t 119886480000000000\n"
		    "4,80de:8000 t 119886912000000000\n",
	    CARD("FN:\nBDAY:19801128\nANNIVERSARY:20240131T000000Z\n") },
	{ "a day that has hours is none",
	    CONTACT "3a42 t 119886480000000000\n"
		    "4,80de:8000 t 119886948000000000\n"
		    "4,80df:8001 t 119886948000000000\n",
	    CARD("FN:\nBDAY:19801127T120000Z\n") },
	{ "pages of the web keep what they are made of",
	    CONTACT "3a50 u http://x.example.com/a;b?c=d,e#f\n"
		    "3a51 u http://x/%0d%0aEMAIL:x \xc3\xbc\n",
	    CARD("FN:\nURL;TYPE=work:http://x/%0D%0AEMAIL:x%20%C3%BC\n"
		 "URL;TYPE=home:http://x.example.com/a;b?c=d,e#f\n") },
	{ "family and what else there is",
	    CONTACT
	    "1000 u Met in Bonn.\n3008 t 133541028000000000\n"
	    "3a30 u Joe\n3a48 u Bob\n3a4d i 1\n3a4e u Max\n3a4f u Annie\n"
	    "3a58 U Tim\n3a58 U Tom\n4,8062:8000 u ann@im.example.com\n"
	    "P,\"Keywords\":8001 U Friends\n",
	    "contact.vcf: " TOP(
		"individual") "REV:20240305T090000Z\nFN:\n"
			      "NICKNAME:Annie\nRELATED;TYPE=spouse;VALUE=text:"
			      "Bob\n"
			      "RELATED;TYPE=child;VALUE=text:Tim\n"
			      "RELATED;TYPE=child;VALUE=text:Tom\n"
			      "RELATED;TYPE=agent;VALUE=text:Joe\nX-AMBIT-"
			      "MANAGER:Max\n"
			      "GENDER:F\nX-AMBIT-IM:ann@im.example.com\n"
			      "NOTE:Met in "
			      "Bonn.\nCATEGORIES:Friends\nEND:VCARD\n" },
	{ "a list and no more", LIST, GROUP("FN:\n") },
	{ "a list of two, and one that is elsewhere",
	    LIST "4,8053:8000 u Team\n4,8054:8001 X " WIDE BOB "\n"
		 "4,8054:8001 X " NARROW EVE "\n4,8054:8001 X " WRAPPED "\n",
	    GROUP("FN:Team\nMEMBER;X-AMBIT-NAME=\"Bob\":mailto:b@x\n"
		  "MEMBER;X-AMBIT-NAME=\"Eve\":mailto:%22/O=x%22@ex.invalid\n"
		  "X-AMBIT-MEMBER:00000000C091ADD3519DCF11A4A900AA0047FAA4C301"
		  "02\n") },
	{ "an address stands for the reference to another item",
	    LIST "3001 u Team\n4,8054:8001 X " WIDE BOB "\n"
		 "4,8055:8002 X " WRAPPED "\n4,8055:8002 X " NARROW EVE "\n",
	    GROUP(
		"FN:Team\nMEMBER;X-AMBIT-NAME=\"Bob\":mailto:b@x\n"
		"MEMBER;X-AMBIT-NAME=\"Eve\":mailto:%22/O=x%22@ex.invalid\n") },
	{ "a member that is cut stands as it is",
	    LIST "4,8054:8001 X " WIDE "4200\n4,8054:8001 X " ONE_OFF "\n",
	    GROUP("FN:\n"
		  "X-AMBIT-MEMBER:00000000812B1FA4BEA310199D6E00DD010F5402"
		  "000000804200\n"
		  "X-AMBIT-MEMBER:00000000812B1FA4BEA310199D6E00DD010F5402"
		  "0000\n") },
};

int
main(void)
{
	return kinds_run("kind_card", rows, COUNT(rows));
}
