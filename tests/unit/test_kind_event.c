#include "kinds.h"

/* 2024-03-04T08:15:30Z, 2024-03-05T09:00:00Z, an hour and a half later. */
#define STAMP        "3007 t 133540137300000000\n3008 t 133540137300000000\n"
#define START        "2,820d:8010 t 133541028000000000\n"
#define END          "2,820e:8011 t 133541082000000000\n"
#define CLASS(class) "001a u " class "\n"

#define HEAD(method)                                        \
	"text/calendar; charset=utf-8; method=" method      \
	"\nBEGIN:VCALENDAR\nPRODID:-//ambit//rebuilt//EN\n" \
	"VERSION:2.0\nMETHOD:" method "\nBEGIN:VEVENT\n"
#define ID(uid) "UID:" uid "\n"
#define STAMPED                                                \
	"DTSTAMP:20240304T081530Z\nCREATED:20240304T081530Z\n" \
	"LAST-MODIFIED:20240304T081530Z\n"
#define WHEN "DTSTART:20240305T090000Z\nDTEND:20240305T103000Z\n"
#define FOOT "END:VEVENT\nEND:VCALENDAR\n"
#define EVENT(lines)                                         \
	"event.ics: " HEAD("PUBLISH") ID(KINDS_DIGEST) lines \
	    "STATUS:CONFIRMED\n" FOOT
#define MEETING(method, lines) \
	"meeting.ics: " HEAD(method) ID(KINDS_DIGEST) lines FOOT

#define ANN      "0042 u Ann\n0064 u SMTP\n0065 u ann@example.com\n"
#define FROM_ANN "ORGANIZER;CN=\"Ann\":mailto:ann@example.com\n"
#define NOBODY   "ORGANIZER:invalid:nomail\n"

