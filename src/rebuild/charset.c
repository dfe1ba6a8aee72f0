/*
 * Code pages by the names that mail has for them (the IANA's; of two the one
 * that Outlook writes). A page without one is not named: who reads the part
 * finds its charset in the HTML, or not.
 */

/* System. */
#include <stddef.h>

/* Floor 3. */
#include "charset.h"

static const struct {
	uint32_t page;
	const char *type;
} html[] = {
	{ 437, "text/html; charset=ibm437" },
	{ 850, "text/html; charset=ibm850" },
	{ 852, "text/html; charset=ibm852" },
	{ 866, "text/html; charset=ibm866" },
	{ 874, "text/html; charset=windows-874" },
	{ 932, "text/html; charset=shift_jis" },
	{ 936, "text/html; charset=gb2312" },
	{ 949, "text/html; charset=ks_c_5601-1987" },
	{ 950, "text/html; charset=big5" },
	{ 1200, "text/html; charset=utf-16le" },
	{ 1250, "text/html; charset=windows-1250" },
	{ 1251, "text/html; charset=windows-1251" },
	{ 1252, "text/html; charset=windows-1252" },
	{ 1253, "text/html; charset=windows-1253" },
	{ 1254, "text/html; charset=windows-1254" },
	{ 1255, "text/html; charset=windows-1255" },
	{ 1256, "text/html; charset=windows-1256" },
	{ 1257, "text/html; charset=windows-1257" },
	{ 1258, "text/html; charset=windows-1258" },
	{ 10000, "text/html; charset=macintosh" },
	{ 20127, "text/html; charset=us-ascii" },
	{ 20866, "text/html; charset=koi8-r" },
	{ 21866, "text/html; charset=koi8-u" },
	{ 28591, "text/html; charset=iso-8859-1" },
	{ 28592, "text/html; charset=iso-8859-2" },
	{ 28593, "text/html; charset=iso-8859-3" },
	{ 28594, "text/html; charset=iso-8859-4" },
	{ 28595, "text/html; charset=iso-8859-5" },
	{ 28596, "text/html; charset=iso-8859-6" },
	{ 28597, "text/html; charset=iso-8859-7" },
	{ 28598, "text/html; charset=iso-8859-8" },
	{ 28599, "text/html; charset=iso-8859-9" },
	{ 28603, "text/html; charset=iso-8859-13" },
	{ 28605, "text/html; charset=iso-8859-15" },
	{ 50220, "text/html; charset=iso-2022-jp" },
	{ 50221, "text/html; charset=iso-2022-jp" },
	{ 50222, "text/html; charset=iso-2022-jp" },
	{ 50225, "text/html; charset=iso-2022-kr" },
	{ 51932, "text/html; charset=euc-jp" },
	{ 51949, "text/html; charset=euc-kr" },
	{ 52936, "text/html; charset=hz-gb-2312" },
	{ 54936, "text/html; charset=gb18030" },
	{ 65000, "text/html; charset=utf-7" },
	{ 65001, "text/html; charset=utf-8" },
};

const char *
rebuild_html_type(uint32_t page)
{
	for (size_t i = 0; i < sizeof(html) / sizeof(html[0]); i++) {
		if (html[i].page == page)
			return html[i].type;
	}
	return "text/html";
}