static const struct kind_row rows[] = {
	{ "a class and no more", CLASS("IPM.Appointment"), EVENT("") },
	{ "a class in other letters, with a NUL and blanks behind it",
	    CLASS("ipm.APPOINTMENT.Custom%00 "), EVENT("") },
	{ "an appointment",
	    CLASS("IPM.Appointment") "0037 u Lunch\n1000 u Bring money.%0d%0a"
				     "And time.%0d%0a\n" STAMP
				     "M,0023:8000 x 0400e0\n" START END
				     "2,8208:8012 u Caf\xc3\xa9\n",
	    "event.ics: " HEAD("PUBLISH") ID("0400E0") STAMPED WHEN
	    "SUMMARY:Lunch\nLOCATION:Caf\xc3\xa9\n"
	    "DESCRIPTION:Bring money.\\nAnd "
	    "time.\\n\nSTATUS:CONFIRMED\n" FOOT },
	{ "without a clean id it is the other one",
	    CLASS("IPM.Appointment") "M,0003:8000 x 0102ff\n",
	    "event.ics: " HEAD("PUBLISH")
		ID("0102FF") "STATUS:CONFIRMED\n" FOOT },
	{ "an end before the beginning is none",
	    CLASS("IPM.Appointment") "2,820d:8010 t 133541082000000000\n"
				     "2,820e:8011 t 133541028000000000\n",
	    EVENT("DTSTART:20240305T103000Z\n") },
	{ "an end without a beginning is none", CLASS("IPM.Appointment") END,
	    EVENT("") },
	{ "what is finer than a second is cut, also before 1970",
	    CLASS("IPM.Appointment") "2,820d:8010 t 116444735999999999\n",
	    EVENT("DTSTART:19691231T235959Z\n") },
	{ "a time that is not set is none",
	    CLASS("IPM.Appointment") "2,820d:8010 t 915151392000000000\n",
	    EVENT("") },
	{ "a time of another type is none",
	    CLASS("IPM.Appointment") "2,820d:8010 i 5\n", EVENT("") },
	{ "free time is transparent",
	    CLASS("IPM.Appointment") "2,8205:8010 i 0\n",
	    "event.ics: " HEAD("PUBLISH")
		ID(KINDS_DIGEST) "STATUS:CONFIRMED\nTRANSP:TRANSPARENT\n"
				 "X-MICROSOFT-CDO-BUSYSTATUS:FREE\n" FOOT },
	{ "the mark of a prefix is no part of the subject",
	    CLASS("IPM.Appointment") "0037 u %01%05FW: x\n",
	    EVENT("SUMMARY:FW: x\n") },
	{ "a mark of a prefix and no more",
	    CLASS("IPM.Appointment") "0037 u %01\n", EVENT("") },
	{ "a lone surrogate is seen, and a flaw",
	    CLASS("IPM.Appointment") "0037 u a%ud800b\n",
	    "(encoding)\n" EVENT("SUMMARY:a\xef\xbf\xbd"
				 "b\n") },
	{ "a string of bytes in the code page of the item",
	    CLASS("IPM.Appointment") "0037 s %cf%f0%e8\n3ffd i 1251\n",
	    EVENT("SUMMARY:\xd0\x9f\xd1\x80\xd0\xb8\n") },
	{ "a string of bytes without a code page",
	    CLASS("IPM.Appointment") "0037 s a%cf\n",
	    "(encoding)\n" EVENT("SUMMARY:a\xef\xbf\xbd\n") },
	{ "a line cannot be begun from within",
	    CLASS("IPM.Appointment") "0037 u x%0d%0aEND:VEVENT%0aBEGIN:VALARM"
				     "\n2,8208:8012 u y;VALUE=z:%0d\n",
	    EVENT("SUMMARY:x\\nEND:VEVENT\\nBEGIN:VALARM\n"
		  "LOCATION:y\\;VALUE=z:\\n\n") },
	{ "a request: who asks, who is asked",
	    CLASS("IPM.Schedule.Meeting.Request") ANN
	    "2,8201:8013 i 3\n2,8205:8014 i 1\n2,8224:8015 i 2\n"
	    "R\n0c15 i 1\n3001 u Bob\n3002 u SMTP\n3003 u bob@example.com\n"
	    "5fff i 3\n.\nR\n0c15 i 2\n3001 u \"C\"\n3002 u EX\n"
	    "3003 u /O=Org/CN=c d\n5fff i 4\n.\nR\n0c15 i 3\n39fe u "
	    "room@example.com\n5fff i 2\n.\nR\n0c15 i 1\n3001 u Ann\n"
	    "5ffd i 3\n.\nR\n0c15 i 268435457\n3001 u Nobody\n.\n",
	    MEETING("REQUEST",
		"STATUS:CONFIRMED\nTRANSP:OPAQUE\n"
		"X-MICROSOFT-CDO-BUSYSTATUS:BUSY\nSEQUENCE:3\n" FROM_ANN
		"ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN=\"Bob\":"
		"mailto:bob@example\n .com\n"
		"ATTENDEE;ROLE=OPT-PARTICIPANT;PARTSTAT=DECLINED;CN=\"^'C^'\":"
		"mailto:%22/O=Org\n /CN=c%20d%22@ex.invalid\n"
		"ATTENDEE;CUTYPE=RESOURCE;ROLE=NON-PARTICIPANT;"
		"PARTSTAT=TENTATIVE:mailto:roo\n m@example.com\n"
		"ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;"
		"CN=\"Nobody\":invalid:nom\n ail\n") },
	{ "an acceptance: who answers whom",
	    CLASS("IPM.Schedule.Meeting.Resp.Pos") ANN
	    "R\n0c15 i 2\n3001 u Eve\n39fe u eve@example.com\n.\n"
	    "R\n0c15 i 1\n3001 u Bob\n39fe u bob@example.com\n.\n",
	    MEETING("REPLY",
		"ORGANIZER;CN=\"Bob\":mailto:bob@example.com\n"
		"ATTENDEE;PARTSTAT=ACCEPTED;CN=\"Ann\":"
		"mailto:ann@example.com\n") },
	{ "a refusal", CLASS("IPM.Schedule.Meeting.Resp.Neg") ANN,
	    MEETING("REPLY",
		"ATTENDEE;PARTSTAT=DECLINED;CN=\"Ann\":"
		"mailto:ann@example.com\n") },
	{ "neither", CLASS("IPM.Schedule.Meeting.Resp.Tent") ANN,
	    MEETING("REPLY",
		"ATTENDEE;PARTSTAT=TENTATIVE;CN=\"Ann\":"
		"mailto:ann@example.com\n") },
	{ "a cancellation", CLASS("IPM.Schedule.Meeting.Canceled") ANN START,
	    MEETING("CANCEL",
		"DTSTART:20240305T090000Z\nSTATUS:CANCELLED\n" FROM_ANN) },
	{ "a meeting in a calendar, canceled",
	    CLASS("IPM.Appointment") "2,8217:8010 i 5\n",
	    "event.ics: " HEAD("PUBLISH")
		ID(KINDS_DIGEST) "STATUS:CANCELLED\n" NOBODY FOOT },
	{ "an instance of a series, changed, tells which it was",
	    CLASS("IPM.OLE.CLASS.{00061055-0000-0000-C000-000000000046}") START
	    "2,8228:8012 t 133540992000000000\n",
	    EVENT(
		"DTSTART:20240305T090000Z\nRECURRENCE-ID:20240305T080000Z\n") },
	{ "reminders, ranks and categories",
	    "0017 i 0\n" CLASS(
		"IPM.Appointment") "0036 i 3\n8,8501:8010 i 30\n"
				   "8,8503:8011 f 1\nP,\"Keywords\":8012 U "
				   "Red, blue\n"
				   "P,\"Keywords\":8012 U Work\n",
	    "event.ics: " HEAD("PUBLISH")
		ID(KINDS_DIGEST) "STATUS:CONFIRMED\nCLASS:"
				 "CONFIDENTIAL\nPRIORITY:9\n"
				 "CATEGORIES:Red\\, blue\nCATEGORIES:Work\n"
				 "BEGIN:VALARM\nACTION:DISPLAY\nDESCRIPTION:"
				 "Reminder\n"
				 "TRIGGER:-PT30M\nEND:VALARM\n" FOOT },
	{ "a reminder that is not set is none",
	    CLASS("IPM.Appointment") "8,8501:8010 i 30\n8,8503:8011 f 0\n",
	    EVENT("") },
	{ "a reminder of the usual time",
	    CLASS("IPM.Appointment") "8,8501:8010 i 1525252321\n"
				     "8,8503:8011 f 1\n",
	    "event.ics: " HEAD("PUBLISH") ID(
		KINDS_DIGEST) "STATUS:CONFIRMED\nBEGIN:VALARM\nACTION:DISPLAY\n"
			      "DESCRIPTION:Reminder\nTRIGGER:-PT15M\nEND:"
			      "VALARM\n" FOOT },
	{ "numbers out of all bounds say nothing",
	    "0017 i 0xffffffff\n" CLASS(
		"IPM.Appointment") "0036 i 4\n"
				   "2,8201:8010 i 0xffffffff\n2,8205:8011 i "
				   "99\n"
				   "8,8501:8012 i 0xffffffff\n8,8503:8013 f "
				   "1\n",
	    EVENT("") },
	{ "a class of another name is no appointment",
	    CLASS("IPM.Appointments"),
	    "properties.txt: text/plain; charset=utf-8\n"
	    "001a001f = IPM.Appointments\n" },
};

int
main(void)
{
	return kinds_run("kind_event", rows, COUNT(rows));
}
